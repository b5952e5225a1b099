"""Static files, each under a name that says what is in it: kept for ever, and never an old one beside a new one."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Storage(CompressedManifestStaticFilesStorage):
    """Modules name each other by such names too: what one imports is what was there when it was deployed."""

    support_js_module_import_aggregation = True
