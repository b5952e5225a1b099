"""What a web process has read before its first request."""

from django.conf import settings
from django.template import engines

from okoce import wsgi


def test_each_template_is_read_when_a_process_begins():
    engine = engines["django"].engine
    for loader in engine.template_loaders:
        loader.reset()
    wsgi.read_templates()
    # Files that are replaced now are not seen: nobody opens them a second time.
    read = {name for loader in engine.template_loaders for name in loader.get_template_cache}
    (folder,) = settings.TEMPLATES[0]["DIRS"]
    assert {str(file.relative_to(folder)) for file in folder.rglob("*.*")} <= read
