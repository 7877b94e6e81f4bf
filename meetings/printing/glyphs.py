"""Which characters the fonts of this machine can draw: the others are boxes in a PDF."""

import re
import shutil
import subprocess
import unicodedata
from functools import cache

# The fonts of the set-up have them; no need to ask.
USUAL = re.compile("[\\s\u0020-\u0292\u2010-\u2027\u202f\u2030-\u203a]+")
UNSEEN = {"Cc", "Cf", "Mn", "Me"}  # controls, joiners, what only changes the sign before it


@cache
def covered():
    """The code points that a font draws; None where nobody can tell."""
    asked = shutil.which("fc-list")
    if asked is None:
        return None
    command = [asked, "--format", "%{charset}\n"]
    lines = subprocess.run(command, capture_output=True, check=True, text=True).stdout  # noqa: S603
    return {point for span in set(lines.split()) for point in _points(span)}


def _points(span):
    """Those of « 20-7e » or « a0 »."""
    first, _, last = span.partition("-")
    return range(int(first, 16), int(last or first, 16) + 1)


def undrawn(text, drawn=None):
    """The characters of a text that would be boxes, each once, in their order."""
    rest = dict.fromkeys(USUAL.sub("", text))
    if not rest:
        return []
    drawn = covered() if drawn is None else drawn
    if drawn is None:
        return []
    return [
        sign for sign in rest if ord(sign) not in drawn and unicodedata.category(sign) not in UNSEEN
    ]
