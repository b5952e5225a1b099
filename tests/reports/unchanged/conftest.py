import pytest
from django.test import override_settings

from reports.views import unchanged


@pytest.fixture(autouse=True)
def keeps():
    """Pages are kept, and which moment it is is asked anew when a test says so."""
    unchanged.forget()
    with override_settings(COUNTS_FRESH_SECONDS=1_000):
        yield
    unchanged.forget()
