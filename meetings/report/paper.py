"""A report as it is read: what its text and its figures make, for the page, the PDF and Word."""

from dataclasses import dataclass, replace

from django.utils import timezone

from gtm.models import Letterhead, Territory
from gtm.typography import NBSP, long_date
from meetings.printing.edition import replacing, to_verify
from meetings.printing.minutes import Head
from meetings.report import chart
from meetings.report.figures import Figures
from meetings.text import discussion
from meetings.text import report as text

PRINTED_ROWS = 200  # of a list behind a figure; the page of the version has them all


@dataclass(frozen=True)
class Part:
    label: str
    blocks: list


@dataclass(frozen=True)
class Paper:
    """`before` and `after` are the written parts that stand round the figures.

    `state` says which version this is, at the top; `edition` at the foot of the pages; `replaces`
    what it takes the place of, and `changes` what it changes.
    """

    title: str
    head: Head
    reference: str
    recipient: list
    before: list
    figures: Figures
    after: list
    signatory: list
    state: str
    edition: str
    replaces: str = ""
    changes: str = ""

    @property
    def chart(self):
        """PNG bytes."""
        return chart.drawn(self.figures.trend)

    @property
    def chart_told(self):
        return chart.told(self.figures.trend)

    @property
    def details(self):
        """The lists that paper shows, each with what is left out of it."""
        return [_shortened(each) for each in self.figures.details if each.prints]


def _shortened(table):
    rest = len(table.rows) - PRINTED_ROWS
    if rest <= 0:
        return table
    told = f"Les {PRINTED_ROWS} premières lignes ; {rest} autres sur la page de ce rapport."
    note = f"{table.note} {told}".strip()
    return replace(table, note=note, rows=table.rows[:PRINTED_ROWS], links=())


def paper_of(document, head, figures, **edition):
    """`head` is as `head_of` gives it, with its dateline."""

    def parts(fields):
        read = {name: discussion.blocks(document.get(name, "")) for name in fields}
        return [Part(fields[name].label, blocks) for name, blocks in read.items() if blocks]

    return Paper(
        title=document.get("title", "").strip() or "Rapport",
        head=Head(**head),
        reference=document.get("reference", "").strip(),
        recipient=_lines(document.get("recipient", "")),
        before=parts(text.BEFORE),
        figures=figures,
        after=parts(text.AFTER),
        signatory=_lines(document.get("signatory", "")),
        **edition,
    )


def _lines(typed):
    return [line.strip() for line in typed.splitlines() if line.strip()]


def head_of(document, day, *, dated=True):
    """The country's letterhead of a day, as data: that of its central group.

    It is frozen with each signed version: ministries change their names. A draft is not `dated`.
    """
    central = Letterhead.objects.filter(group__territory__kind=Territory.Kind.COUNTRY)
    letterhead = central.order_by("-group__is_active", "group").first() or Letterhead()
    place = document.get("place", "").strip() or letterhead.place.strip()
    told = long_date(day) if dated else "…"
    return {
        "country": letterhead.country.strip(),
        "motto": letterhead.motto.strip(),
        "lines": letterhead.lines_on(day),
        "dateline": f"{place}, le {told}" if place else f"Le {told}",
    }


def edition_of(version, day, replaced=None):
    """The lines of `Paper` that tell a signed version; `replaced` is the one before, if any."""
    known = to_verify()
    former = replaced and timezone.localtime(replaced.signed_at).date()
    return {
        "state": f"Version {version} signée le {long_date(day)}{known}",
        "edition": f"Version{NBSP}{version}{known}",
        "replaces": replacing(replaced, former) if replaced else "",
    }


PROJECT = {"state": "PROJET, non signé", "edition": ""}
