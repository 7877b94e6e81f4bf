"""Who hears of the life of minutes: each once, nobody of his own doing, history in silence."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from actions.models import ActionItem
from gtm import notices
from gtm.models import Mail, Notice
from meetings.board import asking
from meetings.life import correction_requests, publishing, readers, telling, verbs
from meetings.models import Meeting
from tests.factories import (
    hand_in,
    make_agency,
    make_document,
    make_meeting,
    make_membership,
    make_reader,
    make_user,
    publish,
    with_actions,
)
from tests.meetings.living import again

pytestmark = pytest.mark.django_db


def days_ago(days):
    return timezone.localdate() - timedelta(days=days)


@pytest.fixture
def persons(agency, secretary, other, reviewer, deputy, partner, administrator, other_secretary):
    """Amina and Issa write, Rakia and Sani validate, Paul is of OIM, Luc of PAM, the rest not."""
    make_membership(make_user("Sani"), "reviewer")
    make_membership(make_user("Luc"), "partner", agency=make_agency("PAM"))
    make_membership(make_user("Ibro"), "partner", agency=make_agency("CRN"))


@pytest.fixture
def meeting(group, secretary):
    """OIM came, PAM is to do something, CRN has nothing to do with it."""
    text, _ = with_actions(
        make_document(date=f"{days_ago(10):%d/%m/%Y}"),
        {"text": "Former", "responsible": "PAM", "deadline": "2099"},
    )
    return make_meeting(group, secretary, document=text, on=days_ago(10))


def heard(kind=None):
    found = Notice.objects.filter(kind=kind) if kind else Notice.objects.all()
    return sorted(found.values_list("user__name", flat=True))


def asked(meeting, secretary):
    return correction_requests.ask(again(meeting), secretary, "Le lieu est Magaria")


def test_sp_ccm_hears_of_what_is_handed_in(persons, meeting):
    hand_in(meeting)
    assert (heard("submitted"), heard()) == (["Rakia", "Sani"], ["Rakia", "Sani"])


def test_who_wrote_the_text_cannot_publish_it_and_is_not_told(persons, group, reviewer):
    hand_in(make_meeting(group, reviewer, on=days_ago(3)))
    assert heard("submitted") == ["Sani"]


def test_a_deputy_hears_of_it_where_nobody_else_can_publish(group, reviewer, deputy):
    hand_in(make_meeting(group, reviewer, on=days_ago(3)))
    assert heard("submitted") == ["Dari"]


def test_what_is_taken_back_is_not_to_be_validated_any_more(persons, meeting, secretary):
    verbs.withdraw(hand_in(meeting), secretary)
    assert heard() == []


def test_the_secretaries_hear_of_a_return_with_its_reason(persons, meeting, reviewer):
    verbs.send_back(hand_in(meeting), reviewer, "Le lieu manque", [])
    assert heard() == ["Amina", "Issa"]
    notice = Notice.objects.first()
    assert (notice.kind, notice.detail) == ("returned", "Motif\u00a0: Le lieu manque")
    assert notice.url == reverse("meetings:meeting_edit", args=[meeting.pk])


def test_handed_in_again_it_is_no_longer_to_be_corrected(persons, meeting, reviewer):
    verbs.send_back(hand_in(meeting), reviewer, "Le lieu manque", [])
    hand_in(meeting)
    assert heard() == ["Rakia", "Sani"]


def test_the_secretaries_hear_of_observations_once_a_reader(persons, meeting):
    reader = make_reader(hand_in(meeting))
    readers.observe(reader, [("", "Présence", "Il manque le HCR")], timezone.now())
    readers.observe(reader, [("", "Présence", "Et le PAM")], timezone.now())
    readers.observe(reader, [("", "Présence", "Et le PAM")], timezone.now())
    assert heard("observed") == ["Amina", "Issa"]
    assert (
        Notice.objects.filter(kind="observed").first().title.startswith("2 observations de Mariama")
    )


def test_a_publication_tells_the_structures_concerned_and_the_secretaries(
    persons, meeting, reviewer
):
    publish(meeting, reviewer)
    assert heard() == ["Amina", "Issa", "Luc", "Paul"]
    details = dict(Notice.objects.values_list("user__name", "detail"))
    assert details["Luc"] == "Vos points d’action\u00a0: 1\n– Former"
    assert (details["Paul"], details["Amina"]) == ("", "")


def test_what_minutes_say_of_earlier_actions_is_told_with_the_publication(
    persons, group, meeting, secretary, reviewer
):
    """Not as so many events: closed by the minutes, or charged to somebody."""
    publish(meeting, reviewer)
    Notice.objects.all().delete()
    uid = str(ActionItem.objects.get().uid)
    text = make_document(date=f"{days_ago(2):%d/%m/%Y}")
    text |= {"followups": [uid], f"followups/{uid}/status": "doing"}
    publish(make_meeting(group, secretary, document=text, on=days_ago(2)), reviewer)
    assert set(Notice.objects.values_list("kind", flat=True)) == {"published"}
    assert heard() == ["Amina", "Issa", "Luc", "Paul"]


def test_a_correction_is_asked_opened_and_published(persons, meeting, secretary, reviewer):
    publish(meeting, reviewer)
    Notice.objects.all().delete()
    request = asked(meeting, secretary)
    assert (heard("asked"), heard()) == (["Rakia", "Sani"], ["Rakia", "Sani"])
    verbs.correct_as_asked(request, reviewer)
    assert (heard("corrected"), heard()) == (["Amina", "Issa"], ["Amina", "Issa"])
    assert Notice.objects.first().detail == "À corriger\u00a0: Le lieu est Magaria"
    verbs.submit(again(meeting), secretary, days_ago(0), "Le lieu")
    publishing.publish(again(meeting), reviewer, days_ago(0))
    assert heard("published") == ["Amina", "Issa", "Luc", "Paul"]
    titles = set(Notice.objects.filter(kind="published").values_list("title", flat=True))
    assert {title.partition(" (")[0] for title in titles} == {"Compte rendu corrigé"}


def test_the_secretaries_hear_of_a_refusal_and_of_an_abandoned_correction(
    persons, meeting, secretary, reviewer
):
    publish(meeting, reviewer)
    Notice.objects.all().delete()
    correction_requests.decline(asked(meeting, secretary), reviewer, "C’est juste", timezone.now())
    assert (heard("declined"), heard()) == (["Amina", "Issa"], ["Amina", "Issa"])
    verbs.correct(again(meeting), reviewer, "Le lieu")
    verbs.abandon(again(meeting), reviewer)
    assert (heard("abandoned"), heard("corrected")) == (["Amina", "Issa"], [])


def test_a_request_that_is_taken_back_is_not_to_be_looked_at(persons, meeting, secretary, reviewer):
    publish(meeting, reviewer)
    correction_requests.withdraw(asked(meeting, secretary), secretary, timezone.now())
    assert heard("asked") == []


@pytest.mark.parametrize(("age", "told"), [(90, True), (91, False)])
def test_minutes_entered_long_after_their_meeting_alert_nobody(
    persons, group, secretary, reviewer, age, told
):
    meeting = make_meeting(group, secretary, on=days_ago(age))
    hand_in(meeting)
    assert bool(heard("submitted")) == told
    publishing.publish(again(meeting), reviewer, days_ago(0))
    assert bool(heard("published")) == told


def test_a_late_correction_of_minutes_that_came_out_in_time_is_told(
    persons, group, secretary, reviewer
):
    meeting = make_meeting(group, secretary, on=days_ago(400))
    version = publish(meeting, reviewer)
    meeting.publications.filter(pk=version.pk).update(
        published_at=timezone.now() - timedelta(days=390)
    )
    assert heard() == []
    verbs.correct(again(meeting), reviewer, "Le lieu")
    verbs.submit(again(meeting), secretary, days_ago(0), "Le lieu")
    assert heard("submitted") == ["Rakia", "Sani"]


def test_minutes_that_are_asked_for_stand_on_the_screen_until_they_are_handed_in(
    persons, meeting, reviewer
):
    """The letter is the mail."""
    asking.ask_for_minutes(meeting, reviewer, timezone.now())
    assert (heard("expected"), heard()) == (["Amina", "Issa"], ["Amina", "Issa"])
    letters = Mail.objects.count()
    assert (notices.write_mails(timezone.now() + timedelta(days=8)), letters) == (0, 2)
    hand_in(meeting)
    assert heard("expected") == []


def test_a_handover_is_told_to_both_and_not_to_who_does_it(
    persons, group, secretary, reviewer, client_of
):
    successor = make_user("Halima")
    told = {"leaving": secretary.memberships.get().pk, "successor": successor.pk}
    client_of(reviewer).post(reverse("meetings:group_handover", args=[group.pk]), told)
    assert heard("handover") == ["Amina", "Halima"]
    notices.write_mails(timezone.now() + timedelta(hours=1))
    assert sorted(Mail.objects.values_list("recipient", flat=True)) == sorted(
        [secretary.email, successor.email]
    )


@pytest.mark.parametrize("count", [1, 3])
def test_a_publication_tells_many_in_the_queries_of_one(
    group, secretary, reviewer, count, django_assert_num_queries
):
    wanted = [make_agency(f"S{number}") for number in range(count)]
    for agency in wanted:
        make_membership(make_user(f"De {agency.acronym}"), "partner", agency=agency)
    rows = [{"text": "Former", "responsible": each.acronym} for each in wanted]
    text, _ = with_actions(make_document(date=f"{days_ago(5):%d/%m/%Y}"), *rows)
    meeting = make_meeting(group, secretary, document=text, on=days_ago(5))
    version = publish(meeting, reviewer)
    Notice.objects.all().delete()
    with django_assert_num_queries(14):
        telling.published(version)
    assert Notice.objects.count() == count + 1  # the secretary


def test_the_editor_says_from_its_opening_what_the_correction_is_to_change(
    persons, meeting, secretary, reviewer, client_of
):
    publish(meeting, reviewer)
    request = asked(meeting, secretary)
    verbs.correct(again(meeting), reviewer, "Reprendre aussi la date")
    client = client_of(secretary)
    page = client.get(reverse("meetings:meeting_edit", args=[meeting.pk]))
    assert (page.context["asked"], page.context["opened"].by) == (request, reviewer)
    shown = page.content.decode()
    assert shown.count("Le lieu est Magaria") == shown.count("Reprendre aussi la date") == 1
    home = client.get("/").content.decode()
    assert "rien n’y est encore corrigé" in home
    assert "Reprendre aussi la date" in home
    assert "prêt à être soumis" not in home


def test_what_an_earlier_correction_was_asked_is_not_shown_again(
    persons, meeting, secretary, reviewer, client_of
):
    publish(meeting, reviewer)
    verbs.correct_as_asked(asked(meeting, secretary), reviewer)
    verbs.submit(again(meeting), secretary, date(2099, 1, 1), "Le lieu")
    publishing.publish(again(meeting), reviewer, date(2099, 1, 1))
    verbs.correct(again(meeting), reviewer, "Une autre chose")
    page = client_of(secretary).get(reverse("meetings:meeting_edit", args=[meeting.pk]))
    assert (page.context["asked"], page.context["opened"].reason) == (None, "Une autre chose")
    assert Meeting.objects.get().is_correction
