"""What tests of pages ask of a page: how many questions it puts to the database, and what it refuses beside a field."""

from django.db import connection
from django.test.utils import CaptureQueriesContext


def queries(browser, url):
    """How many queries the page takes; the page itself has to be there."""
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(url).status_code == 200
    return len(asked)


def refused(answer, form="form"):
    """{field: sentences} of a form that came back with everything that was typed."""
    assert answer.status_code == 200
    return {field: list(sentences) for field, sentences in answer.context[form].errors.items()}


def messages(answer):
    """The sentences above the page."""
    return [f"{message}" for message in answer.context["messages"]]
