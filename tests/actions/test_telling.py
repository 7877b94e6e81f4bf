"""Who hears of what becomes of an action: each once, nobody of his own doing."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.chases import chasing
from actions.follow_up import Said
from actions.models import ActionItem
from gtm import notices
from gtm.models import Mail, Notice
from tests.factories import make_action, make_agency, make_group, make_membership, make_user

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)


@pytest.fixture
def people(group, agency, secretary, reviewer, partner, other_secretary, administrator):
    """Everybody who could hear; `colleague` belongs to the same structure as `partner`."""
    colleague = make_membership(make_user("Zara"), "partner", agency=agency).user
    make_membership(make_user("Disabled", is_active=False), "partner", agency=agency)
    make_membership(make_user("Luc"), "partner", agency=make_agency("PAM"))
    return {
        "secretary": secretary,
        "reviewer": reviewer,
        "partner": partner,
        "colleague": colleague,
    }


@pytest.fixture
def action(group, secretary, agency):
    return make_action(group, secretary, agency)


def heard():
    """{(name of the person, kind)}, sorted; one twice would stand twice."""
    return sorted(Notice.objects.values_list("user__name", "kind"))


def said(by, minutes=0, **more):
    return Said(by, NOW + timedelta(minutes=minutes), **more)


DECLARED = {"declared_on": NOW.date(), "status": "declared"}
# verb, who does it, state before, who hears of what.
TOLD = {
    "designate": ("reviewer", {}, [("Paul", "designated"), ("Zara", "designated")]),
    "declare_done": ("partner", {}, [("Amina", "declared"), ("Rakia", "declared")]),
    "refuse": ("secretary", DECLARED, [("Paul", "refused"), ("Zara", "refused")]),
    "close": ("reviewer", DECLARED, [("Paul", "settled"), ("Zara", "settled")]),
    "cancel": ("secretary", {}, [("Paul", "settled"), ("Zara", "settled")]),
    "reopen": (
        "secretary",
        {"status": "done"},
        [("Paul", "reopened"), ("Zara", "reopened")],
    ),
    "report": ("partner", {}, []),
}


@pytest.mark.parametrize("verb", TOLD)
def test_each_verb_tells_those_concerned_once(people, group, secretary, agency, verb):
    by, before, expected = TOLD[verb]
    action = make_action(group, secretary, agency, **before)
    of_verb = (agency,) if verb == "designate" else ()
    getattr(action, verb)(said(people[by], reason="Pièce illisible"), *of_verb)
    assert heard() == expected


def test_the_reason_is_told(people, group, secretary, agency):
    action = make_action(group, secretary, agency, **DECLARED)
    action.refuse(said(secretary, reason="Pièce illisible"))
    detail = people["partner"].notices.get().detail
    assert detail == f"{action.text}\nPièce illisible"


def test_who_declared_hears_of_it_though_of_another_structure(people, group, secretary):
    """As the parent of an antenne that has people of its own."""
    parent = make_agency("HCR")
    antenne = make_agency("HCR", parent=parent, territory=group.territory)
    boss = make_membership(make_user("Boss"), "partner", agency=parent).user
    make_membership(make_user("Antenne"), "partner", agency=antenne)
    action = make_action(group, secretary, antenne)
    action.declare_done(said(boss, agency=parent))
    action.close(said(secretary, 60))
    assert heard() == [("Antenne", "settled"), ("Boss", "settled")]


def test_an_antenne_without_people_is_told_through_its_structure(people, group, agency, reviewer):
    antenne = make_agency("OIM", parent=agency, territory=group.territory)
    action = make_action(group, reviewer, "Partenaires")
    action.designate(said(reviewer), antenne)
    assert heard() == [("Paul", "designated"), ("Zara", "designated")]
    assert "OIM Zinder" in Notice.objects.first().title


def test_sp_ccm_does_not_check_its_own_actions(people, group, secretary, reviewer):
    own = make_agency("SP/CCM", is_secretariat=True)
    make_membership(make_user("Rabi"), "reviewer")
    action = make_action(group, secretary, own)
    action.declare_done(said(reviewer, agency=own))
    assert heard() == [("Amina", "declared")]
    action.refuse(said(secretary, 60))
    assert heard() == [("Rabi", "refused"), ("Rakia", "refused")]


def test_designated_released_and_designated_again_is_heard_as_it_stands(
    people, action, agency, reviewer
):
    """Within half an hour, the last word; what was mailed meanwhile is followed by the contrary."""
    for minute, verb in enumerate(("designate", "release", "designate")):
        getattr(ActionItem.objects.get(), verb)(said(reviewer, minute), agency)
    assert heard() == [("Paul", "designated"), ("Zara", "designated")]
    notices.write_mails(NOW + timedelta(hours=1))
    ActionItem.objects.get().release(said(reviewer, 90), agency)
    notices.write_mails(NOW + timedelta(hours=3))
    subjects = list(Mail.objects.filter(recipient=people["partner"].email).values_list("subject"))
    assert subjects == [("Suivi confié à OIM",), ("Suivi retiré à OIM",)]


def test_who_is_charged_already_hears_nothing_new(people, action, agency, reviewer):
    action.designate(said(reviewer), agency)
    Notice.objects.all().delete()
    action.designate(said(reviewer), agency)
    ActionItem.objects.designate(said(reviewer), agency)
    assert heard() == []


def test_what_was_verified_is_no_longer_to_be_checked(people, action, partner, reviewer):
    action.declare_done(said(partner))
    notices.write_mails(NOW + timedelta(hours=1))
    action.close(said(reviewer, 60))
    assert [each.is_new for each in people["secretary"].notices.all()] == [False]


def test_several_designated_at_once_are_one_mail(people, group, secretary, agency, reviewer):
    for _ in range(3):
        make_action(group, secretary, "Partenaires")
    ActionItem.objects.designate(said(reviewer), agency)
    assert notices.write_mails(NOW + timedelta(hours=1)) == 2
    mail = Mail.objects.get(recipient=people["partner"].email)
    assert (mail.subject, mail.body.count("Suivi confié à OIM")) == ("GTM Niger : 3 avis", 3)


def queries_of(act):
    with CaptureQueriesContext(connection) as queries:
        act()
    return len(queries)


def test_many_are_designated_in_the_queries_of_one(people, secretary, agency, reviewer):
    counts = []
    for many in (1, 3):
        ActionItem.objects.all().delete()
        for number in range(many):
            group = make_group(f"GTM/{many}{number}")
            make_action(group, secretary, "Partenaires")
        counts.append(queries_of(lambda: ActionItem.objects.designate(said(reviewer), agency)))
    assert counts[0] == counts[1]


def test_a_chase_is_a_letter_and_stands_on_the_screen(people, action, agency, reviewer):
    letters = chasing.chase_of(ActionItem.objects.all(), reviewer, NOW.date()).letters
    words = chasing.Words(lambda letter: "Bonjour", "Merci", NOW.date() + timedelta(days=7))
    chasing.send(letters, words, reviewer, NOW, NOW.date())
    letters = Mail.objects.count()
    assert heard() == [("Paul", "chased"), ("Zara", "chased")]
    assert notices.write_mails(NOW + timedelta(days=8)) == 0
    assert Mail.objects.count() == letters


def test_a_verb_that_is_refused_tells_nobody(people, action, secretary):
    action.close(said(secretary))
    Notice.objects.all().delete()
    with pytest.raises(Exception, match="n’est plus possible"):
        action.close(said(secretary))
    assert heard() == []
