"""The random audit: some of those whom a closing published, looked at once more by somebody from elsewhere (docs/sampling.md)."""
