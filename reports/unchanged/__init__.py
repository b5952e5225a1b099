"""The city's pages while nothing changes: made once, and given to everybody who may see them (docs/decisions/0042-pages-made-once.md)."""
