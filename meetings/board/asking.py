"""Mails of the board: minutes that are asked for."""

from django.conf import settings
from django.utils import timezone

from actions.chases.letters import plain_date
from gtm import notices, outbox
from gtm.models import Kind, Membership
from gtm.notices import News
from gtm.typography import long_date
from meetings.models import Meeting

STATE = {
    "planned": "Son compte rendu n’est pas commencé. Si elle ne s’est pas tenue, "
    "notez-la « non tenue », avec le motif.",
    "draft": "Son compte rendu est encore un brouillon : il reste à le terminer et à le soumettre.",
    "submitted": "Son compte rendu est soumis et n’est pas encore publié.",
}


def _tell(meeting, roles, by, now):
    """On the screen too: the letter is the mail."""
    title = f"Compte rendu attendu : {meeting.group}, {long_date(meeting.date)}"
    news = News(f"expected:{meeting.pk}", title, meeting.get_absolute_url(), STATE[meeting.state])
    notices.forget([news.about], now)
    notices.tell(Kind.EXPECTED, [(role, news) for role in roles], by, now)


def ask_for_minutes(meeting, by, now):
    """One mail to each secretary of the group, once a day. Returns the names of those asked."""
    today = timezone.localtime(now).date()
    roles = Membership.objects.current(today).filter(
        role=Membership.Role.SECRETARY, group=meeting.group_id, user__is_active=True
    )
    day = plain_date(meeting.date)
    body = (
        f"Bonjour,\n\nLe SP/CCM attend le compte rendu de la réunion du {day} "
        f"({meeting.group}).\n{STATE[meeting.state]}\n\n"
        f"{settings.SITE_URL}{meeting.get_absolute_url()}\n\n{by.name}, SP/CCM\n"
    )
    names = []
    for role in roles.select_related("user").order_by("user__name", "pk"):
        key = f"ask:{meeting.pk}:{today}:{role.user_id}"
        outbox.put(key, role.user.email, f"Compte rendu attendu : réunion du {day}", body)
        names.append(role.user.name)
    _tell(meeting, roles, by, now)
    if names:
        asked = Meeting.objects.filter(pk=meeting.pk)
        asked.update(minutes_asked_at=now, minutes_asked_by=by)
    return names
