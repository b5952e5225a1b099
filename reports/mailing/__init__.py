"""The report of a month by mail, on the first working day of the next one, to whoever wants it (docs/mail.md)."""
