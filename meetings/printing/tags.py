"""The tags of a PDF: what is read aloud, as one text whatever the pages (ISO 32000-1, 14.8).

WeasyPrint makes its own page by page: a table of seven pages becomes seven tables, and what a line
ends with no longer parts words. It keeps no trace of the elements behind them, so that nothing can
be joined afterwards: `add_tags` takes the place of its function of that name.
"""

import pydyf
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from meetings.printing.words import texts

KINDS = {
    **{name: name.upper() for name in ("h1", "h2", "h3", "h4", "p", "tr", "th", "td")},
    **{"ul": "L", "ol": "L", "section": "Sect", "table": "Table", "a": "Link"},
    **{"thead": "THead", "tbody": "TBody", "img": "Figure", "figcaption": "Caption"},
    **{"div": "Div", "figure": "Div"},
}
MARKER = "li::marker"
NUMBERINGS = {"minutes": "/Decimal", "letters": "/LowerAlpha"}
NEVER_DROPPED = {"Document", "TR", "TH", "TD"}  # an empty cell is a cell
PRINTED = 4  # a flag of annotations
POINTS = 0.75  # in a pixel of CSS


# --- Words part at line ends ---

FEW = 3
NO_LETTER = str.maketrans("", "", "-\u00ad\u200b")  # what a line end may add or take away


def keep_spaces(document):
    """Give each line back the space at which it was broken; it stands beyond the end of the line.

    To be called between layout and drawing.
    """
    read = {}  # {element: (its `_spaces`, letters that its lines had so far)}
    for page in document.pages:
        for line in _lines(page._page_box):
            spaces, count = read.get(line.element) or (_spaces(line.element), 0)
            drawn = [box for box in line.descendants() if isinstance(box, boxes.TextBox)]
            drawn = [box for box in drawn if box.text]
            count += sum(_letters(box.text) for box in drawn)
            if drawn and count in spaces:
                drawn[-1].pango_layout.text += " "
            read[line.element] = spaces, count


def ends_on_few_lines(document):
    """Whether the last of several pages would hold three lines or fewer, and no photo."""
    if len(document.pages) == 1:
        return False
    last = document.pages[-1]._page_box
    shown = any(isinstance(box, boxes.ReplacedBox) for box in last.descendants())
    return not shown and len(list(_lines(last))) <= FEW


def _lines(box):
    """The lines of what is read, in its order."""
    if isinstance(box, boxes.MarginBox) or box.element_tag == MARKER:
        return
    for child in getattr(box, "children", ()):
        if isinstance(child, boxes.LineBox):
            yield child
        yield from _lines(child)


def _spaces(element):
    """How many letters stand before each space or line end inside an element."""
    places, count = set(), 0
    for word in "".join(texts(element, "\n")).split():
        count += _letters(word)
        places.add(count)
    return places - {count}


def _letters(text):
    return len("".join(text.translate(NO_LETTER).split()))


# --- The tree ---


class _Node:
    """An element of what is read; `kids` are nodes, contents (page, MCID) and annotations."""

    def __init__(self, kind, parent, page):
        self.kind, self.parent, self.page, self.kids = kind, parent, page, []
        self.own = {}  # what else is said of it
        self.written = pydyf.Dictionary({"Type": "/StructElem", "S": f"/{kind}"})

    def add(self, kind, page, first=False):
        node = _Node(kind, self, page)
        self.kids.insert(0 if first else len(self.kids), node)
        return node

    def prune(self):
        for kid in self.kids:
            if isinstance(kid, _Node):
                kid.prune()
        self.kids = [kid for kid in self.kids if not isinstance(kid, _Node) or kid.stays()]

    def stays(self):
        return self.kids or self.kind in NEVER_DROPPED

    def below(self):
        for kid in self.kids:
            if isinstance(kid, _Node):
                yield kid
                yield from kid.below()


def add_tags(pdf, document, pdf_version, page_streams):
    """The structure tree of a document that was drawn; called by WeasyPrint."""
    reader = _Reader(page_streams)
    for number, page in enumerate(document.pages):
        reader.read(page._page_box, reader.root, number)
    reader.link_cells()
    reader.root.prune()
    _write(pdf, reader.root, page_streams)
    for stream, read in zip(page_streams, reader.contents, strict=True):
        _leave_out(stream, read)
    pdf.catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})
    pdf.catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})


class _Reader:
    """Goes through the boxes of all pages; an element that a page cut goes on where it was."""

    def __init__(self, streams):
        self.streams, self.contents = streams, [set() for _ in streams]
        self.root = _Node("Document", None, 0)
        self.nodes = {}  # {(element of the page, its tag): node that holds what is in it}
        self.links = {}  # {address: the first link to it}
        self.tables = []

    def read(self, box, parent, page):
        if isinstance(box, AbsolutePlaceholder):
            box = box._box
        if isinstance(box, boxes.MarginBox):
            self._read_margin(box, page)
        elif isinstance(box, boxes.TextBox):
            self._content(box, parent, page)
        elif (node := self._node(box, parent, page)) is not None:
            if box.link_annotation:
                node.kids.append((page, box.link_annotation))
            if isinstance(box, boxes.ReplacedBox):
                self._content(box, node, page)
            for child in getattr(box, "children", ()):
                self.read(child, node, page)

    def _content(self, box, node, page):
        mcid = self.streams[page]._tags[box]["mcid"]
        self.contents[page].add(mcid)
        node.kids.append((page, mcid))

    def _read_margin(self, margin, page):
        """Its links are those of the text that lead to the same place: they are read once."""
        for box in margin.descendants():
            if box.link_annotation:
                node = self.links.get(box.element.get("href"), self.root)
                node.kids.append((page, box.link_annotation))

    def _node(self, box, parent, page):
        """The node of a box; None where a page repeats the head of a table."""
        if isinstance(box, boxes.LineBox):
            return parent
        key = box.element, box.element_tag
        known = self.nodes.get(key)
        if known is None:
            known = self.nodes[key] = self._new(box, parent, page)
        elif known.kind == "THead" and known.page != page:
            return None
        return known

    def _new(self, box, parent, page):
        tag = box.element_tag
        if tag == "li":
            return parent.add("LI", page).add("LBody", page)
        if tag == MARKER:
            return parent.parent.add("Lbl", page, first=True)
        if tag not in KINDS:
            return parent
        node = parent.add(KINDS[tag], page)
        finish = {"L": self._list, "Figure": self._figure, "Link": self._link, "Table": self._table}
        finish.get(node.kind, lambda *_: None)(box, node, page)
        return node

    def _list(self, box, node, page):
        numbering = NUMBERINGS.get(box.style["list_style_type"], "/None")
        node.own["A"] = pydyf.Dictionary({"O": "/List", "ListNumbering": numbering})

    def _figure(self, box, node, page):
        bounds = pydyf.Array(self._bounds(box, page))
        node.own["A"] = pydyf.Dictionary({"O": "/Layout", "BBox": bounds})
        node.own["Alt"] = pydyf.String(box.element.get("alt"))

    def _bounds(self, box, page):
        """Where a picture stands, in points from the lower left corner of its page."""
        height = self.streams[page].page_rectangle[3]
        left, top = box.content_box_x(), box.content_box_y()
        bounds = left, height - top - box.height, left + box.width, height - top
        return [POINTS * each for each in bounds]

    def _link(self, box, node, page):
        self.links.setdefault(box.element.get("href"), node)

    def _table(self, box, node, page):
        """Whose table it is stands over it in what is read: a caption that is not drawn."""
        self.tables.append(box.element)
        name, stream = box.element.get("aria-label"), self.streams[page]
        if not name:
            return
        mcid = len(stream._tags)
        stream._tags[box.element] = {"tag": "Span", "mcid": mcid}
        stream.begin_marked_content("Span", pydyf.Dictionary({"MCID": mcid}))
        stream.end_marked_content()
        self.contents[page].add(mcid)
        caption = node.add("Caption", page)
        caption.own["ActualText"] = pydyf.String(name)
        caption.kids.append((page, mcid))
        node.own["A"] = pydyf.Dictionary({"O": "/Table", "Summary": pydyf.String(name)})

    def link_cells(self):
        """Say what each heading cell heads, and by which ones each cell is headed."""
        for rank, table in enumerate(self.tables):
            columns = {}
            for line, row in enumerate(table.iter("tr")):
                cells = [self.nodes.get((cell, cell.tag)) for cell in row]
                if None not in cells:
                    _link_row(cells, columns, f"{rank}-{line}")


def _link_row(cells, columns, name):
    """`columns`: {place: the key of its heading}, filled by the row that heads them."""
    keys = []
    for place, cell in enumerate(cells):
        cell.own["A"] = about = pydyf.Dictionary({"O": "/Table"})
        if cell.kind == "TD":
            about["Headers"] = pydyf.Array([*keys, *filter(None, [columns.get(place)])])
            continue
        cell.own["ID"] = key = pydyf.String(f"{name}-{place}")
        if cell.parent.parent.kind == "THead":
            about["Scope"], columns[place] = "/Column", key
        else:
            about["Scope"] = "/Row"
            keys.append(key)


# --- As objects of the file ---


def _write(pdf, root, page_streams):
    nodes = [root, *root.below()]
    tree, parents = pydyf.Dictionary({"Type": "/StructTreeRoot"}), pydyf.Dictionary({})
    for each in (tree, parents, *(node.written for node in nodes)):
        pdf.add_object(each)
    owners = [[b"null"] * len(stream._tags) for stream in page_streams]
    annotations = []
    for node in nodes:
        above = tree if node.parent is None else node.parent.written
        page = pdf.page_references[node.page]
        node.written.update({"P": above.reference, "Pg": page, **node.own})
        kids = [_kid(pdf, node, kid, owners, annotations) for kid in node.kids]
        node.written["K"] = pydyf.Array(kids)
    tree.update({"K": pydyf.Array([root.written.reference]), "ParentTree": parents.reference})
    nums = [*map(pydyf.Array, owners), *annotations]
    parents["Nums"] = pydyf.Array(each for pair in enumerate(nums) for each in pair)
    pdf.catalog["StructTreeRoot"] = tree.reference


def _kid(pdf, node, kid, owners, annotations):
    """What stands in the array K; who owns it is noted for the way back."""
    if isinstance(kid, _Node):
        return kid.written.reference
    page, content = kid
    where = {"Pg": pdf.page_references[page]}
    if isinstance(content, int):
        owners[page][content] = node.written.reference
        if page == node.page:
            return content
        return pydyf.Dictionary({"Type": "/MCR", "MCID": content} | where)
    content["F"] = PRINTED
    content["StructParent"] = len(owners) + len(annotations)
    annotations.append(node.written.reference)
    return pydyf.Dictionary({"Type": "/OBJR", "Obj": content.reference} | where)


def _leave_out(stream, read):
    """Running titles, page numbers and repeated heads are artifacts."""
    drawn = stream.stream
    for place, token in enumerate(drawn):
        if isinstance(token, pydyf.Dictionary) and "MCID" in token and token["MCID"] not in read:
            drawn[place - 1] = b"/Artifact"
            drawn[place] = pydyf.Dictionary({"Type": "/Pagination"})
