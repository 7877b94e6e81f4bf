"""Mails are text and an HTML of ours: no reader's program finds a tag of others in them to obey."""

import re
from html.parser import HTMLParser

import pytest
from django.utils import timezone

from gtm import outbox
from gtm.models import Mail
from tests import hostile, mails
from tests.access import world

pytestmark = pytest.mark.django_db
LINK = re.compile(
    r"/(?![0-9a-f-]{36}/)[\w:-]{24,}/"
)  # a password, an address, an invitation, a reader


OURS = {
    "html", "head", "meta", "title", "body", "div", "p", "a", "h2", "ol", "ul", "li", "br",
}  # fmt: skip


class Tags(HTMLParser):
    """Which tags a page has, their attributes, and the text between them."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.attributes, self.text = set(), set(), []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data):
        self.text.append(data)


def parts_of(message):
    return {part.get_content_type(): part for part in message.message().walk()}


def test_every_kind_of_mail_is_its_text_and_an_html_with_no_tag_but_ours():
    sent = mails.written(hostile.build("draft"), browser=hostile.text(500))
    assert set(sent) == mails.KINDS
    for kind, message in sent.items():
        parts = parts_of(message)
        invites = {"multipart/mixed", "text/calendar", "application/ics"} & set(parts)
        extra = set(parts) - invites
        assert extra == {"multipart/alternative", "text/plain", "text/html"}, kind
        page = Tags(parts["text/html"].get_payload(decode=True).decode())
        assert page.tags <= OURS, kind
        assert page.attributes <= {"lang", "style", "charset", "name", "content", "href", "value"}


def test_no_mail_weighs_more_than_twenty_kilobytes_nor_asks_anything_of_the_network():
    for kind, message in mails.written(world.build("draft")).items():
        assert len(message.message().as_bytes()) <= 20_000, kind
        page = parts_of(message)["text/html"].get_payload(decode=True).decode()
        assert re.findall(r"src=|url\(|<link|<style|@import", page) == [], kind


def test_who_may_leave_finds_the_address_in_the_mail_and_its_program_in_the_head():
    sent = mails.written(world.build("draft"))
    heads = {kind: message.message() for kind, message in sent.items()}
    optional = {kind for kind, head in heads.items() if head["List-Unsubscribe"]}
    assert optional == {"notices", "reminder", "convocation-recap"}
    for kind in optional:
        address = heads[kind]["List-Unsubscribe"].strip("<>")
        assert heads[kind]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert sent[kind].body.count(address) == 1


def test_nothing_keeps_a_link_that_opens_a_door_once_its_mail_is_sent(settings):
    """A reader's link or a chase's needs no account: no more kept than the link to a password."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mails.written(hostile.build("draft"))
    waiting = {each.pk for each in Mail.objects.all() if LINK.search(each.body)}
    outbox.send(timezone.now)
    kept = {each.pk for each in Mail.objects.all() if LINK.search(each.body)}
    assert (len(waiting), kept) == (14, set())
