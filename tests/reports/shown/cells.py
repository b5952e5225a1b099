"""Numbers that stand in a table by themselves: by the head of the column, and of the line."""


def fault(room, piece, text) -> str:
    return "not accounted for"
