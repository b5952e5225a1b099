import gzip

import pytest
from django.http import FileResponse
from django.test import RequestFactory
from django.urls import reverse

from okoce.core.responses import PackingMiddleware
from tests import factories

pytestmark = pytest.mark.django_db


def asked(path, client, **headers):
    return client.get(path, headers={"accept-encoding": "gzip", **headers})


def test_a_page_goes_out_packed(client):
    client.force_login(factories.facilitator())
    answer = asked(reverse("trainings"), client)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert b"</html>" in gzip.decompress(answer.content)


def test_whoever_does_not_unpack_gets_it_as_it_is(client):
    client.force_login(factories.facilitator())
    answer = client.get(reverse("trainings"), headers={"accept-encoding": "identity"})
    assert "Content-Encoding" not in answer.headers
    assert b"</html>" in answer.content


@pytest.mark.parametrize("accepted", ["gzip;q=0", "gzip;q=0.000", "x-gzip"])
def test_whoever_names_gzip_and_does_not_take_it_gets_it_as_it_is(client, accepted):
    client.force_login(factories.facilitator())
    answer = client.get(reverse("trainings"), headers={"accept-encoding": accepted})
    assert "Content-Encoding" not in answer.headers
    assert "Accept-Encoding" in answer.headers["Vary"]


def test_the_same_page_is_never_of_the_same_length_twice(client):
    client.force_login(factories.facilitator())
    assert len({len(asked(reverse("trainings"), client).content) for _ in range(12)}) > 1


def test_a_file_is_not_packed_twice():
    packing = PackingMiddleware(lambda _request: FileResponse(iter([b"\xff\xd8" + b"0" * 500])))
    answer = packing(RequestFactory().get("/", headers={"accept-encoding": "gzip"}))
    assert "Content-Encoding" not in answer.headers
