"""Who invited a rapporteur does not alone publish that person's first texts."""

import json
from datetime import UTC, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from gtm.models import JournalEntry, Membership
from gtm.refusals import NotNow
from meetings.life import publishing, second_look
from meetings.writing import rescue
from tests.factories import (
    hand_in,
    make_copy,
    make_invitation,
    make_meeting,
    make_membership,
    make_user,
)
from tests.meetings.living import TODAY, address, again

pytestmark = pytest.mark.django_db
AT = datetime(2022, 1, 12, 9, tzinfo=UTC)


def invite(by, user, role="secretary", **place):
    invitation, _ = make_invitation(by, role=role, **place)
    invitation.accepted_at, invitation.accepted_by = AT, user
    invitation.save()
    return invitation


@pytest.fixture
def submitted(group, secretary, reviewer):
    """The first text of a rapporteur whom the reviewer invited."""
    invite(reviewer, secretary, group=group)
    return hand_in(make_meeting(group, secretary))


def published_by(meeting, user):
    return publishing.publish(again(meeting), user, TODAY).version


def test_another_validator_publishes_the_first_text(submitted, reviewer, deputy):
    with pytest.raises(NotNow, match="Vous avez invité Amina"):
        published_by(submitted, reviewer)
    assert (again(submitted).state, published_by(submitted, deputy)) == ("submitted", 1)


def test_once_another_has_published_a_text_the_inviter_publishes_the_next(
    submitted, group, secretary, reviewer, deputy
):
    published_by(submitted, deputy)
    following = hand_in(make_meeting(group, secretary, on=TODAY))
    assert published_by(following, reviewer) == 1


def test_the_role_by_which_the_person_came_does_not_matter(group, reviewer, deputy, agency):
    writer = make_user("Issa")
    invite(reviewer, writer, role="partner", agency=agency)
    make_membership(writer, "secretary", group=group)
    meeting = hand_in(make_meeting(group, writer))
    with pytest.raises(NotNow, match="Vous avez invité Issa"):
        published_by(meeting, reviewer)


def test_who_brings_in_the_copy_of_another_is_a_writer_as_well(group, secretary, reviewer, deputy):
    """Anybody can write such a file: the name in it lets nobody past a second pair of eyes."""
    bringer = make_user("Issa")
    make_membership(bringer, "secretary", group=group)
    invite(reviewer, bringer, group=group)
    meeting = make_meeting(group, secretary)
    content = json.dumps(make_copy(meeting, secretary, closing="Levée")).encode()
    rescue.taken_in(content, bringer, AT, TODAY)
    meeting = hand_in(again(meeting))
    with pytest.raises(NotNow, match="Vous avez invité Issa"):
        published_by(meeting, reviewer)
    assert published_by(meeting, deputy) == 1


def test_an_administrator_confirms_who_came(
    client_of, submitted, secretary, reviewer, deputy, administrator
):
    client_of(administrator).post(reverse("gtm:user_confirm", args=[secretary.pk]))
    entry = JournalEntry.objects.get(action="identité confirmée")
    assert (entry.actor, entry.object_id, published_by(submitted, reviewer)) == (
        administrator,
        secretary.pk,
        1,
    )


def test_who_invited_does_not_confirm(client_of, group, secretary, reviewer, deputy):
    make_membership(reviewer, "administrator")
    invitation = invite(reviewer, secretary, group=group)
    client_of(reviewer).post(reverse("gtm:user_confirm", args=[secretary.pk]))
    invitation.refresh_from_db()
    assert invitation.confirmed_at is None


def test_the_only_validator_publishes_and_the_journal_says_so(submitted, reviewer, secretary):
    assert published_by(submitted, reviewer) == 1
    entry = JournalEntry.objects.get(action="texte publié par qui l’avait invité, seul")
    assert (entry.actor, entry.object_id) == (reviewer, secretary.pk)
    assert entry.changes == [["compte rendu", "", "GTM/Zinder – 30/11/2021 v1"]]


def test_a_validator_whose_role_has_ended_is_no_other(submitted, reviewer, deputy):
    Membership.objects.filter(user=deputy).update(until="2021-12-31")
    assert second_look.has_other_validator(reviewer, TODAY) is False


@pytest.mark.parametrize(
    ("others", "told", "may"),
    [
        (True, "un autre validateur publie", False),
        (False, "personne d’autre ne peut valider", True),
    ],
)
def test_the_page_says_it_before_one_publishes(client_of, submitted, reviewer, others, told, may):
    if others:
        make_membership(make_user("Dari"), "deputy", since=timezone.localdate())
    page = client_of(reviewer).get(address(submitted)).content.decode()
    button = reverse("meetings:meeting_publish", args=[submitted.pk])
    assert (told in page.replace("\N{NO-BREAK SPACE}", " "), button in page) == (True, may)
