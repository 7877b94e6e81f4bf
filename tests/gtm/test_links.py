"""Personal links: what opens, for how long, and what is noted of it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from gtm import links
from gtm.models import JournalEntry, PersonalLink
from tests.factories import make_agency, make_link

pytestmark = pytest.mark.django_db
NOW = datetime(2022, 6, 15, 12, tzinfo=UTC)
ANSWER = PersonalLink.Purpose.ANSWER


def made(reviewer, agency):
    until = NOW + timedelta(days=7)
    return links.make(ANSWER, reviewer, NOW, until, agency, "focal@example.org")


def opens(token, now=NOW):
    return links.opened(token, ANSWER, now)


def test_a_token_opens_its_link_until_its_end_and_stands_nowhere(reviewer, agency):
    link, token = made(reviewer, agency)
    other = "A" if token[0] != "A" else "B"
    assert (opens(token), opens(other + token[1:])) == (link, None)
    assert opens(token, NOW + timedelta(days=7)) is None
    assert opens(token, NOW + timedelta(days=7, seconds=-1)) == link
    assert len(token) == 43
    assert token not in str([*PersonalLink.objects.values(), *JournalEntry.objects.values()])


@pytest.mark.parametrize("how", ["revoked", "switched off", "parent switched off", "maker closed"])
def test_a_link_shuts_at_once(reviewer, agency, how, group):
    antenne = make_agency("OIM", parent=agency, territory=group.territory)
    link, token = made(reviewer, antenne)
    if how == "revoked":
        links.revoke(link, reviewer, NOW)
    elif how == "maker closed":
        reviewer.is_active = False
        reviewer.save()
    else:
        shut = agency if how.startswith("parent") else antenne
        shut.answers_by_link = False
        shut.save()
    assert opens(token) is None


def test_making_using_and_revoking_stand_in_the_journal(reviewer, agency):
    link, _ = made(reviewer, agency)
    links.note_use(link, NOW, "2 réponses")
    for _ in range(2):
        links.revoke(link, reviewer, NOW)
    told = JournalEntry.objects.filter(kind="link").order_by("pk")
    assert list(told.values_list("actor__name", "action")) == [
        ("Rakia", "lien envoyé"),
        (None, "lien utilisé\u00a0: 2 réponses"),
        ("Rakia", "lien retiré"),
    ]
    link.refresh_from_db()
    assert (link.last_used_at, link.revoked_at) == (NOW, NOW)


def test_the_database_knows_no_link_without_a_structure_or_that_ends_before_it_begins(
    reviewer, agency
):
    for wrong in ({"agency": None}, {"expires_at": NOW - timedelta(days=9), "made_at": NOW}):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_link(**{"agency": agency, "by": reviewer, **wrong})


def test_the_sheet_of_a_structure_shows_its_open_links_and_sp_ccm_revokes_them(
    client_of, reviewer, partner, agency
):
    make_link(agency, reviewer, "autre", email="passe@example.org", revoked_at=NOW)
    link, client = make_link(agency, reviewer), client_of(reviewer)
    page = client.get(agency.get_absolute_url()).content.decode()
    assert ("focal@example.org" in page, "passe@example.org" in page) == (True, False)
    assert (
        "focal@example.org"
        not in client_of(partner).get(agency.get_absolute_url()).content.decode()
    )
    assert client.post(f"/structures/{agency.pk}/liens/{link.pk}/retirer/").status_code == 302
    assert opens("jeton", datetime(2022, 6, 15, tzinfo=UTC)) is None
    assert "focal@example.org" not in client.get(agency.get_absolute_url()).content.decode()


def test_a_link_of_another_structure_is_not_revoked_by_this_address(client_of, reviewer, agency):
    link, other = make_link(agency, reviewer), make_agency("PAM")
    client_of(reviewer).post(f"/structures/{other.pk}/liens/{link.pk}/retirer/")
    link.refresh_from_db()
    assert link.revoked_at is None
