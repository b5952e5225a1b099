"""Files of counts, entries and people that somebody asks for and a job writes, whole or not at all (docs/exports.md)."""
