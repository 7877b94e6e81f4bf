"""Finding a meeting, reading its minutes, downloading them."""

from django.conf import settings
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import condition, require_safe

from actions.models import ActionItem
from actions.silence import Owed
from gtm import ranges
from gtm.access import scope
from gtm.pages import Pages
from meetings.convocation import attendance
from meetings.convocation import hub as convoked
from meetings.life import adoption, ahead, delivery, publishing, second_look, shown
from meetings.life.forms import MeetingFilter
from meetings.life.views.loading import version_asked
from meetings.models import Meeting, Sending
from meetings.planning import hub
from meetings.text import diff
from meetings.text import document as doc
from meetings.writing import carryover, names, remarks

PAGE = 25


@require_safe
def meeting_list(request):
    """All meetings that the person may see; every filter stands in the address."""
    visible = Meeting.objects.visible_to(request.user)
    today = timezone.localdate()
    form = MeetingFilter(request.GET, meetings=visible, user=request.user, today=today)
    page = Pages(form.matching(visible.listed()), PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "scope": scope(request.user)}
    context["query_text"] = request.GET.urlencode()
    return render(request, "meetings/meeting_list.html", context)


@require_safe
def meeting_detail(request, pk):
    """The minutes as a document: the published version, or the text for those who may read it."""
    visible = Meeting.objects.visible_to(request.user).select_related("group__letterhead")
    meeting = get_object_or_404(visible.select_related("territory", "created_by"), pk=pk)
    may_read_text = Meeting.objects.with_text_visible_to(request.user).filter(pk=pk).exists()
    publications = list(meeting.publications.select_related("published_by").defer("document"))
    last, mine = publications[0] if publications else None, scope(request.user)
    with_history, today = mine.reads_history(meeting.group_id), timezone.localdate()
    moves = meeting.moves_for(request.user)
    context = {
        "meeting": meeting,
        "last": last,
        "site": settings.SITE_URL,  # of the address that is shared
        "publications": list(zip(publications, [None, *publications], strict=False)),
        "actions": _actions(meeting, today),
        "adoptions": adoption.decisions_on(meeting),
        "reports_amendments": mine.speaks_for(meeting.group_id),
        "may_read_text": may_read_text,
        "may_read_history": with_history,
        "moves": moves,
        "asked": meeting.correction_requests.visible_to(request.user).select_related("by")[:3],
        **_offers(meeting, request.user),
        **hub.of(meeting, request.user, today),
        **convoked.on_page(meeting, request.user, timezone.now(), today),
        "warning": second_look.warned(meeting, request.user, today) if "publish" in moves else None,
        "manages": mine.manages(meeting.group_id),
        "takes_original": mine.manages(meeting.group_id) and _takes_original(meeting, today),
        "sendings": Sending.objects.filter(publication__in=publications).told(),
        "may_send": meeting.is_out and mine.sends_minutes(meeting.group_id),
        "public": _public(meeting) if last else None,
        "may_publicise": mine.publicises,
        "joined_files": meeting.files_open_to(request.user),
        "steps": meeting.steps.select_related("by") if may_read_text else (),
    }
    context |= _text(meeting, publications, may_read_text, with_history, today)
    context["step"] = ahead.next_step(meeting, context, today)
    return render(request, "meetings/meeting_detail.html", context)


def _takes_original(meeting, today):
    """Whether minutes that were typed elsewhere may become its text: nothing is written yet."""
    awaited = meeting.is_editable and not meeting.is_out and meeting.date <= today
    return awaited and attendance.is_unwritten(meeting)


def _public(meeting):
    """The version that everybody may read, if any."""
    current = meeting.public_versions.current().select_related("publication", "made_by")
    return current.defer("document").first()


def _offers(meeting, user):
    """What else the person may do; where the state says no, nothing is asked of the database."""
    own = Meeting.objects.filter(pk=meeting.pk)
    is_published = meeting.state == Meeting.State.PUBLISHED
    is_begun = not meeting.is_out and meeting.state != Meeting.State.SUBMITTED
    return {
        "may_ask": is_published and own.correctable_on_request_of(user).exists(),
        "may_remove": is_begun and own.removable_by(user).exists(),
    }


def _text(meeting, publications, may_read_text, with_history, today):
    """What is shown: what is handed in, for those who decide on it; else the last version."""
    if may_read_text and meeting.state == Meeting.State.SUBMITTED:
        return _under_review(
            meeting, publications[0] if publications else None, with_history, today
        )
    page = {"is_project": False, "beside": {}, "compared": (), "checklist": ()}
    page["html"] = ""  # of `minutes`, where it is made already
    if publications:
        minutes = shown.version(meeting, *publications[:2])
        return page | {"minutes": minutes, "html": minutes.html}
    if may_read_text:
        is_project = meeting.state != Meeting.State.PLANNED
        text = carryover.completed_text(meeting)
        return page | {"minutes": shown.printed(meeting, text), "is_project": is_project}
    return page | {"minutes": shown.printed(meeting, doc.announced(meeting.document))}


def _under_review(meeting, last, with_contacts, today):
    """The submitted text, what differs since it was last seen, what is said of it, and by whom."""
    text, returned = carryover.completed_text(meeting), meeting.last_return
    observed = remarks.observations_of(meeting)
    comments = returned.comments.all() if returned else ()
    changes = publishing.changes_of(meeting) if last else ""
    return {
        "is_project": True,
        "html": "",
        "minutes": shown.printed(meeting, text, last, changes),
        "beside": remarks.beside(text, comments, observed),
        "compared": list(_compared(meeting, last, returned, text, with_contacts)),
        "checklist": names.problems_of(meeting, today),
    }


def _compared(meeting, last, returned, text, with_contacts):
    """The submitted text beside what the reviewer saw before: the text returned, the version."""
    sent_back = meeting.revisions.filter(version=returned.revision).first() if returned else None
    if sent_back:
        before = carryover.completed_map(meeting, sent_back.document)
        changes = diff.telling(before, text, with_contacts)
        since = f"le renvoi du {timezone.localtime(returned.at):%d/%m/%Y}"
        yield {"since": since, "changes": changes, "step": returned}
    if last:
        changes = diff.telling(last.document, text, with_contacts)
        yield {"since": f"la version {last.version}", "changes": changes, "step": None}


def _actions(meeting, today):
    actions = ActionItem.objects.of_meetings([meeting])
    found, news = list(actions.in_reading_order()), actions.latest_news()
    owed = Owed.now() if found else None
    return [
        {
            "item": each,
            "days_late": each.days_late(today),
            "silence": owed.silence_of(each, today),
            "news": news.get(each.pk),
        }
        for each in found
    ]


def _etag(request, pk):
    version = version_asked(request, pk)
    return f'"{version.light_sha256 if "sans-photos" in request.GET else version.sha256}"'


@require_safe
@condition(etag_func=_etag)
def publication_pdf(request, pk):
    """The stored bytes of a published version, `?sans-photos` for the light ones."""
    version, is_light = version_asked(request, pk), "sans-photos" in request.GET
    response = delivery.deliver_version(request, version, is_light, private=True, no_cache=True)
    if ranges.begins(request, response):
        agency_id = min(scope(request.user).agencies, default=None)
        delivery.count(version, timezone.localdate(), agency_id=agency_id)
    return response
