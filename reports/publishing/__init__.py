"""What everybody reads, without signing in: two tables, a page made of them, and what is left out of both (docs/open-data.md)."""
