"""Two rows that look like one person: found by night, and answered by a verifier (docs/duplicates.md)."""
