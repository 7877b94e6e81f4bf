"""What the agenda of a meeting may take up: what was left, what is usual, what is proposed."""

import uuid

from django.db.models import Q

from meetings.models import Meeting, Proposal
from meetings.text import agenda
from meetings.text import document as doc
from meetings.writing import usual


def last_held(meeting, today):
    """The last meeting of its group that was held before it, or None."""
    held = Meeting.objects.held_before(meeting).held_until(today)
    return held.order_by("-date", "-created_at").first()


def left_before(meeting, former):
    """The `agenda.Left` points of the former meeting that this agenda has not taken up."""
    if former is None:
        return []
    last = former.publications.first() if former.is_out else None
    text = last.document if last else former.document
    there = set(meeting.document.get("points", ()))
    titles = {row["title"].strip() for row in doc.tree(meeting.document)["points"]}
    return [
        each
        for each in agenda.left_of(text)
        if uid_of(meeting, each.uid) not in there and each.title not in titles
    ]


def uid_of(meeting, what):
    """The uid that something taken up has in a meeting: pressed twice, the button adds one."""
    return str(uuid.uuid5(meeting.pk, what))


def with_left(meeting, former, document, uid):
    """A copy with a point that was left before."""
    for each in left_before(meeting, former):
        if each.uid == uid:
            cells = {"title": each.title, "presenters": each.presenters, "minutes": each.minutes}
            return agenda.with_point(document, uid_of(meeting, uid), cells)
    return document


def with_usual(meeting, document, name, today):
    titles = usual.usual_points(meeting, today)
    wanted = {name: titles[name]} if name in titles else {}
    return agenda.with_first(document, wanted, lambda each: uid_of(meeting, f"usual:{each}"))


def with_template(meeting, document, template):
    titles = [line.strip() for line in template.points.splitlines() if line.strip()]
    return agenda.with_titles(
        document, titles, lambda place: uid_of(meeting, f"template:{template.pk}:{place}")
    )


def proposals_for(meeting, today):
    """Those that wait for an answer at this meeting: proposed to it, left over, passed up."""
    other = ~Q(meeting=meeting.pk)
    gone = Q(meeting__date__lt=today) | Q(meeting__state="cancelled")
    gone |= Q(meeting__removed_at__isnull=False)
    here = Q(meeting=None) | Q(meeting=meeting.pk, outcome="")
    later = other & (Q(outcome=Proposal.Outcome.PUT_OFF) | gone)
    return with_names(
        Proposal.objects.filter(group=meeting.group_id).waiting().filter(here | later)
    )


def answered_at(meeting):
    """Those that were taken, put off or refused at this meeting."""
    return with_names(Proposal.objects.filter(meeting=meeting.pk).exclude(outcome=""))


def with_names(proposals):
    """With what a line shows of each."""
    return proposals.select_related(
        "agency__territory", "by", "answered_by", "group", "meeting__group", "from_meeting__group"
    ).defer("meeting__document", "meeting__words", "from_meeting__document", "from_meeting__words")


def readable(proposals, user):
    """Ids of the meetings that points were made to or passed up from, of those one may open."""
    named = {pk for each in proposals for pk in (each.meeting_id, each.from_meeting_id)} - {None}
    return set(Meeting.objects.visible_to(user).filter(pk__in=named).values_list("pk", flat=True))
