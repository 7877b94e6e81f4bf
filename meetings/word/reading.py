"""A Word file that comes back, read with what names its cells. Pure.

Whoever saved it again (Word, LibreOffice, a phone) may have dropped tags, split runs, made lists,
followed changes: what is read is the text of each cell, with the changes taken as accepted.
"""

import io
import zipfile
import zlib
from dataclasses import dataclass, field

from defusedxml import ElementTree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DC = "{http://purl.org/dc/elements/1.1/}"
LARGEST = 20_000_000  # bytes of a part once it is unpacked: a file of ours has a tenth
PARTS = ("word/footnotes.xml", "word/endnotes.xml", "word/comments.xml")
# A broken or an encrypted archive, a method that nobody has, entities and their bombs.
UNREADABLE = (
    zipfile.BadZipFile, zlib.error, ElementTree.ParseError, NotImplementedError, RuntimeError,
    ValueError, EOFError,
)  # fmt: skip
_LEFT_OUT = {f"{W}{name}" for name in ("del", "moveFrom", "instrText", "delText", "sdtPr", "rPr")}
_BREAKS = {f"{W}br": "\n", f"{W}cr": "\n", f"{W}tab": "\t", f"{W}noBreakHyphen": "-"}


class Unreadable(Exception):
    """It is no Word file; said in French."""


@dataclass(frozen=True)
class Box:
    """A cell: what names it (tags and bookmarks), and its text."""

    names: tuple
    text: str


@dataclass(frozen=True)
class Read:
    """`tables`: rows of boxes; `loose`: paragraphs in none; `has_changes`: some were followed."""

    known_as: str
    tables: list = field(default_factory=list)
    loose: list = field(default_factory=list)
    has_changes: bool = False


def read(content):
    """The `Read` of a .docx. Raises `Unreadable`."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            body = _part(archive, "word/document.xml")
            identity = _part(archive, "docProps/core.xml", needed=False)
            beside = [_part(archive, name, needed=False) for name in PARTS]
            numbering = _part(archive, "word/numbering.xml", needed=False)
    except UNREADABLE as error:
        raise Unreadable(
            "Ce fichier n’est pas un document Word (.docx) lisible : ouvrez-le dans Word ou "
            "LibreOffice, puis « Enregistrer sous » au format .docx."
        ) from error
    lists = _Lists(numbering)
    tables, loose = [], []
    _walk(body.find(f"{W}body"), tables, loose, lists)
    for part in beside:
        if part is None:
            continue
        loose += [_text(paragraph, lists) for paragraph in part.iter(f"{W}p")]
    loose = [text for text in loose if text.strip()]
    return Read(_identity(identity), tables, loose, _followed(body))


def _part(archive, name, needed=True):
    """A part of the archive, parsed; None where it is not needed and not there."""
    try:
        told = archive.getinfo(name)
    except KeyError as error:
        if needed:
            raise zipfile.BadZipFile(name) from error
        return None
    if told.file_size > LARGEST:
        raise Unreadable("Ce document est trop grand : plus de 20 Mo une fois ouvert.")
    return ElementTree.fromstring(archive.read(told), forbid_dtd=True)


def _identity(core):
    found = core.find(f"{DC}identifier") if core is not None else None
    return (found.text or "") if found is not None else ""


def _followed(body):
    names = ("ins", "del", "moveFrom", "moveTo")
    return any(next(body.iter(f"{W}{name}"), None) is not None for name in names)


# --- Tables and paragraphs ---


def _walk(parent, tables, loose, lists):
    """Tables and paragraphs, also inside controls and accepted insertions."""
    for child in parent if parent is not None else ():
        if child.tag == f"{W}tbl":
            tables.append([_row(row, lists) for row in _below(child, "tr")])
        elif child.tag == f"{W}p":
            loose.append(_text(child, lists))
        elif child.tag not in _LEFT_OUT:
            _walk(child, tables, loose, lists)


def _below(parent, name):
    """The children of a kind, through what wraps them, not those of a table inside."""
    for child in parent:
        if child.tag == f"{W}{name}":
            yield child
        elif child.tag not in _LEFT_OUT and child.tag != f"{W}tbl":
            yield from _below(child, name)


def _row(row, lists):
    return [_box(cell, lists) for cell in _below(row, "tc")]


def _box(cell, lists):
    tags = [tag.get(f"{W}val") or "" for tag in cell.iter(f"{W}tag")]
    bookmarks = [mark.get(f"{W}name") or "" for mark in cell.iter(f"{W}bookmarkStart")]
    return Box((*tags, *bookmarks), "\n".join(_lines(cell, lists)).strip("\n"))


def _lines(cell, lists):
    for child in cell:
        if child.tag == f"{W}p":
            yield _text(child, lists)
        elif child.tag == f"{W}tbl":  # a table put into a field: its cells are parted by tabs
            for row in _below(child, "tr"):
                yield "\t".join(" ".join(_lines(each, lists)) for each in _below(row, "tc"))
        elif child.tag not in _LEFT_OUT:
            yield from _lines(child, lists)


def _text(paragraph, lists):
    return lists.sign(paragraph) + "".join(_pieces(paragraph))


def _pieces(parent):
    for child in parent:
        if child.tag == f"{W}t":
            yield child.text or ""
        elif child.tag in _BREAKS:
            yield _BREAKS[child.tag]
        elif child.find(f"{W}sdtPr/{W}showingPlcHdr") is not None:
            continue  # « Cliquez ici pour entrer du texte »
        elif child.tag not in _LEFT_OUT:
            yield from _pieces(child)


class _Lists:
    """The signs of lists, which Word draws and does not keep in the text: « - », « 2. »."""

    def __init__(self, numbering):
        self.kinds, self.counts = {}, {}
        if numbering is None:
            return
        drawn = {
            each.get(f"{W}abstractNumId"): _formats(each)
            for each in numbering.iter(f"{W}abstractNum")
        }
        for number in numbering.iter(f"{W}num"):
            abstract = number.find(f"{W}abstractNumId")
            if abstract is not None:
                self.kinds[number.get(f"{W}numId")] = drawn.get(abstract.get(f"{W}val"), {})

    def sign(self, paragraph):
        number = paragraph.find(f"{W}pPr/{W}numPr/{W}numId")
        level = paragraph.find(f"{W}pPr/{W}numPr/{W}ilvl")
        if number is None or number.get(f"{W}val") == "0":
            return ""
        key = (number.get(f"{W}val"), level.get(f"{W}val") if level is not None else "0")
        if self.kinds.get(key[0], {}).get(key[1], "bullet") == "bullet":
            return "- "
        self.counts[key] = self.counts.get(key, 0) + 1
        return f"{self.counts[key]}. "


def _formats(abstract):
    found = {}
    for level in abstract.iter(f"{W}lvl"):
        kind = level.find(f"{W}numFmt")
        found[level.get(f"{W}ilvl")] = kind.get(f"{W}val") if kind is not None else "bullet"
    return found
