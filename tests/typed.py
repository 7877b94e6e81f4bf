"""Texts that look like real minutes, and what the law of text as typed compares of them."""

from hypothesis import strategies as st
from lxml import html

FIGURES = (
    "10h20", "9H15-11H00", "N° 2015-36", "n°5", "+227 96 12 34 56", "90-12-34-56", "1 000 000",
    "1er", "27e", "30/11/2021", "31.05.2016", "15 %", "T1 2022", "3,5", "2°", "20-30", "3 - 4",
)  # fmt: skip
WORDS = (
    "M.", "Mme", "M. A. Garba", "Dr", "Art. 5", "OIM", "SP/CCM", "DREC-MR", "personnes",
    "à Arlit", "mars", "Novembre 2021", "réunion", "etc.", "a", "B", "i", "iv", "cf.", "✅",
    "Ƙungiya", "« oui »", "<b>", "&amp;", "=1+1", "l’an", "Anticonstitutionnellement",
)  # fmt: skip
LEADS = (
    "- ", "-", "• ", "·\t", "* ", "> ", "→ ", "1. ", "2. ", "3. ", "1) ", "2) ", "(3) ", "4- ",
    "1 - ", "2 - ", "12- ", "13- ", "a) ", "b) ", "I. ", "II- ", "  ", "\t", "1.\t", "2.\t", "– ",
    "1.1 ", "", "", "", "", "",
)  # fmt: skip
_RANGES = st.builds(
    lambda one, joint, two: f"{one}{joint}{two}",
    st.integers(1, 31),
    st.sampled_from(["-", " - ", "–", "/", "h-"]),
    st.integers(1, 31),
)
_PARTS = st.one_of(st.sampled_from(FIGURES + WORDS), st.integers(0, 2050).map(str), _RANGES)
_JOINTS = st.sampled_from([" ", " ", " ", "\t", " : ", ", ", "-"])
LINES = st.builds(
    lambda lead, parts, joint: lead + joint.join(parts),
    st.sampled_from(LEADS),
    st.lists(_PARTS, max_size=5),
    _JOINTS,
)
TEXTS = st.lists(LINES, max_size=12).map("\n".join)


def ink(text):
    """Letters and digits in their order: what no output may change."""
    return "".join(sign for sign in text if sign.isalnum())


def read_aloud(page):
    """The text of a page with the numbers that its lists draw."""
    tree = html.fromstring(page)
    for listed in tree.iter("ol"):
        number = int(listed.get("start", 1)) - 1
        for item in listed.findall("li"):
            number = int(item.get("value", number + 1))
            if "numbers" in listed.get("class", ""):
                item.text = f"{number} {item.text or ''}"
    return tree.text_content()
