"""What was found: the meetings of a page with their sentences, and what became of them."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.db.models import Q

from actions.models import ActionItem
from actions.silence import Owed
from gtm import typography
from meetings.models import Meeting, Publication, SearchEntry
from meetings.search import engines, marking
from meetings.search.passages import passages_of

# Where a passage stands, as the result says it.
WHERE = {
    "place": "lieu",
    "opening": "ouverture",
    "role": "rôle",
    "attendance": "présence",
    "adoption": "adoption",
    "amendment": "amendement",
    "followup": "suivi des points d’action",
    "point": "ordre du jour",
    "discussion": "discussion",
    "strength": "force",
    "weakness": "faiblesse",
    "action": "point d’action",
    "closing": "clôture",
    "photo": "légende de photo",
}


@dataclass(frozen=True)
class Results:
    """The texts found, the best first: [(id of the entry, rank, marks)].

    `is_cut`: there are more, of which these are the last ones published.
    """

    rows: list = field(default_factory=list)
    is_cut: bool = False

    def __len__(self):
        return len(self.rows)

    def counts(self):
        """How many have each mark."""
        return Counter(mark for _, _, marks in self.rows for mark in marks.split())

    def in_order(self):
        """The ids of their meetings, the nearest first."""
        return _meetings_of(self.rows)

    def meetings(self):
        """Their meetings, as a subquery."""
        return _entries(self.rows).values("meeting")


def _entries(rows):
    return SearchEntry.objects.filter(pk__in=[row[0] for row in rows])


def _meetings_of(rows):
    """The ids of the meetings of some rows, in their order."""
    meeting_of = dict(_entries(rows).values_list("pk", "meeting"))
    return [meeting_of[row[0]] for row in rows if row[0] in meeting_of]


def of(query, meetings):
    """What is found of a query among some meetings."""
    rows = engines.find(query, meetings) if query else []
    is_cut = len(rows) > engines.MOST
    ranked = sorted(rows[: engines.MOST], key=lambda row: (-row[1], -row[0]))
    return Results(ranked, is_cut)


@dataclass(frozen=True)
class Sentence:
    """A sentence found, and what became of it.

    `action`: the one that it decides or tells of; else `outcome`: the states of its point's.
    """

    passage: object
    pieces: list
    action: ActionItem | None = None
    days_late: int = 0
    days_waiting: int | None = None
    silence: object = None
    outcome: str = ""

    @property
    def where(self):
        return WHERE[self.passage.kind]

    @property
    def anchor(self):
        if self.passage.kind == "action":
            return f"#action-{self.passage.action}"
        return f"#point-{self.passage.point}" if self.passage.point else ""


@dataclass(frozen=True)
class Hit:
    """A meeting found, and its sentences; none where only its date or its group was asked."""

    meeting: Meeting
    sentences: list

    @property
    def title(self):
        return f"{self.meeting.group}, {typography.long_date(self.meeting.date)}"

    def address_of(self, sentence):
        """Where the sentence stands on the page of the meeting."""
        return self.meeting.get_absolute_url() + (sentence.anchor if sentence else "")


def hits(rows, query, user, today):
    """The `Hit`s of some rows of `Results`, in their order."""
    ordered = _meetings_of(rows)
    meetings = _meetings(ordered, user)
    found = {pk: _found(meeting, query) for pk, meeting in meetings.items()}
    became = _Became(found, user, today)
    return [Hit(meetings[pk], became.told(pk, found[pk])) for pk in ordered if pk in meetings]


def _meetings(pks, user):
    """{id: the meeting, with its last version as `last`}."""
    own = Meeting.objects.visible_to(user).out().filter(pk__in=pks)
    last = Publication.objects.current().filter(meeting__in=pks).defer("changes")
    meetings = own.defer("document", "words").select_related("group").in_bulk()
    for publication in last:
        if publication.meeting_id in meetings:
            meetings[publication.meeting_id].last = publication
    return meetings


def _found(meeting, query):
    return marking.best(passages_of(meeting.last.document), query)


class _Became:
    """What became of what was found: the actions of the meetings of a page, read once."""

    def __init__(self, found, user, today):
        told = {each.passage.action for several in found.values() for each in several}
        own = Q(agenda_point__meeting__in=list(found)) | Q(uid__in=told - {""})
        actions = ActionItem.objects.visible_to(user).filter(own) if found else ()
        self.today, self.owed = today, Owed.now() if found else None
        self.by_uid, self.by_point = {}, defaultdict(list)
        for action in actions and actions.select_related("agenda_point").order_by("pk"):
            meeting, point = action.agenda_point.meeting_id, str(action.agenda_point.uid)
            self.by_point[meeting, point].append(action)
            self.by_uid[str(action.uid)] = self.by_uid[meeting, str(action.uid)] = action

    def told(self, meeting, found):
        """The `Sentence`s of a meeting; what became of a point is said once."""
        said, sentences = set(), []
        for each in found:
            point, action = each.passage.point, self._action(meeting, each.passage.action)
            if action:
                sentences.append(self._of_action(each, action))
            else:
                outcome = "" if point in said else self._outcome(self.by_point[meeting, point])
                sentences.append(Sentence(each.passage, each.pieces, outcome=outcome))
            said.add(point)
        return sentences

    def _action(self, meeting, uid):
        return self.by_uid.get((meeting, uid)) or self.by_uid.get(uid)

    def _of_action(self, found, action):
        return Sentence(
            found.passage,
            found.pieces,
            action,
            action.days_late(self.today),
            action.days_waiting(self.today),
            self.owed.silence_of(action, self.today),
        )

    def _outcome(self, actions):
        """« 3 points d’action : 1 en retard, 1 réalisé »."""
        if not actions:
            return ""
        states = Counter(
            "en retard" if action.days_late(self.today) else action.get_status_display()
            for action in actions
        )
        told = ", ".join(f"{count} {state}" for state, count in states.most_common())
        return f"{typography.counted(len(actions), 'point d’action', 'points d’action')} : {told}"
