"""What a text takes on paper, before it is laid out. Pure."""

from meetings.text.discussion import TAB, blocks

# Signs of a text, with so many more for each row and line: less than `pdf.LARGEST`, as carried rows
# and the marks of lists and tables come to them.
LARGEST = 300_000
ROW, LINE = 150, 75
# Signs of the longest words of all columns, with so many more for each: above it the type is under
# 6.5 points, even lying (see `meetings.printing.columns`; a sign is half as wide as it is high).
WIDEST, COLUMN = 224, 1.5
UNENDING = 30  # signs of a word that may be broken


def sizes(document):
    """Of each field of a map, in signs."""
    return {
        key: len(value) * ROW if isinstance(value, list) else len(value) + LINE * value.count("\n")
        for key, value in document.items()
    }


def columns_too_many(text):
    """How many columns the widest table of a text has that prints too small to be read; else 0."""
    if TAB not in text and "|" not in text:
        return 0
    tables = [block.lines for block in blocks(text) if block.kind == "table"]
    return max((len(rows[0]) for rows in tables if _is_too_wide(rows)), default=0)


def _is_too_wide(rows):
    columns = zip(*rows, strict=True)
    words = [[len(word) for cell in cells for word in cell.split()] for cells in columns]
    longest = [min(max(each, default=0), UNENDING) for each in words]
    return sum(longest) + COLUMN * len(longest) > WIDEST
