"""A published text in passages: what each says, where it stands, how much it weighs. Pure."""

from dataclasses import dataclass

from meetings.choices import Decision
from meetings.text import document as doc
from meetings.text.numbering import heading, numbered, title_of

# How much a passage weighs: what was decided, what was said, who came and what surrounds it.
DECIDED, SAID, AROUND = "decided", "said", "around"
WEIGHTS = (DECIDED, SAID, AROUND)


@dataclass(frozen=True)
class Passage:
    """A piece of a text. `point` and `action` are uids, `heading` that of the point, or nothing."""

    kind: str
    text: str
    weight: str = SAID
    point: str = ""
    heading: str = ""
    action: str = ""


def passages_of(document):
    """All that is searched of a published map, in the order in which it is read."""
    tree = doc.tree(document)
    found = [*_head(tree), *_about_earlier(tree)]
    for number, cells in numbered(tree):
        found += _point(cells, heading(number, title_of(cells)))
    found += [Passage("closing", tree["closing"]), *_photos(tree)]
    return [passage for passage in found if passage.text.strip()]


def _head(tree):
    yield Passage("place", _line(tree["place"], tree["platform"]), AROUND)
    yield Passage("opening", tree["opening"])
    for cells in tree["roles"]:
        told = _line(cells["person"], cells["replacing"], cells["reason"])
        yield Passage("role", told, AROUND)
    for cells in tree["attendance"]:
        names = (cells[name] for name in ("wording", "name", "function", "represented_by"))
        yield Passage("attendance", _line(*names, cells["structures"]), AROUND)


def _about_earlier(tree):
    """What was said of earlier minutes and of what they left open."""
    for section in ("adoptions", "former_adoptions"):
        for cells in tree[section]:
            if cells["decision"]:
                decision = Decision(cells["decision"]).label
                told = f"Compte rendu du {cells['meeting_date']} : {decision}"
                yield Passage("adoption", told, DECIDED)
            for each in cells["amendments"]:
                told = _line(each["author"], each["point"], each["text"])
                yield Passage("amendment", told, DECIDED)
    for section in ("followups", "former_actions"):
        for cells in tree[section]:
            own = cells["text"] if section == "former_actions" else ""
            told = _line(own, cells["said"], cells["reason"])
            yield Passage("followup", told, action=cells["uid"])


def _point(cells, title):
    where = {"point": cells["uid"], "heading": title}
    subpoints = [_line(sub["title"], sub["presenters"]) for sub in cells["subpoints"]]
    named = _line(cells["title"], cells["presenters"], cells["postponed_reason"], *subpoints)
    yield Passage("point", named, DECIDED, **where)
    yield Passage("discussion", cells["discussion"], **where)
    for kind, section in (("strength", "strengths"), ("weakness", "weaknesses")):
        yield Passage(kind, cells[f"{section}_intro"], **where)
        for each in cells[section]:
            yield Passage(kind, each["text"], **where)
    for each in cells["actions"]:
        told = _line(each["text"], each["responsible"], each["deadline"])
        yield Passage("action", told, DECIDED, **where, action=each["uid"])


def _photos(tree):
    for cells in tree["photos"]:
        yield Passage("photo", _line(cells["caption"], cells["credit"]), AROUND)


def _line(*pieces):
    return " – ".join(piece.strip() for piece in pieces if piece and piece.strip())
