"""A group passes from one secretary to the next; all that it holds stays on the server with it."""

from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from actions.models import ActionItem
from gtm import journal, locks, notices
from gtm.models import Kind, Membership, User
from gtm.notices import News
from gtm.refusals import NotNow
from gtm.typography import of_name
from meetings.models import Attendance, Meeting

SHOWN = 12  # of each kind; the figures count all


def secretaries(group, today):
    """Who writes the minutes of a group today, as memberships."""
    roles = Membership.objects.current(today).filter(role="secretary", group=group)
    return roles.select_related("user").order_by("user__name", "pk")


def accounts():
    """Who may take over: every account in use, by name."""
    return User.objects.filter(is_active=True).order_by("name", "email")


def passes_along(group, user, today):
    """What the next secretary finds: figures, and what `user` may see of it by name."""
    meetings = Meeting.objects.filter(group=group)
    contacts = contacts_of(group)
    readable = Meeting.objects.with_text_visible_to(user).filter(group=group).listed()
    return {
        "counts": {
            "drafts": meetings.filter(state="draft").count(),
            "submitted": meetings.filter(state="submitted").count(),
            "planned": meetings.filter(state="planned").count(),
            "actions": ActionItem.objects.filter(agenda_point__meeting__group=group).open().count(),
            "contacts": contacts.count(),
        },
        "drafts": readable.filter(state="draft")[:SHOWN],
        "submitted": readable.filter(state="submitted")[:SHOWN],
        "planned": meetings.filter(state="planned").listed().order_by("date")[:SHOWN],
        "may_read_contacts": Meeting.objects.with_history_visible_to(user)
        .filter(group=group)
        .exists(),
        "contacts": contacts[:SHOWN],
    }


def contacts_of(group):
    """Persons noted in the published attendance with a phone or an address, each once."""
    reachable = Attendance.objects.filter(meeting__group=group).exclude(phone="", email="")
    kept = reachable.values("wording", "name", "function", "phone", "email").distinct()
    return kept.order_by("name", "wording", "phone", "email")


@transaction.atomic
def hand_over(leaving, successor, by, now):
    """End a secretary's membership today and start the next one's; both are told.

    Raises `NotNow` when it has ended meanwhile.
    """
    group, today, leaving_pk = leaving.group, timezone.localtime(now).date(), leaving.pk
    locks.hold(group.pk)
    if not secretaries(group, today).filter(pk=leaving.pk).exists():
        raise NotNow("Ce rapporteur a déjà passé la main : rouvrez la page du groupe.")
    _end(leaving, today, by, now)
    role, is_new = Membership.objects.take_up(successor, today, role="secretary", group=group)
    if is_new:
        journal.record_changes(by, now, role, {})
    _tell(leaving.user, role, leaving_pk, by, now)


def _tell(leaving, role, number, by, now):
    """The one who leaves and the one who comes; nobody of his own doing."""
    group, about = role.group, f"handover:{number}:{role.pk}"
    taken = f"Vous êtes désormais rapporteur du {group}, en remplacement {of_name(leaving.name)}"
    theirs = "Ses comptes rendus en cours, ses réunions planifiées et ses points d’action vous "
    left = f"{role.user} vous succède comme rapporteur du {group}"
    thanks = "Votre compte reste ouvert ; il ne modifie plus les comptes rendus de ce groupe."
    told = [(role, News(about, taken, reverse("meetings:home"), theirs + "reviennent."))]
    if leaving != role.user:
        former = Membership(user=leaving)  # its own may be gone
        told.append((former, News(about, left, group.get_absolute_url(), thanks)))
    notices.tell(Kind.HANDOVER, told, by, now)


def _end(leaving, today, by, now):
    """The rights pass at once, so the last day, which is included, is yesterday.

    A role that began today has not lasted a day: it goes, and the journal keeps what it was.
    """
    before, yesterday = journal.written(leaving), today - timedelta(days=1)
    if leaving.since > yesterday:
        journal.record(by, now, "rôle retiré le jour où il commençait", leaving)
        leaving.delete()
        return
    leaving.until = yesterday
    leaving.save(update_fields=["until"])
    journal.record_changes(by, now, leaving, before)
