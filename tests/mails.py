"""Every kind of mail that the application writes, as it leaves."""

from datetime import UTC, date, datetime, timedelta

from allauth.core.context import request_context
from django.contrib.sessions.middleware import SessionMiddleware
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from actions.chases import reminders
from gtm import accounts, notices, outbox
from gtm.models import Agency, Mail, WorkingGroup
from meetings.convocation import answering, convening
from meetings.convocation import reminders as convocation_reminders
from meetings.life import verbs
from meetings.models import Meeting
from tests.access import addresses, forms, world
from tests.factories import PASSWORD
from tests.meetings import convoking

# Who posts to which address, in this order, for a mail to be written.
ASKED = (
    ("administrator", "gtm:invitation_create"),
    ("anonymous", "account_reset_password"),
    ("secretary", "account_email"),
    ("reviewer", "meetings:minutes_ask"),
    ("reviewer", "actions:action_chase"),
    ("secretary", "meetings:reader_list"),
    ("reviewer", "meetings:meeting_return"),
)
TOLD = datetime(2091, 11, 3, 9, tzinfo=UTC)
KINDS = {
    "invitation", "account/email/password_reset_key", "account/email/email_confirmation",
    *accounts.ACTS, "ask", "chase", "notices", "reading", "reminder",
    "convocation", "convocation-deputy", "convocation-withdrawn", "convocation-again",
    "convocation-move", "convocation-reminder", "convocation-recap", "convocation-cancel",
}  # fmt: skip


def written(made, browser="Mozilla"):
    """{kind: message} of a world in `draft`; `browser` is what a browser says of itself."""
    Mail.objects.all().delete()
    for name, asked in ASKED:
        if asked == "meetings:reader_list":
            verbs.submit(made.meeting, made.persons["secretary"], world.HELD_ON)
        client = Client(headers={"user-agent": browser})
        if name == "secretary":  # by the form: an address is changed by who has just signed in
            told = {"login": made.persons[name].email, "password": PASSWORD}
            client.post(reverse("account_login"), told)
        elif name != "anonymous":
            client.force_login(made.persons[name])
        answer = client.post(addresses.address(asked, made), forms.form(asked, made))
        assert answer.status_code == 302, (asked, answer.content.decode())
    _acts(made.persons["secretary"], browser)
    notices.write_mails(timezone.now() + timedelta(hours=1))
    for model in (Agency, WorkingGroup):
        model.objects.update(gets_reminders=True)
    reminders.send(date(2091, 12, 25))
    _convoked(made)
    return {_kind(mail.key): outbox.message_of(mail) for mail in Mail.objects.order_by("pk")}


def _convoked(made):
    """What those convened to one more meeting read, from the convocation to the cancellation."""
    secretary, at, a_day = made.persons["secretary"], TOLD, timedelta(days=1)
    meeting = convoking.planned(made.group, secretary, on=date(2091, 11, 30))
    convoking.convene(meeting, secretary, at)
    row, said = meeting.convened.order_by("pk").first(), answering.Said(at, "link")
    deputy = answering.Deputy("Issa", email="issa@example.org")
    for reply in (answering.Reply("represented", deputy=deputy), answering.Reply("present")):
        answering.answer(row, reply, said)
    convocation_reminders.send_again(row, secretary, at)
    convocation_reminders.recap(at + a_day)
    convoking.move(meeting, secretary, at + a_day, day="07/12/2091")
    meeting.convened.update(answer="", answered_at=None)
    meeting = Meeting.objects.get(pk=meeting.pk)
    convocation_reminders.remind(meeting, secretary, at + 3 * a_day)
    verbs.cancel(meeting, secretary, "pluie")
    told = convoking.change(made.group, "cancel")
    convening.tell_change(meeting, secretary, at + 4 * a_day, "pluie", told)


def _acts(user, browser):
    """What allauth tells a person of a password, an address or a second factor that changed."""
    request = RequestFactory(headers={"user-agent": browser}).post(reverse("gtm:own_account"))
    SessionMiddleware(lambda request: None).process_request(request)
    request.user = user
    changed = {"from_email": user.email, "to_email": "neuve@example.org"}
    with request_context(request):
        for act in accounts.ACTS:
            accounts.Accounts(request).send_notification_mail(act, user, changed)


def _kind(key):
    return key.removeprefix(outbox.SECRET).partition(":")[0]
