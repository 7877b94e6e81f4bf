"""What stands in a file, as blocks in order, each with its place in the original. Pure."""

from meetings.imports.reading.blocks import Block, Reading, Row

__all__ = ["Block", "Reading", "Row"]
