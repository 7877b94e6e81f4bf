"""A published text is put into the index, in the transaction that publishes it."""

from actions.parts import ActionResponsible, FollowUpAgency
from gtm import typography
from meetings.models import Attendance, Meeting, Publication, SearchEntry
from meetings.search import engines
from meetings.search.language import BREAK, lexemes
from meetings.search.passages import DECIDED, WEIGHTS, passages_of
from meetings.search.query import mark


def put(meeting, document):
    """The text of the last version of a meeting is what is searched of it from now on."""
    own = {"version": meeting.published_version, "marks": " ".join(_marks(meeting))}
    entry, _ = SearchEntry.objects.update_or_create(meeting=meeting, is_public=False, defaults=own)
    engines.put(entry, _lexemes(meeting, document))


def rebuild(everything=False):
    """Put in what is missing or of a former version, or all of it anew; how many texts that was."""
    if everything:
        SearchEntry.objects.all().delete()
        engines.empty()
    done = SearchEntry.objects.exclude(pk__in=SearchEntry.objects.behind().values("pk"))
    missing = Meeting.objects.out().exclude(pk__in=done.values("meeting"))
    found = list(missing.order_by("date", "created_at").values_list("pk", flat=True))
    for pk in found:  # one by one: their texts do not stand in memory together
        meeting = Meeting.objects.select_related("group__territory__parent__parent").get(pk=pk)
        last = Publication.objects.get(meeting=meeting, version=meeting.published_version)
        put(meeting, last.document)
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
