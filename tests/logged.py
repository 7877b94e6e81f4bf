"""What the application logs while tests are played, whichever they are: nobody's name stands in it.

Each process of pytest writes the lines that production would write into a file of its own; the one
that started the others reads them all at the end, and the run fails where a mark of the tests'
persons and texts stands in one.
"""

import logging
import os
import re
import tempfile
from pathlib import Path

from gtm.watching.logs import formatter
from tests.access.marks import MARKS

FOLDER = "GTM_LOGGED"  # inherited by the processes that pytest starts
# Persons of the factories and fixtures, any address of theirs, and what `tests/access` plants.
PERSONS = "Amina Moussa Rakia Dari Paul Ali Omar Issa Zara Sani Bako Halima Hadiza Zeinabou Mariama"
NAMED = re.compile(
    rf"\b(?:{'|'.join(PERSONS.split())})\b"
    r"|@(?:example\.|\w+\.example)"
    rf"|{'|'.join(map(re.escape, sorted(MARKS.values())))}"
)


def open_folder():
    """For the process that starts the others; theirs is the same one."""
    if FOLDER not in os.environ:
        os.environ[FOLDER] = tempfile.mkdtemp(prefix="gtm-logged-")


def listen():
    """Beside the console's own, in this process."""
    handler = logging.FileHandler(Path(os.environ[FOLDER]) / f"{os.getpid()}.log", delay=True)
    handler.setFormatter(formatter("json"))
    logging.getLogger().addHandler(handler)
    return handler


def naming(folder):
    """(how many lines were read, those that name somebody)"""
    lines = [line for path in folder.glob("*.log") for line in path.read_text().splitlines()]
    return len(lines), [line for line in lines if NAMED.search(line)]
