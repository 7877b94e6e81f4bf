"""Reads one original in a process of its own: bytes in, JSON out; so it can be stopped.

It is given nothing but the file: no address, no secret, no file of ours to open.
"""

import json
import resource
import sys

from meetings.imports.reading import docx, pdf, refusals, text
from meetings.imports.reading.refusals import decoded

MOST_LINES, MOST_LETTERS = 4_000, 400_000  # ten times the longest minutes; they are understood
SECONDS, MEMORY = 30, 1_500_000_000  # of the processor; bytes
READERS = {"docx": docx.read, "pdf": pdf.read, "text": lambda each: text.read(decoded(each))}


def read(content):
    """The `Reading` of a file that is not ODT. Raises `Refused`."""
    found = READERS[refusals.kind_of(content)](content)
    if not found.blocks:
        raise refusals.Refused(refusals.EMPTY)
    if found.lines > MOST_LINES or found.letters > MOST_LETTERS:
        raise refusals.Refused(refusals.TOO_LONG)
    return found


def answer(content):
    """What `process.read` is told: the blocks, or why there are none."""
    try:
        return read(content).stored()
    except refusals.Refused as refused:
        return {"refused": str(refused)}
    except (MemoryError, RecursionError):
        return {"refused": refusals.TOO_LARGE}
    except Exception:
        # A library stumbled over a file that nobody has made by hand: that is all there is to say.
        return {"refused": refusals.DAMAGED}


def main():
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    json.dump(answer(sys.stdin.buffer.read()), sys.stdout)


if __name__ == "__main__":
    main()
