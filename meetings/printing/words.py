"""What is done to the words of a page before it is laid out: addresses are links, none is endless.

Pure; works on the page as a tree of elements.
"""

import re

ENDLESS = re.compile(r"\S{40}(?=\S{40})")
ADDRESS = re.compile(
    r"(?P<web>\b(?:https?://|www\.)[^\s<>«»]+)|(?P<mail>\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
)
AFTER = ".,;:!?)]}»’'\""  # signs of the sentence, not of the address
HALF_A_LINE = 20  # em
LINES = {"p", "li", "h1"}


def prepare(tree, measure):
    """`measure(word, bold)` is the width of a word in em."""
    for element in list(tree.iter()):
        if element.tag in LINES and _has_long_word(element, measure):
            _align_left(element)
        if element.tag not in ("a", "title", "style"):
            _link(element)
    for element in tree.iter():
        _loosen(element)


def _has_long_word(element, measure):
    """Beside it a justified line would be torn apart."""
    words = "".join(element.itertext()).split()
    return any(len(word) > HALF_A_LINE and measure(word, False) > HALF_A_LINE for word in words)


def _align_left(element):
    element.set("style", "text-align: left")


def texts(element, line_end):
    """The texts of an element in their order, and `line_end` for each <br>."""
    yield line_end if element.tag == "br" else element.text or ""
    for child in element:
        yield from texts(child, line_end)
        yield child.tail or ""


def _loosen(element):
    """Let endless words break (U+200B, not drawn): else a word of 50,000 letters takes 18 s."""
    for text in ("text", "tail"):
        if words := getattr(element, text):
            setattr(element, text, ENDLESS.sub("\\g<0>\u200b", words))


# --- Addresses ---


def _link(element):
    """Those of the text of an element, and after each of what stands in it."""
    element.text, links = _linked(element, element.text)
    for place, link in enumerate(links):
        element.insert(place, link)
    for child in list(element)[len(links) :]:
        child.tail, links = _linked(element, child.tail)
        place = list(element).index(child) + 1
        for offset, link in enumerate(links):
            element.insert(place + offset, link)


def _linked(element, text):
    """(the text before the first address, links with what follows them as their tail)."""
    if not text or ("@" not in text and "://" not in text and "www." not in text):
        return text, []
    links, start, before = [], 0, text
    for found in ADDRESS.finditer(text):
        address = found[0].rstrip(AFTER)
        link = element.makeelement("a", {"href": _target(found, address)})
        link.text = address
        if links:
            links[-1].tail = text[start : found.start()]
        else:
            before = text[: found.start()]
        start = found.start() + len(address)
        links.append(link)
    if links:
        links[-1].tail = text[start:]
    return before, links


def _target(found, address):
    if found["mail"]:
        return f"mailto:{address}"
    return address if "://" in address else f"http://{address}"
