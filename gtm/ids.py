"""Ids and numbers as an address or a form brings them, typed by anybody."""


def number_in(text: str | None, digits: int = 9) -> int:
    """The number in up to `digits` ASCII digits; 0, which nothing has, for anything else."""
    is_number = text and text.isascii() and text.isdecimal() and len(text) <= digits
    return int(text) if is_number else 0
