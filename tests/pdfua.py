"""What PDF/UA-1 (ISO 14289-1) asks and a program can see, read with pikepdf.

No validator of PDF/UA is in the registries; the numbers in brackets are clauses of the standard.
"""

import io
import re
import shutil
import subprocess
from collections import Counter

import pikepdf

PAINTING = {
    *("Tj", "TJ", "'", '"'),
    *("f", "F", "f*", "S", "s", "B", "B*", "b", "b*"),
    *("Do", "sh", "INLINE IMAGE"),
}
NESTING = {  # what may stand directly below (7.2, 7.6)
    "/L": {"/LI", "/L", "/Caption"},
    "/LI": {"/Lbl", "/LBody"},
    "/Table": {"/TR", "/THead", "/TBody", "/TFoot", "/Caption"},
    "/THead": {"/TR"},
    "/TBody": {"/TR"},
    "/TR": {"/TH", "/TD"},
}
APOSTROPHES = str.maketrans("’", "'")
FORBIDDEN_CHARACTERS = {"\0", "\ufeff", "\ufffe"}


def problems(content):
    """Everything that is wrong in the bytes of a PDF, one sentence each; [] when nothing is."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        found = [*_document(pdf), *_metadata(pdf)]
        if "/StructTreeRoot" not in pdf.Root:
            return [*found, "no structure tree [7.1]"]
        elements = list(elements_of(pdf.Root.StructTreeRoot))
        found += _nesting(elements)
        found += _headings(elements)
        found += _tables(elements)
        found += _figures(elements)
        found += _content(pdf, elements)
        found += _fonts(pdf)
        found += _attached(pdf)
    return found


def _attached(pdf):
    """A file that is carried says its name, what it is, and that it belongs to the document."""
    belonging = {each.objgen for each in pdf.Root.get("/AF", [])}
    for each in pdf.attachments.values():
        names = {"/F", "/UF", "/Desc", "/AFRelationship"} - set(each.obj.keys())
        if names:
            yield f"an attached file has no {', '.join(sorted(names))} [7.11]"
        if each.obj.objgen not in belonging:
            yield "an attached file belongs to nothing [7.11]"


def elements_of(element):
    """The structure elements below one, in reading order."""
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from elements_of(kid)


def _document(pdf):
    root = pdf.Root
    if not str(root.get("/Lang", "")):
        yield "no language [7.2]"
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False):
        yield "the title bar shows the file name [7.1]"
    if not root.get("/MarkInfo", {}).get("/Marked", False):
        yield "not marked as tagged [7.1]"
    if "/First" not in root.get("/Outlines", {}):
        yield "no bookmarks [7.17]"
    for number, page in enumerate(pdf.pages, 1):
        if page.get("/Tabs") != "/S":
            yield f"page {number}: tab order is not that of the structure [7.18.3]"


def _metadata(pdf):
    with pdf.open_metadata() as xmp:
        if xmp.get("pdfuaid:part") != "1":
            yield "the metadata do not say PDF/UA-1 [5]"
        if not str(xmp.get("dc:title") or "").strip():
            yield "no title in the metadata [7.1]"


def _nesting(elements):
    for element in elements:
        allowed = NESTING.get(str(element.S))
        below = {str(kid.S) for kid in element.get("/K", []) if _is_element(kid)}
        if allowed is not None and below - allowed:
            yield f"{element.S} holds {', '.join(sorted(below - allowed))} [7.2]"
        if element.S == "/L" and not _attribute(element, "/ListNumbering"):
            yield "a list does not say how it is numbered [7.6]"


def _is_element(kid):
    return isinstance(kid, pikepdf.Dictionary) and "/S" in kid


def _attribute(element, name):
    attributes = element.get("/A", {})
    attributes = attributes if isinstance(attributes, pikepdf.Array) else [attributes]
    return next((each[name] for each in attributes if name in each), None)


def _headings(elements):
    """Levels that skip one [7.4.2]."""
    levels = [int(str(each.S)[2]) for each in elements if re.fullmatch(r"/H\d", str(each.S))]
    for before, level in zip([0, *levels], levels, strict=False):
        if level > before + 1:
            yield f"H{level} follows H{before} [7.4.2]"


def _tables(elements):
    for table in (each for each in elements if each.S == "/Table"):
        cells = list(elements_of(table))
        headings = [cell for cell in cells if cell.S == "/TH"]
        if not headings:
            yield "a table has no heading cell [7.5]"
        if any(_attribute(cell, "/Scope") is None for cell in headings):
            yield "a heading cell does not say what it heads [7.5]"
        ids = {str(cell.ID) for cell in headings if "/ID" in cell}
        for cell in (cell for cell in cells if cell.S == "/TD"):
            named = {str(each) for each in _attribute(cell, "/Headers") or []}
            if not named or named - ids:
                yield "a cell has no heading of its table [7.5]"


def _figures(elements):
    for element in elements:
        if element.S == "/Figure" and not str(element.get("/Alt", "")).strip():
            yield "a figure has no other text [7.3]"


def _content(pdf, elements):
    """Everything painted is an artifact, or belongs to one element that is read [7.1]."""
    owned = [owner for element in elements for owner in _marked_contents(element)]
    if len(owned) != len(set(owned)):
        yield "a marked content belongs to two elements [7.1]"
    for number, page in enumerate(pdf.pages, 1):
        marked, faults = _marks(page)
        yield from (f"page {number}: {fault} [7.1]" for fault in faults)
        here = {mcid for page_id, mcid in owned if page_id == page.objgen}
        if marked != here:
            yield f"page {number}: tagged content {marked ^ here} is read nowhere [7.1]"


def _marks(page):
    """The marked contents of a page, and what is wrong with its marks."""
    marked, stack, faults = set(), [], set()
    for operands, operator in map(tuple, pikepdf.parse_content_stream(page)):
        name = str(operator)
        if name in ("BDC", "BMC"):
            stack.append(_mark(operands))
            marked |= {stack[-1][1]} - {None}
            if len(stack) > 1 and "/Artifact" in {tag for tag, _ in stack}:
                faults.add("an artifact among tagged content, or inside one")
        elif name == "EMC":
            _ = stack.pop() if stack else faults.add("more marks end than begin")
        elif name in PAINTING and not stack:
            faults.add(f"{name} paints what is neither content nor artifact")
    return marked, sorted(faults)


def _marked_contents(element):
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if not isinstance(kid, pikepdf.Dictionary):
            yield element.Pg.objgen, int(kid)
        elif kid.get("/Type") == "/MCR":  # on another page than the beginning
            yield kid.Pg.objgen, int(kid.MCID)


def _mark(operands):
    """(tag, MCID or None) of a BDC or BMC."""
    properties = operands[1] if len(operands) > 1 else {}
    mcid = properties.get("/MCID") if isinstance(properties, pikepdf.Dictionary) else None
    return str(operands[0]), None if mcid is None else int(mcid)


def _fonts(pdf):
    fonts = {}
    for page in pdf.pages:
        fonts |= {font.objgen: font for font in page.Resources.get("/Font", {}).values()}
        yield from _glyphs(page)
    for font in fonts.values():
        descriptor = font.DescendantFonts[0].FontDescriptor
        if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor.keys()):
            yield f"{font.BaseFont} is not embedded [7.21.4]"
        if "/ToUnicode" not in font:
            yield f"{font.BaseFont} does not say its characters [7.21.7]"
        elif FORBIDDEN_CHARACTERS & set("".join(characters(font).values())):
            yield f"{font.BaseFont} has a glyph that stands for no character [7.21.7]"


def characters(font):
    """What the glyphs of a font stand for: {glyph number: text}."""
    pairs = re.findall(rb"<([0-9a-f]{4})> <([0-9a-f]+)>\s*$", font.ToUnicode.read_bytes(), re.M)
    return {
        int(glyph, 16): bytes.fromhex(text.decode()).decode("utf-16-be")
        for glyph, text in pairs
        if len(text) % 4 == 0
    }


def _glyphs(page):
    """Glyphs drawn that are .notdef or stand for nothing [7.21.7, 7.21.8]."""
    known = None
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            font = page.Resources.Font[str(operands[0])]
            known = characters(font)
        elif str(operator) in ("Tj", "TJ"):
            strings = operands[0] if str(operator) == "TJ" else [operands[0]]
            drawn = {each for text in strings for each in _codes(text)}
            if 0 in drawn or drawn - set(known):
                yield f"{font.BaseFont}: drawn without a character: {drawn - set(known) or 0}"


def _codes(text):
    """The two-byte glyph numbers of a string; none of a kerning number."""
    raw = bytes(text) if isinstance(text, pikepdf.String) else b""
    return [int.from_bytes(raw[place : place + 2], "big") for place in range(0, len(raw), 2)]


# --- What is read in a PDF ---


def poppler(tool, content, *options):
    """The output of a program of poppler for the bytes of a PDF."""
    command = [shutil.which(tool), *options, "-", *(["-"] if tool == "pdftotext" else [])]
    done = subprocess.run(command, input=content, capture_output=True, check=True)  # noqa: S603
    return done.stdout.decode(errors="replace")  # pdfinfo prints some strings as UTF-16


def read_aloud(content):
    """The text in the order of the structure, as a screen reader has it."""
    return " ".join(spoken(content))


def spoken(content):
    """What is drawn of each piece of the text, in the order of the structure."""
    lines = poppler("pdfinfo", content, "-struct-text").splitlines()
    return [line.strip()[1:-1] for line in lines if line.strip().startswith('"')]


def counted(content):
    """How many structure elements of each kind there are."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return Counter(str(each.S)[1:] for each in elements_of(pdf.Root.StructTreeRoot))


def folded(text):
    """The text without spaces, with one kind of apostrophe."""
    return "".join(text.translate(APOSTROPHES).split())
