"""Who hears of the life of minutes (see `gtm/notices.py`).

What happens next to the text being written replaces what was not heard of it yet; a version that
is out is a thing of its own, and so is a correction that is asked for.
"""

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from actions.follow_up import ActionUpdate
from actions.models import ActionItem
from actions.parts import ActionResponsible, FollowUpAgency
from actions.silence import LONG_AFTER
from actions.telling import people_of
from gtm import notices
from gtm.models import Kind
from gtm.notices import News
from gtm.typography import long_date
from meetings.models import Attendance

NAMED = 3  # of a structure's actions, in what its people read of new minutes


def _text(meeting):
    return f"text:{meeting.pk}"


def _request(meeting):
    return f"correction:{meeting.pk}"


def called(meeting):
    """« GTM/Zinder, 30 novembre 2021 »"""
    return f"{meeting.group}, {long_date(meeting.date)}"


def _secretaries(meeting, at):
    return notices.holders(at).filter(role="secretary", group=meeting.group_id)


def _tell(kind, roles, meeting, news, by, at):
    notices.forget([news.about], at)
    notices.tell(kind, [(role, news) for role in roles], by, at)


def _to_secretaries(kind, meeting, title, detail, by, at, about=None, url=None):
    news = News(
        about or _text(meeting),
        f"{title} : {called(meeting)}",
        url or reverse("meetings:meeting_edit", args=[meeting.pk]),
        detail,
    )
    _tell(kind, _secretaries(meeting, at), meeting, news, by, at)


def is_history(meeting, at):
    """Brought in, or out (or to be, at the instant `at`) long after it was held."""
    if meeting.is_imported:
        return True
    first = meeting.publications.order_by("version").values_list("published_at", flat=True).first()
    return timezone.localtime(first or at).date() - meeting.date > LONG_AFTER


def submitted(meeting, step):
    """Those of SP/CCM who did not write the text; where none is left, the deputies."""
    notices.forget([f"expected:{meeting.pk}"], step.at)  # what it was asked for
    if is_history(meeting, step.at):
        return
    since = meeting.revisions.filter(version__gt=meeting.published_revision)
    others = notices.holders(step.at).filter(role__in=["reviewer", "deputy"])
    validators = list(others.exclude(user__in=since.answering()))
    staff = [role for role in validators if role.role == "reviewer"]
    title = f"Compte rendu à valider : {called(meeting)}"
    detail = f"Ce qui change : {step.reason}" if step.reason else ""
    news = News(_text(meeting), title, meeting.get_absolute_url(), detail)
    _tell(Kind.SUBMITTED, staff or validators, meeting, news, step.by, step.at)


def withdrawn(meeting, step):
    notices.forget([_text(meeting)], step.at)


def returned(meeting, step):
    detail = f"Motif : {step.reason}"
    title = "Compte rendu renvoyé pour correction"
    _to_secretaries(Kind.RETURNED, meeting, title, detail, step.by, step.at)


def corrected(meeting, step):
    detail = f"À corriger : {step.reason}"
    title = "Correction ouverte"
    _to_secretaries(Kind.CORRECTED, meeting, title, detail, step.by, step.at)


def abandoned(meeting, step):
    title, url = "Correction abandonnée", meeting.get_absolute_url()
    detail = "La version publiée reste."
    _to_secretaries(Kind.ABANDONED, meeting, title, detail, step.by, step.at, url=url)


def observed(meeting, reader, count, at):
    """The secretaries, once a reader until they have heard of it."""
    s = "s" if count > 1 else ""
    title = f"{count} observation{s} de {reader.label}"
    about, url = f"observed:{reader.pk}", meeting.get_absolute_url()
    _to_secretaries(Kind.OBSERVED, meeting, title, "", reader.user, at, about, url)


def correction_asked(asked):
    meeting = asked.meeting
    title = f"Correction demandée : {called(meeting)}"
    news = News(_request(meeting), title, meeting.get_absolute_url(), asked.reason)
    roles = notices.holders(asked.at).filter(role="reviewer")
    _tell(Kind.ASKED, roles, meeting, news, asked.by, asked.at)


def correction_settled(meeting, at):
    """The request is answered or taken back: nobody is to look at it any more."""
    notices.forget([_request(meeting)], at)


def correction_declined(asked, by, at):
    meeting, detail = asked.meeting, f"Demandé : {asked.reason}\nMotif : {asked.answer}"
    title, url = "Correction refusée", meeting.get_absolute_url()
    _to_secretaries(Kind.DECLINED, meeting, title, detail, by, at, _request(meeting), url)


def published(publication):
    """The group's secretaries and the structures concerned, each with its own actions first."""
    meeting, at = publication.meeting, publication.published_at
    notices.forget([_text(meeting)], at)
    if is_history(meeting, at):
        return
    own = actions_of_structures(meeting)
    came = Attendance.objects.filter(meeting=meeting, agencies__isnull=False)
    people = people_of({*own, *came.values_list("agencies", flat=True)}, at)
    told = [
        (role, _version(publication, own.get(agency, [])))
        for agency, roles in people.items()
        for role in roles
    ]
    told.sort(key=lambda pair: pair[1].detail.count("\n"))  # of a person's, the fullest stays
    told += [(role, _version(publication, [])) for role in _secretaries(meeting, at)]
    notices.forget([_version(publication, []).about], at)
    notices.tell(Kind.PUBLISHED, told, publication.published_by, at)


def about_version(meeting):
    return f"published:{meeting.pk}"


def _version(publication, actions):
    meeting, version = publication.meeting, publication.version
    what = "Compte rendu publié" if version == 1 else f"Compte rendu corrigé (version {version})"
    lines = [f"Vos points d’action : {len(actions)}"] if actions else []
    lines += [f"– {' '.join(action.text.split())[:200]}" for action in actions[:NAMED]]
    lines += ["– …"] if len(actions) > NAMED else []
    lines += [f"Ce qui change : {publication.changes}"] if publication.changes else []
    about, url = about_version(meeting), meeting.get_absolute_url()
    return News(about, f"{what} : {called(meeting)}", url, "\n".join(lines))


def actions_of_structures(meeting):
    """{id of a structure: its open actions, of these minutes or of which they say something}."""
    said = ActionUpdate.objects.filter(meeting=meeting).values("action")
    open_ones = ActionItem.objects.open().filter(Q(agenda_point__meeting=meeting) | Q(pk__in=said))
    actions = {action.pk: action for action in open_ones.order_by("agenda_point", "position")}
    parts = {}
    for rows in (
        ActionResponsible.objects.filter(agency__is_collective=False),
        FollowUpAgency.objects.all(),
    ):
        for agency, action in rows.filter(action__in=actions).values_list("agency", "action"):
            parts.setdefault(agency, set()).add(action)
    return {
        agency: [action for pk, action in actions.items() if pk in own]
        for agency, own in parts.items()
    }
