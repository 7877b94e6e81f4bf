"""The HTML that Word puts on the clipboard, from what a person has in the document."""

from html import escape

HEAD = (
    '<html xmlns:o="urn:schemas-microsoft-com:office:office"\n'
    'xmlns:w="urn:schemas-microsoft-com:office:word"\nxmlns="http://www.w3.org/TR/REC-html40">\n\n'
    '<head>\n<meta http-equiv=Content-Type content="text/html; charset=utf-8">\n'
    '<meta name=Generator content="Microsoft Word 15">\n<!--[if gte mso 9]><xml>\n'
    " <w:WordDocument>\n  <w:View>Normal</w:View>\n </w:WordDocument>\n</xml><![endif]-->\n"
    "<style>\n<!--\n p.MsoNormal, li.MsoNormal {margin:0cm; font-size:11.0pt;}\n"
    " @list l0:level1 {mso-level-number-format:bullet;}\n-->\n</style>\n</head>\n\n"
    "<body lang=FR style='tab-interval:35.4pt;word-wrap:break-word'>\n<!--StartFragment-->\n\n"
)
FOOT = "\n\n<!--EndFragment-->\n</body>\n\n</html>\n"
SYMBOLS = {
    "·": "Symbol",
    "o": '"Courier New"',
    "§": "Wingdings",
    "Ø": "Wingdings",
    "ü": "Wingdings",
}


def _words(text):
    """A run; Word breaks its lines of source anywhere between two words."""
    return f"<span lang=FR>{escape(text, quote=False).replace(' ', chr(10), 1)}<o:p></o:p></span>"


def paragraph(text):
    return f"<p class=MsoNormal>{_words(text) if text else '<o:p>&nbsp;</o:p>'}</p>"


def item(text, sign="·", level=1):
    place = f"margin-left:{18 * level}.0pt;text-indent:-18.0pt;mso-list:l0 level{level} lfo1"
    font = SYMBOLS.get(sign, "Calibri")
    return (
        f"<p class=MsoListParagraphCxSpMiddle style='{place}'><![if !supportLists]><span\n"
        f"lang=FR style='font-family:{font};mso-fareast-font-family:{font}'><span\n"
        f"style='mso-list:Ignore'>{sign}<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp;"
        f"&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>{_words(text)}</p>"
    )


def cell(text, **spans):
    """A cell; each line of its text is a paragraph, `spans` are its colspan and rowspan."""
    merged = "".join(f" {name}={count}" for name, count in spans.items())
    lines = "\n  ".join(paragraph(line) for line in text.split("\n"))
    style = "width:151.0pt;border:solid windowtext 1.0pt;padding:0cm 5.4pt 0cm 5.4pt"
    return f"<td width=201{merged} valign=top style='{style}'>\n  {lines}\n  </td>"


def table(*rows):
    """Rows of texts, or of cells that are made already."""
    made = [
        " <tr style='mso-yfti-irow:0'>\n  "
        + "\n  ".join(each if each.startswith("<td") else cell(each) for each in row)
        + "\n </tr>"
        for row in rows
    ]
    head = "<table class=MsoTableGrid border=1 cellspacing=0 cellpadding=0\n"
    return (
        head + " style='border-collapse:collapse;border:none'>\n" + "\n".join(made) + "\n</table>"
    )


def copied(*parts):
    return HEAD + "\n\n".join(parts) + FOOT
