"""Every kind of mail that the application writes, as it leaves."""

from datetime import date, timedelta

from allauth.core.context import request_context
from django.contrib.sessions.middleware import SessionMiddleware
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from actions.chases import reminders
from gtm import accounts, notices, outbox
from gtm.models import Agency, Mail, WorkingGroup
from meetings.life import verbs
from tests.access import addresses, world
from tests.factories import PASSWORD

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
KINDS = {
    "invitation", "account/email/password_reset_key", "account/email/email_confirmation",
    *accounts.ACTS, "ask", "chase", "notices", "reading", "reminder",
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
        answer = client.post(addresses.address(asked, made), addresses.form(asked, made))
        assert answer.status_code == 302, (asked, answer.content.decode())
    _acts(made.persons["secretary"], browser)
    notices.write_mails(timezone.now() + timedelta(hours=1))
    for model in (Agency, WorkingGroup):
        model.objects.update(gets_reminders=True)
    reminders.send(date(2091, 12, 25))
    return {_kind(mail.key): outbox.message_of(mail) for mail in Mail.objects.order_by("pk")}


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
