"""Nothing typed is lost where the session has ended, and nobody else sees or sends it."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from actions.models import ActionItem
from tests.factories import PASSWORD, make_action, make_membership, make_user

pytestmark = pytest.mark.django_db
SENTENCE = "Vu à Mirriah.\n<b>« Deux »</b> lignes"


@pytest.fixture
def action(group, secretary):
    return make_action(group, secretary)


def sign_in(client, user, **more):
    form = {"login": user.email, "password": PASSWORD}
    return client.post(reverse("account_login"), form | more)


@pytest.fixture
def browser(secretary):
    """Has been signed in as the secretary, whose session has ended since."""
    client = Client()
    client.force_login(secretary)
    client.get("/")
    del client.cookies["session"]
    return client


def test_the_sign_in_page_does_not_forget_whose_words_the_next_form_holds(browser, secretary):
    before = browser.cookies["account"].value
    assert browser.get(reverse("account_login")).cookies.get("account") is None
    assert browser.cookies["account"].value == before


def report(client, action, **more):
    form = {"version": action.version, "sentence": SENTENCE, "status": ""}
    return client.post(f"{action.get_absolute_url()}suivi/", form | more)


def next_of(answer):
    (address,) = parse_qs(urlsplit(answer.url).query)["next"]
    return address


def fields_of(page):
    """What the form of the page would send, and where."""
    kept = page.context["kept"]
    return kept["path"], dict(kept["fields"])


def test_a_sentence_posted_after_the_session_ended_is_sent_once_signed_in_again(
    browser, secretary, action
):
    answer = report(browser, action)
    assert urlsplit(answer.url).path == reverse("account_login")
    page = browser.get(sign_in(browser, secretary, next=next_of(answer)).url)
    assert "&lt;b&gt;« Deux »&lt;/b&gt; lignes" in page.content.decode()
    assert action.updates.count() == 0  # nothing leaves by itself
    path, fields = fields_of(page)
    browser.post(path, fields)
    assert list(action.updates.values_list("sentence", flat=True)) == [SENTENCE]


def test_another_account_neither_sees_nor_sends_it(browser, reviewer, action):
    answer = report(browser, action)
    sign_in(browser, reviewer)
    for _ in range(2):
        page = browser.get(next_of(answer), follow=True)
        assert (page.redirect_chain[0], "Mirriah" in page.content.decode()) == (("/", 302), False)
    assert action.updates.count() == 0


def test_a_file_is_asked_for_again(browser, secretary, action):
    file = SimpleUploadedFile("rapport.pdf", b"%PDF-1.7")
    answer = report(browser, action, file=file)
    page = browser.get(sign_in(browser, secretary, next=next_of(answer)).url).content.decode()
    assert "« rapport.pdf » est à joindre de nouveau" in page
    assert '<input class="form-control" type="file" id="piece-1" name="file">' in page


def test_who_never_signed_in_here_or_is_forged_is_only_led_to_the_sign_in(action, browser):
    address = f"{action.get_absolute_url()}suivi/"
    browser.cookies["account"] = "1:forged"
    for client in (Client(), browser):
        answer = report(client, action)
        assert (next_of(answer), "kept_form" in client.session) == (address, False)


@pytest.mark.parametrize("form", [{"oldpassword": "x y"}, {"sentence": "x" * 1_000_001}])
def test_a_password_and_what_is_too_long_are_not_kept(browser, action, form):
    report(browser, action, **form)
    assert "kept_form" not in browser.session


def test_another_site_puts_no_words_in_somebody_s_mouth(browser, secretary, action):
    client = Client(enforce_csrf_checks=True)
    client.cookies = browser.cookies
    assert report(client, action).status_code == 403
    assert "kept_form" not in client.session


def test_it_is_dropped_when_one_says_so_and_after_a_day(browser, secretary, action, freeze):
    answer = report(browser, action)
    sign_in(browser, secretary)
    later = datetime.now(UTC) + timedelta(hours=25)
    assert "Mirriah" in browser.get(next_of(answer)).content.decode()
    browser.post(next_of(answer))
    assert browser.get(next_of(answer)).status_code == 302
    client = Client()
    client.cookies = browser.cookies
    session = client.session
    session["kept_form"] = {
        "account": str(secretary.pk), "path": "/", "fields": [], "files": [],
        "at": datetime.now(UTC).isoformat(),
    }  # fmt: skip
    session.save()
    freeze(later)
    assert client.get(next_of(answer)).status_code == 302


def test_it_survives_the_second_factor(settings, group, action):
    """The session in which it is kept is the one that both steps go through."""
    user = make_membership(make_user("Sani"), "secretary", group=group).user
    client = Client()
    client.force_login(user)
    client.get("/")
    del client.cookies["session"]
    report(client, action)
    before = client.session["kept_form"]
    client.force_login(user)
    assert client.session["kept_form"] == before
    assert ActionItem.objects.count() == 1
