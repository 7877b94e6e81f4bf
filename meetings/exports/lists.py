"""Lists in a Word file: numbers that Word counts itself, beginning where the minutes begin."""

from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from gtm.tables import plain

# As css/minutes.css draws them: the kind of a list, its sign and how far it stands in (twips).
KINDS = {
    "dashes": ("bullet", "-", 397),
    "numbers": ("decimal", "%1-", 397),
    "letters": ("lowerLetter", "%1)", 794),
}
FIRST = 900  # ids above those of the template


class Lists:
    """`begin` gives a list an id, which `put` gives to the paragraphs of its rows."""

    def __init__(self, document):
        self._numbering = document.part.numbering_part.element
        for place, kind in enumerate(KINDS.values()):
            self._numbering.insert(place, _definition(FIRST + place, *kind))

    def begin(self, kind, start=1):
        number = self._numbering.add_num(FIRST + list(KINDS).index(kind))
        number.add_lvlOverride(ilvl=0).add_startOverride(val=start)
        return number.numId


def _definition(key, form, sign, indent):
    return parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{key}">'
        '<w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/>'
        f'<w:numFmt w:val="{form}"/><w:lvlText w:val="{sign}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{indent}" w:hanging="397"/></w:pPr></w:lvl></w:abstractNum>'
    )


def put(paragraph, key):
    """Make a paragraph a row of the list `key`."""
    numbered = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    numbered.get_or_add_ilvl().val = 0
    numbered.get_or_add_numId().val = key
    return paragraph


def named(table, name):
    """Say whose table it is to who has it read aloud."""
    caption = OxmlElement("w:tblCaption")
    caption.set(qn("w:val"), plain(name))
    table._tbl.tblPr.append(caption)
    return table
