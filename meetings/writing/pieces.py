"""A file that arrives in pieces: what came stays until the last one is there.

The pieces of one file are told by who sends them, for which meeting, under which uid. A piece that
comes twice changes nothing; what is missing is asked for by the count of the bytes that are there.
"""

import fcntl
import os
import shutil
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from django.conf import settings

MOST = 768 * 1024  # bytes of one piece; with its form less than the 1 MiB of a bare nginx
UNFINISHED = 60 * 1024 * 1024  # bytes that one person may have waiting for their last piece
KEPT = timedelta(days=7)


class TooMuch(Exception):
    """Too many files of one person of which the end has not come; the message is French."""


def _folder():
    return Path(settings.MEDIA_ROOT) / "envois"


class Arriving:
    """The beginning of a file; held by one request at a time (see `arriving`)."""

    def __init__(self, path, stream):
        self.path, self.stream = path, stream

    def take(self, offset, piece):
        """Keep a piece that follows, or repeats, what is there; returns how many bytes there are.

        One that leaves a gap is not kept: the answer tells from where to go on. Raises `TooMuch`.
        """
        size = self._size()
        if not piece.size or offset > size or offset + piece.size <= size:
            return size
        others = sum(each.stat().st_size for each in self.path.parent.iterdir())
        if others + piece.size > UNFINISHED:
            raise TooMuch("trop d’envois inachevés. Attendez qu’ils finissent, puis recommencez.")
        self.stream.seek(offset)
        shutil.copyfileobj(piece, self.stream)
        self.stream.flush()
        return self._size()

    def _size(self):
        return os.fstat(self.stream.fileno()).st_size

    def forget(self):
        self.path.unlink(missing_ok=True)


@contextmanager
def arriving(person, meeting, uid):
    """The `Arriving` of a file. The same one sent twice at once waits here for its turn."""
    path = _folder() / str(person.pk) / f"{meeting.pk}-{uid}"
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield Arriving(path, stream)


def forget(now):
    """Drop what nobody has gone on with; returns how many files."""
    old = (now - KEPT).timestamp()
    left = [path for path in _folder().glob("*/*") if path.stat().st_mtime < old]
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)
