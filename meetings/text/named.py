"""The names that a text types: those that no directory has, and those in other letters. Pure."""

from actions import responsibles
from gtm.names import fold
from meetings.text import document as doc
from meetings.text import numbering

TYPED = ("wording", "structures", "presenters", "responsible", "followup_agencies")


def unknown(tree, known):
    """{key of a field: its responsibles that are unknown, and where else}, each wording once.

    The value is [(responsible, places)]; `places` are « 1.2 », the action's, or « présence 3 ».
    """
    found = {}
    for key, place, text, kinds in _structures(tree):
        for each in responsibles.parse(text, known):
            if each.kind in kinds:
                first = found.setdefault(fold(each.wording), (key, each, []))
                first[2].append(place)
    told = {}
    for key, each, places in found.values():
        told.setdefault(key, []).append((each, list(dict.fromkeys(places))))
    return told


def _structures(tree):
    """(key, place, text, kinds that are no structure) of the fields in which structures stand."""
    unlinked = set(responsibles.Kind) - {"structure", "collective"}
    for rank, line in enumerate(doc.filled(tree["attendance"]), start=1):
        yield f"{line['key']}/structures", f"présence {rank}", line["structures"], unlinked
    for number, point in numbering.numbered(tree):
        for place, action in enumerate(doc.filled(point["actions"])):
            rank = numbering.action_number(number, place) or numbering.title_of(point)
            yield f"{action['key']}/responsible", rank, action["responsible"], {"free"}


def offers(document, known):
    """([(key, text as the directory would write it)], {wording: acronym}) of a whole map."""
    written, acronyms = [], {}
    for key, text in document.items():
        if key.rpartition("/")[2] in TYPED and not doc.field_of(key).computed:
            found = responsibles.respellings(text, known)
            acronyms |= {text[start:end]: acronym for start, end, acronym in found}
            if found:
                written.append((key, responsibles.respelled(text, known)))
    return written, acronyms


def respelled(document, known):
    """A copy of the map with its acronyms as the directory writes them."""
    return {**document, **dict(offers(document, known)[0])}
