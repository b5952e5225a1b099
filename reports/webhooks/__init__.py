"""Telling somebody's own program that numbers changed: who listens, what is due, and how it is sent (docs/webhooks.md)."""
