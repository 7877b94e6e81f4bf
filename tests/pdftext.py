"""The text of a PDF, folded so that it can be compared with a source line by line."""

import re
import subprocess

NUMBERING = re.compile(r"^(?:\d+|[-–])[-.]?\s*-?\s*")
FURNITURE = re.compile(
    r"^(?:Version \d+(?:, à vérifier sur \S+)? ?)?Page \d+ / \d+$"
    r"|^Version \d+(?: publiée le [\w\u00a0 ]+)?(?:, à vérifier sur \S+)?$|^[-–]$|^\d+-$"
)


def text_of(pdf):
    """What pdftotext reads in PDF bytes, in the order of the content."""
    command = ["pdftotext", "-raw", "-", "-"]
    return subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode()  # noqa: S603


def fold(line):
    """A line without spaces, printed numbering and kinds of apostrophe; « Time » says « Heure »."""
    line = NUMBERING.sub("", line.strip()).replace("’", "'").replace("Time", "Heure")
    return "".join(line.split())


def folded_pdf(pdf, running_head):
    """The text of a PDF in one string, page numbers and running heads taken out."""
    lines = [line.strip() for line in text_of(pdf).replace("\f", "\n").splitlines()]
    kept = [line for line in lines if not FURNITURE.match(line)]
    first = kept.index(running_head) + 1 if running_head in kept else 0
    body = [line for line in kept[first:] if line != running_head]
    return fold(running_head) + "".join(map(fold, body))


def folded_lines(source):
    return [line for line in map(fold, source.splitlines()) if line]
