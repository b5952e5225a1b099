"""Static files, each under a name that says what is in it: kept for ever, and never an old one beside a new one."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Storage(CompressedManifestStaticFilesStorage):
    """Our own modules import each other by such names too: what one gets is what was deployed with it."""

    # Of ours alone: what libraries bring is packed already, and seems to import what is not there.
    _everywhere, _imports = CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns  # noqa: SLF001 - Django offers these for all files or none
    patterns = (*CompressedManifestStaticFilesStorage.patterns, ("js/*.js", _imports))
