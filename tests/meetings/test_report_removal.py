"""A report begun by mistake is taken away, given back, or forgotten."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError
from django.urls import reverse

from gtm.models import JournalEntry
from gtm.refusals import NotNow
from meetings.models import Report, ReportRevision
from meetings.report import removal, signing, store
from tests.factories import make_membership, make_report, make_user
from tests.meetings.saving import JSON, form

pytestmark = pytest.mark.django_db
NOW = datetime(2022, 3, 1, 12, tzinfo=UTC)
LATER = NOW + removal.KEPT + timedelta(seconds=1)


@pytest.fixture
def report(reviewer):
    return make_report(reviewer)


@pytest.fixture
def visit(client_of, reviewer):
    return client_of(reviewer)


def remove(report, by, reason="Créé deux fois"):
    removal.remove(report, by, reason, NOW)


def everywhere(report):
    return Report.everywhere.get(pk=report.pk)


def address(name, report, *more):
    return reverse(f"meetings:report_{name}", args=[report.pk, *more])


def test_it_leaves_its_pages_and_stands_among_those_removed_with_who_and_why(report, visit):
    assert address("remove", report) in visit.get(report.get_absolute_url()).text
    answer = visit.post(address("remove", report), {"reason": "Créé deux fois"}, follow=True)
    assert answer.redirect_chain == [("/rapports/", 302)]
    assert (f'href="{report.get_absolute_url()}"' in answer.text, "par Rakia" in answer.text) == (
        False,
        True,
    )
    assert f'data-removed="{report.pk}"' in answer.text
    names = ("detail", "edit", "history", "preview", "sign", "remove")
    assert {visit.get(address(name, report)).status_code for name in names} == {404}


def test_who_reads_signed_reports_does_not_see_those_removed(report, reviewer, partner, client_of):
    remove(report, reviewer)
    page = client_of(partner).get("/rapports/").text
    assert ("Retirés" in page, str(report.pk) in page) == (False, False)


def test_it_comes_back_as_it_was_and_both_acts_stand_in_the_journal(report, reviewer, visit):
    before = report.__dict__ | {"_state": None}
    remove(report, reviewer)
    answer = visit.post(address("give_back", report))
    assert answer.url == report.get_absolute_url()
    assert Report.objects.get().__dict__ | {"_state": None} == before
    lines = JournalEntry.objects.filter(kind="report").order_by("pk")
    name = f"{report.period_name}, {report.scope_name}"  # after « rapport », as the journal says it
    assert [(line.actor, line.object_label, line.action, line.changes) for line in lines] == [
        (reviewer, name, "rapport retiré", [["motif", "", "Créé deux fois"]]),
        (reviewer, name, "rapport restauré", []),
    ]
    assert lines[0].object_id == lines[1].object_id
    with pytest.raises(NotNow):
        removal.restore(report, reviewer, NOW)


def test_nothing_goes_without_a_reason(report, reviewer, visit):
    page = visit.post(address("remove", report), {"reason": " "})
    assert (page.status_code, "Dites pourquoi." in page.text) == (200, True)
    with pytest.raises(NotNow):
        remove(report, reviewer, " ")
    assert Report.objects.count() == 1


def test_what_was_once_signed_stays(report, reviewer, visit):
    signing.sign(report, reviewer, NOW, report.version)
    signing.reopen(report)
    assert visit.get(address("remove", report)).status_code == 403
    assert address("remove", report) not in visit.get(report.get_absolute_url()).text
    with pytest.raises(NotNow):
        remove(report, reviewer)
    with pytest.raises(IntegrityError):
        Report.objects.update(removed_at=NOW)


def test_what_was_removed_a_moment_ago_is_not_signed(report, reviewer):
    remove(report, reviewer)
    with pytest.raises(NotNow):
        signing.sign(report, reviewer, NOW, report.version)
    assert everywhere(report).versions.count() == 0


def test_a_text_that_comes_later_is_set_aside_and_found_when_the_report_is_back(
    report, reviewer, visit
):
    remove(report, make_membership(make_user("Issa"), "reviewer").user)
    sent = form(report.document | {"context": "trop tard"})
    answer = visit.post(address("edit", report), sent, **JSON)
    told = "Issa a retiré ce rapport\u00a0: il ne s’écrit plus."
    assert (answer.status_code, answer.json()["error"][: len(told)]) == (422, told)
    page = visit.post(address("edit", report), sent | {"op_id": str(uuid.uuid4())}, follow=True)
    assert (page.redirect_chain, "gardé à part sur le serveur" in page.text) == (
        [("/rapports/", 302)],
        True,
    )
    assert [each.document["context"] for each in ReportRevision.objects.waiting()] == [
        "trop tard",
        "trop tard",
    ]
    removal.restore(report, reviewer, NOW)
    parked = ReportRevision.objects.waiting().first()
    assert address("conflict", report, parked.pk) in visit.get(address("edit", report)).text


def test_a_creation_that_is_sent_again_does_not_bring_it_back(report, reviewer):
    remove(report, reviewer)
    same = Report(pk=report.pk, span="quarter", first_on=date(2021, 10, 1))
    assert store.create(same, reviewer, NOW).removed_at == NOW
    assert Report.objects.count() == 0


def test_after_thirty_days_it_is_forgotten_unless_a_text_has_come_since(report, reviewer):
    other = make_report(reviewer, "month")
    kept = make_report(reviewer, "year", date(2021, 1, 1))
    for each in (report, other):
        remove(each, reviewer)
    ReportRevision.objects.update(at=NOW)
    other.revisions.update(at=NOW + timedelta(days=20))
    assert removal.purge(LATER - timedelta(seconds=1)) == 0
    assert (removal.purge(LATER), removal.purge(LATER)) == (1, 0)
    assert removal.purge(LATER + timedelta(days=20)) == 1
    assert list(Report.everywhere.all()) == [kept]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_for_one_removed_and_three(
    reviewer, visit, count, django_assert_num_queries
):
    for month in range(count):
        remove(make_report(reviewer, "month", date(2021, month + 1, 1)), reviewer)
        make_report(reviewer, "month", date(2020, month + 1, 1))
    with django_assert_num_queries(5):
        visit.get("/rapports/")
