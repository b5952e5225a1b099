import pytest


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path):
    """Files of the test lie apart, and go with it."""
    settings.MEDIA_ROOT = tmp_path / "media"
