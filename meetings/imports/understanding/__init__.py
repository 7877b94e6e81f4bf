"""What blocks mean in minutes: the map of `meetings.text.document`, with a mark for each field."""

from meetings.imports.understanding.whole import Understood, understood

__all__ = ["Understood", "understood"]
