"""The first page: what to do next, for the person who came."""

from datetime import timedelta

from django.db.models import F, Min
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from actions.follow_up import ActionUpdate
from actions.models import ActionItem
from actions.silence import LONG_AFTER, days_silent
from gtm import notices
from gtm.access import scope
from meetings.board import figures
from meetings.board.setup import first_steps
from meetings.convocation import hub
from meetings.models import CorrectionRequest, Meeting, Publication, Reader, Revision, Step
from meetings.text import checklist
from meetings.writing.names import names_known_in

SHOWN = 5
TO_SEND = timedelta(days=30)  # how long a version that went to nobody is called to mind


@require_safe
def home(request):
    """Next meeting, texts in progress, minutes to validate, late actions, new minutes."""
    mine, now = scope(request.user), timezone.now()
    today = timezone.localdate(now)
    visible = Meeting.objects.visible_to(request.user).listed()
    managed = Meeting.objects.managed_by(request.user)
    own = managed.listed()
    coming, published = visible.coming(today), visible.out()
    actions = ActionItem.objects.reviewed_by(request.user)
    to_verify = ActionItem.objects.to_verify_by(request.user)
    context = {
        "scope": mine,
        "today": today,
        "news": notices.new_of(request.user, today),
        "convened": hub.on_home(request.user, now, today),
        "next_meetings": coming.own_first(request.user)[:SHOWN],
        "drafts": _drafts(managed, today),
        "waiting": Revision.objects.waiting().filter(meeting__in=managed)[:SHOWN],
        "submitted": own.filter(state="submitted"),
        "overdue_plans": own.filter(state="planned", date__lt=today),
        "to_publish": Meeting.objects.movable_by(request.user, "publish").listed(),
        "to_send": _to_send(request.user, mine, now),
        "asked": _asked(mine),
        "to_read": _to_read(request.user, mine),
        "late_actions": _dated(actions.late(today), today),
        "late_count": actions.late(today).count(),
        "to_verify": _dated(to_verify, today),
        "to_verify_count": to_verify.count(),
        "answers": _answers(request.user),
        "own_actions": _own(mine, today),
        "common_count": actions.common().count() if mine.sees_common_actions else 0,
        "published": published[:SHOWN],
        "to_set_up": first_steps(today) if mine.edits_groups else (),
    }
    context |= _country(mine, actions, now)
    return render(request, "meetings/home.html", context)


def _country(mine, actions, now):
    """What SP/CCM looks for first: whose minutes are missing, what is late and whether it grows."""
    if not mine.asks_for_minutes:
        return {}
    today = timezone.localdate(now)
    months = figures.last_months(2, today)
    before, last = figures.as_of(Meeting.everywhere.all(), actions, months, now).trend()
    missing = Meeting.objects.missing_minutes(today)
    return {
        "missing": missing.listed().order_by("date", "pk")[:SHOWN],
        "missing_count": missing.count(),
        "change": last["late"] - before["late"],
    }


def _to_send(user, mine, now):
    """New versions that went to nobody yet; what came out long after its meeting goes to nobody."""
    if not mine.reviews_meetings:
        return ()
    new = Publication.objects.unsent(now - TO_SEND).filter(
        meeting__in=Meeting.objects.sent_by(user), meeting__is_imported=False
    )
    rows = new.select_related("meeting__group").defer("document", "meeting__document")
    rows = rows.annotate(first_at=Min("meeting__publications__published_at")).order_by("pk")
    day = timezone.localdate
    return [each for each in rows if day(each.first_at) - each.meeting.date <= LONG_AFTER][:SHOWN]


def _asked(mine):
    """Corrections that rapporteurs ask for, the oldest first: SP/CCM opens them."""
    if not mine.opens_corrections:
        return ()
    waiting = CorrectionRequest.objects.open().select_related("meeting__group", "by")
    return waiting.defer("meeting__document", "meeting__words").order_by("pk")[:SHOWN]


def _answers(user):
    """What structures have answered by a link to the chases of those who close their actions."""
    received = ActionUpdate.objects.to_see()
    # Those few first: SQLite begins with all actions otherwise.
    own = ActionItem.objects.filter(pk__in=received.values("action")).closable_by(user)
    received = received.filter(action__in=own)
    return received.select_related("action__group", "agency__territory").order_by("pk")[:SHOWN]


def _to_read(user, mine):
    """Submitted texts on which a secretary asks this person to say something."""
    if not mine.is_member:
        return ()
    chosen = Reader.objects.current(timezone.now()).filter(user=user)
    return Meeting.objects.filter(pk__in=chosen.values("meeting")).listed()


def _drafts(own, today):
    """Texts in progress, last saved first: what blocks each, and why it came back."""
    drafts = own.filter(state="draft").select_related("group__territory", "territory")
    drafts = list(drafts.defer("words").order_by("-saved_at")[:SHOWN])
    returns = {step.meeting_id: step for step in Step.objects.returns_of(drafts)}
    openings = {
        step.meeting_id: step for step in Step.objects.openings_of(drafts).select_related("by")
    }
    known, rows = {}, []
    for meeting in drafts:
        place = meeting.place_of_names
        if place not in known:
            known[place] = names_known_in(meeting)
        found = checklist.problems(meeting.document, known[place], today)
        rows.append(
            {
                "meeting": meeting,
                "blocking": len(checklist.blocking(found)),
                "returned": returns.get(meeting.pk),
                "opened": openings.get(meeting.pk) if meeting.is_correction else None,
            }
        )
    return rows


def _own(mine, today):
    """A structure's next actions, by date."""
    if not mine.agencies:
        return []
    return _dated(ActionItem.objects.concerning(mine.agencies).running(), today)


def _dated(actions, today):
    """The first by date, each with how many days late it is and its last news."""
    by_date = actions.order_by(F("due_on").asc(nulls_last=True), "pk")
    shown = list(by_date.select_related("group")[:SHOWN])
    news = ActionItem.objects.filter(pk__in=[each.pk for each in shown]).latest_news()
    return [
        {
            "action": each,
            "days": each.days_late(today),
            "news": news.get(each.pk),
            "silent": days_silent(each, today),
        }
        for each in shown
    ]
