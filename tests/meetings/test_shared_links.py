"""A link that opens one version to whoever holds it: given, counted, taken back."""

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gtm.models import JournalEntry, PersonalLink
from gtm.typography import french, long_date
from meetings.models import Download, Publication, SharedLink
from tests.factories import make_meeting, publish
from tests.gtm.reading import errors_of, text_of

pytestmark = pytest.mark.django_db
LINK = re.compile(r"/lire/[\w-]{43}/")
LIGHT = "f" * 64


@pytest.fixture
def version(group, secretary, reviewer):
    return publish(make_meeting(group, secretary), reviewer)


def address(version, name="publication_share", *args):
    return reverse(f"meetings:{name}", args=[version.meeting_id, version.version, *args])


def give(client, version, **form):
    """A link is given; where it leads."""
    page = client.post(address(version), {"whom": "Presse", "days": 30} | form)
    return LINK.search(page.content.decode())[0]


def test_a_link_opens_one_pdf_to_who_has_no_account(version, secretary, client_of):
    opened = give(client_of(secretary), version)
    page = Client().get(opened)
    assert (page.status_code, "version 1, publiée le" in text_of(page)) == (200, True)
    pdf = Client().get(f"{opened}compte-rendu.pdf")
    assert (pdf.status_code, pdf["Content-Type"]) == (200, "application/pdf")
    assert len(b"".join(pdf.streaming_content)) == version.size


def test_the_text_goes_to_whatsapp_by_a_plain_link(settings, version, secretary, client_of):
    settings.SITE_URL = "https://gtm.example.ne"
    page = client_of(secretary).post(address(version), {"whom": "Presse", "days": 7})
    text = page.context["shared"]["text"]
    until = long_date(timezone.localdate() + timedelta(days=7))
    assert LINK.sub("…", text) == french(
        "Compte rendu du GTM/Zinder, réunion du 30 novembre 2021 (version 1), PDF à ouvrir sans "
        f"compte jusqu’au {until} : https://gtm.example.ne…"
    )
    wanted = parse_qs(urlsplit(page.context["shared"]["whatsapp"]).query)["text"]
    assert wanted == [text]
    assert 'href="https://wa.me/?text=' in page.content.decode()


def test_the_link_is_shown_once_and_kept_as_its_hash(version, secretary, client_of):
    client = client_of(secretary)
    opened = give(client, version)
    assert LINK.search(client.get(address(version)).content.decode()) is None
    token = opened.split("/")[2]
    assert [token in str(each) for each in PersonalLink.objects.values_list()] == [False]


def test_it_ends_on_its_day_and_says_whom_to_ask(version, secretary, client_of):
    opened = give(client_of(secretary), version, days=7)
    PersonalLink.objects.update(expires_at=timezone.now())
    for path in (opened, f"{opened}compte-rendu.pdf"):
        answer = Client().get(path)
        assert (answer.status_code, "au rapporteur du groupe" in text_of(answer)) == (410, True)
    assert Client().get(f"/lire/{'x' * 43}/").status_code == 404


@pytest.mark.parametrize("days", ["", "1", "3650", "x"])
def test_only_the_durations_offered_are_taken(version, secretary, client_of, days):
    page = client_of(secretary).post(address(version), {"whom": "Presse", "days": days})
    assert (page.status_code, list(errors_of(page)), SharedLink.objects.count()) == (
        422,
        ["days"],
        0,
    )


def test_for_whom_must_be_said(version, secretary, client_of):
    page = client_of(secretary).post(address(version), {"whom": " ", "days": 7})
    assert (page.status_code, list(errors_of(page))) == (422, ["whom"])


def test_it_is_taken_back_at_once_and_both_are_in_the_journal(
    version, secretary, reviewer, client_of
):
    opened, [shared] = give(client_of(secretary), version), SharedLink.objects.all()
    client_of(reviewer).post(address(version, "share_revoke", shared.pk))
    assert [Client().get(path).status_code for path in (opened, f"{opened}compte-rendu.pdf")] == [
        410,
        410,
    ]
    label = f"{version.meeting}, version 1"
    told = JournalEntry.objects.filter(object_label=label, kind="minutes").order_by("pk")
    assert [
        (each.action, each.actor, each.changes) for each in told if "partag" in each.action
    ] == [
        ("partagé pour 30 jours", secretary, [["pour qui", "", "Presse"]]),
        ("partage retiré", reviewer, [["pour qui", "", "Presse"]]),
    ]


def test_a_link_without_photos_opens_no_others(version, secretary, client_of):
    Publication.objects.update(sha256=LIGHT, size=version.size + 1)  # whose file is not there
    opened = give(client_of(secretary), version, without_photos="on")
    assert text_of(Client().get(opened)).count("sans les photos") == 1
    for query in ("", "?sans-photos"):
        answer = Client().get(f"{opened}compte-rendu.pdf{query}")
        assert (answer.status_code, int(answer["Content-Length"])) == (200, version.light_size)


def test_only_who_sends_minutes_gives_links(
    version, partner, outsider, other_secretary, deputy, client_of
):
    for person in (partner, outsider, other_secretary, deputy):
        client = client_of(person)
        assert client.get(address(version)).status_code == 404
        assert client.post(address(version), {"whom": "x", "days": 7}).status_code == 404
        page = client.get(version.meeting.get_absolute_url()).content.decode()
        assert "donnez un lien sans compte" not in page
    assert SharedLink.objects.count() == 0


def test_a_replaced_version_is_shared_no_more_and_its_links_say_so(
    version, secretary, reviewer, client_of
):
    opened = give(client_of(secretary), version)
    Publication.objects.create(
        meeting=version.meeting, version=2, document={}, published_by=reviewer, size=1, light_size=1
    )
    assert "remplacée par la version 2" in text_of(Client().get(opened))
    page = client_of(secretary).post(address(version), {"whom": "x", "days": 7})
    assert (page.status_code, SharedLink.objects.count()) == (422, 1)
    assert "partagez la suivante" in text_of(page)


def test_a_look_counts_nothing_and_the_pdf_counts_once(version, secretary, client_of):
    opened = give(client_of(secretary), version)
    pdf = f"{opened}compte-rendu.pdf"
    Client().get(opened)
    Client().head(pdf)
    Client().get(pdf, headers={"range": "bytes=100-"})
    assert list(Download.objects.values_list("count")) == []
    Client().get(pdf)
    Client().get(pdf, headers={"range": "bytes=0-99"})
    [counted] = Download.objects.all()
    today = timezone.localdate()
    assert (counted.count, counted.shared.whom, counted.agency, counted.last_on) == (
        2,
        "Presse",
        None,
        today,
    )
    assert "ouvert 2 fois" in text_of(client_of(secretary).get(address(version)))


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_links_asks_as_often_for_one_as_for_three(
    version, secretary, client_of, count, django_assert_num_queries
):
    client = client_of(secretary)
    for _ in range(count):
        Client().get(f"{give(client, version)}compte-rendu.pdf")
    with django_assert_num_queries(7):
        assert text_of(client.get(address(version))).count("ouvert 1 fois") == count
