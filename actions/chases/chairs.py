"""Who chairs a group, by those of its minutes that were published last, and where to write to."""

import re
from dataclasses import dataclass

from django.db.models import F, OuterRef, Subquery

from actions.chases.letters import addresses_of
from gtm import outbox
from gtm.models import Agency, WorkingGroup, directory, places_named_in
from gtm.names import fold

BETWEEN_WORDS = re.compile(r"[\s’'(),;:]+")


@dataclass(frozen=True)
class Chair:
    """A person, function or structure as the minutes name it, and its addresses (perhaps none)."""

    wording: str
    addresses: list[str]


def chairs_of(groups, today):
    """{group: its `Chair`}, without those whose last minutes name none; one structure's address
    serves where the chair has none of its own.
    """
    texts = [(group, group.text, _named(group.text)) for group in _with_last_text(groups)]
    texts = [each for each in texts if each[-1]]
    if not texts:
        return {}
    agencies = Agency.objects.active().filter(is_collective=False)
    agencies = list(agencies.select_related("territory", "parent"))
    belongs = {group: _structure(wording, group, agencies) for group, _, wording in texts}
    found = addresses_of(set(filter(None, belongs.values())), today)
    return {
        group: Chair(wording, _beside(text, wording) or found.get(belongs[group], []))
        for group, text, wording in texts
    }


def _with_last_text(groups):
    """The groups with `text`, the map published last, of the meeting held last."""
    path = "meetings__publications"
    out = {"meetings__removed_at": None, f"{path}__isnull": False}
    latest = WorkingGroup.objects.filter(pk=OuterRef("pk"), **out)
    latest = latest.order_by("-meetings__date", "-meetings__created_at", f"-{path}__version")
    last = WorkingGroup.objects.filter(
        pk__in=[group.pk for group in groups], **{path: Subquery(latest.values(path)[:1])}
    )
    return last.select_related("territory").annotate(text=F(f"{path}__document"))


def _named(text):
    """The one who presides; where somebody stood in, the one who was replaced."""
    for uid in text.get("roles", ()):
        if text.get(f"roles/{uid}/role", "chair") in ("", "chair"):
            names = (text.get(f"roles/{uid}/{name}", "") for name in ("replacing", "person"))
            return next((name.strip() for name in names if name.strip()), "")
    return ""


def _beside(text, wording):
    """The address typed beside the line of the attendance that names the same."""
    for uid in text.get("attendance", ()):
        cells = {name: text.get(f"attendance/{uid}/{name}", "") for name in LINE}
        email = cells.pop("email").strip().lower()
        if fold(wording) in map(fold, cells.values()) and outbox.is_address(email):
            return [email]
    return []


LINE = ("name", "function", "wording", "email")


def _structure(wording, group, agencies):
    """The structure whose name stands in a wording, the longest first: « Chef de l’OIM Agadez »."""
    here = {None, *places_named_in(group.local_territory)}
    known = directory([each for each in agencies if each.territory_id in here])
    words = list(filter(None, map(fold, BETWEEN_WORDS.split(wording))))
    spans = (
        "".join(words[first : first + size])
        for size in range(len(words), 0, -1)
        for first in range(len(words) - size + 1)
    )
    return next((known[span] for span in spans if span in known), None)
