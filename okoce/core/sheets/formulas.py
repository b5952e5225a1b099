"""What a spreadsheet program would take for a formula, and might run when somebody opens the list that it went into."""

# The last three are passed over on the way to one of the others.
SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")


def is_formula(text: str) -> bool:
    return text.startswith(SIGNS)


def harmless(text: str) -> str:
    """The text behind the sign by which people tell a program that it is text."""
    return f"'{text}" if is_formula(text) else text
