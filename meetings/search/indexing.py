"""A published text is put into the index, in the transaction that publishes it."""

from django.db import transaction
from django.db.models import Exists, OuterRef

from actions.parts import ActionResponsible, FollowUpAgency
from gtm import typography
from meetings.models import Attendance, Publication, PublicVersion, SearchEntry
from meetings.search import engines
from meetings.search.language import BREAK, lexemes
from meetings.search.passages import DECIDED, WEIGHTS, passages_of
from meetings.search.query import mark

READERS = {False: mark("k", "m"), True: mark("k", "p")}  # by whether a text is public


def put(meeting, document, version, *, is_public=False):
    """This text of a version is what is searched of a meeting from now on, by members or by all."""
    marks = " ".join((READERS[is_public], *_marks(meeting)))
    own = {"version": version, "marks": marks}
    entry, _ = SearchEntry.objects.update_or_create(
        meeting=meeting, is_public=is_public, defaults=own
    )
    engines.put(entry, _lexemes(meeting, document))


def take_out(meeting):
    """Nobody without an account finds it any more."""
    SearchEntry.objects.filter(meeting=meeting, is_public=True).delete()


@transaction.atomic
def rebuild(everything=False):
    """Put in what is missing or of a former version, or all of it anew; how many texts that was."""
    if everything:
        SearchEntry.objects.all().delete()
        engines.empty()
    members = _complete(Publication.objects.current(), "version", False)
    return members + _complete(PublicVersion.objects.current(), "publication__version", True)


def _complete(texts, version, is_public):
    """One by one: the texts do not stand in memory together."""
    own = SearchEntry.objects.filter(is_public=is_public, meeting=OuterRef("meeting"))
    missing = texts.exclude(Exists(own.filter(version=OuterRef(version))))
    found = list(missing.order_by("meeting__date", "pk").values_list("pk", version))
    for pk, number in found:
        text = texts.select_related("meeting__group__territory__parent__parent").get(pk=pk)
        put(text.meeting, text.document, number, is_public=is_public)
    return len(found)


def _marks(meeting):
    """Group, region, year, and the structures that came or have a part in what was decided."""
    yield mark("g", meeting.group_id)
    yield mark("r", meeting.group.region.pk)
    yield mark("y", meeting.date.year)
    for agency, parent in sorted(_agencies(meeting), key=str):
        yield mark("s", agency)
        if parent:
            yield mark("s", parent)


def _agencies(meeting):
    """(structure, its parent or None)."""
    own = {"action__agenda_point__meeting": meeting, "agency__isnull": False}
    columns = ("agency", "agency__parent")
    came = Attendance.objects.filter(meeting=meeting, agencies__isnull=False)
    return {
        *came.values_list("agencies", "agencies__parent"),
        *ActionResponsible.objects.filter(**own).values_list(*columns),
        *FollowUpAgency.objects.filter(**own).values_list(*columns),
    }


def _lexemes(meeting, document):
    texts = {weight: [] for weight in WEIGHTS}
    texts[DECIDED].append(title_of(meeting, document))
    for passage in passages_of(document):
        texts[passage.weight].append(passage.text)
    return {weight: _side_by_side(several) for weight, several in texts.items()}


def _side_by_side(texts):
    return [lexeme for text in texts for lexeme in (*lexemes(text), BREAK)]


def title_of(meeting, document):
    """« GTM/Zinder réunion extraordinaire du mardi 30 novembre 2021 »."""
    number = document.get("number", "")
    return f"{meeting.group} {meeting.called} {number} du {typography.long_day(meeting.date)}"
