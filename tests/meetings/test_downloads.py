"""Downloads, counted by version, structure and month: who sees them, and what they cost."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gtm import locks
from meetings.life import delivery
from meetings.models import Download
from meetings.sharing import public
from tests.at_once import at_once, needs_server
from tests.factories import make_agency, make_meeting, make_membership, make_user, publish
from tests.gtm.reading import text_of

LIST = reverse("meetings:download_list")
DAY = date(2026, 3, 12)


@pytest.fixture
def version(group, secretary, reviewer):
    return publish(make_meeting(group, secretary), reviewer)


def pdf_of(version):
    return reverse("meetings:publication_pdf", args=[version.meeting_id])


def counts():
    rows = Download.objects.order_by("month", "agency")
    return [(each.agency and each.agency.acronym, each.count) for each in rows]


@pytest.mark.django_db
def test_a_download_counts_for_the_structure_of_who_has_signed_in(
    version, partner, secretary, client_of
):
    client_of(partner).get(pdf_of(version))
    client_of(partner).get(pdf_of(version), {"sans-photos": ""})
    client_of(secretary).get(pdf_of(version))
    assert sorted(counts(), key=str) == [("OIM", 2), (None, 1)]


@pytest.mark.django_db
def test_what_the_browser_has_already_and_the_rest_of_a_download_count_nothing(
    version, partner, client_of
):
    client = client_of(partner)
    for headers in ({"if-none-match": f'"{version.sha256}"'}, {"range": "bytes=50-"}):
        client.get(pdf_of(version), headers=headers)
    client.head(pdf_of(version))
    client.get(pdf_of(version), headers={"range": "bytes=99999999-"})
    assert counts() == []


@pytest.mark.django_db
def test_each_month_has_its_row(version, partner, client_of, freeze):
    for month in (1, 1, 2):
        freeze(datetime(2031, month, 10, 12, tzinfo=UTC))
        client_of(partner).get(pdf_of(version))
    rows = Download.objects.order_by("month").values_list("month", "count", "last_on")
    assert list(rows) == [
        (date(2031, 1, 1), 2, date(2031, 1, 10)),
        (date(2031, 2, 1), 1, date(2031, 2, 10)),
    ]


@pytest.mark.django_db
def test_a_busy_database_costs_the_count_and_not_the_file(version, partner, client_of, monkeypatch):
    def busy(**_):
        raise OperationalError("database is locked")

    monkeypatch.setattr(Download.objects, "filter", busy)
    answer = client_of(partner).get(pdf_of(version))
    assert (answer.status_code, len(b"".join(answer.streaming_content))) == (200, version.size)
    monkeypatch.undo()
    assert counts() == []


@pytest.mark.django_db
def test_after_an_impatient_act_the_database_is_as_patient_as_before():
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL forgets it with the transaction")
    with locks.impatient(), connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        assert cursor.fetchone() == (locks.SHORT,)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        assert cursor.fetchone() == (20_000,)


@pytest.mark.django_db
def test_spccm_sees_who_reads_what_and_a_structure_its_own(
    version, group, agency, partner, reviewer, client_of
):
    antenne, other = (
        make_agency("OIM", parent=agency, territory=group.territory),
        make_agency("PAM"),
    )
    for each, times in ((agency, 2), (antenne, 1), (other, 3), (None, 1)):
        for _ in range(times):
            delivery.count(version, DAY, agency_id=each and each.pk)
    seen = text_of(client_of(reviewer).get(LIST))
    assert "PAM (3), OIM (2), OIM Zinder (1), sans structure (1) 7 fois" in seen.replace(
        "\xa0", " "
    )
    assert "7 téléchargements, 3 structures" in seen.replace("\xa0", " ")
    seen = text_of(client_of(partner).get(LIST))
    assert ("OIM (2), OIM Zinder (1) 3 fois" in seen, "PAM" in seen) == (True, False)
    others = client_of(partner).get(LIST, {"structure": other.pk})
    assert ("PAM" in text_of(others), others.status_code) == (False, 200)


# --- The public ---


@pytest.fixture
def made(version, reviewer):
    return public.make_public(version, [], reviewer, timezone.now())


def public_pdf(made):
    return reverse("meetings:public_pdf", args=[made.slug])


@pytest.mark.django_db
def test_a_public_pdf_counts_as_public_whoever_takes_it(version, made, partner, client_of):
    for client in (Client(), client_of(partner)):
        answer = client.get(public_pdf(made))
        assert (answer["Cache-Control"], answer.cookies.output()) == ("public, max-age=300", "")
    client_of(partner).get(pdf_of(version))
    fields = ("publication", "agency__acronym", "shared", "is_public", "count")
    assert sorted(Download.objects.values_list(*fields), key=str) == [
        (version.pk, "OIM", None, False, 1),
        (version.pk, None, None, True, 2),
    ]


@pytest.mark.django_db
def test_public_pages_looks_and_what_a_cache_has_already_count_nothing(made, reviewer):
    client, address = Client(), public_pdf(made)
    for path in (made.get_absolute_url(), reverse("meetings:public_list")):
        assert client.get(path).status_code == 200
    answers = [
        client.head(address),
        client.get(address, headers={"if-none-match": f'"{made.sha256}"'}),
        client.get(address, headers={"range": "bytes=50-"}),
        client.get(address, headers={"range": "bytes=99999999-"}),
    ]
    public.take_back(made, reviewer, timezone.now())
    answers.append(client.get(address))
    assert [answer.status_code for answer in answers] == [200, 304, 206, 416, 410]
    assert counts() == []


@pytest.mark.django_db
def test_the_public_stands_beside_the_structures_for_spccm_alone(
    version, made, agency, partner, reviewer, client_of
):
    for _ in range(3):
        Client().get(public_pdf(made))
    delivery.count(version, DAY, agency_id=agency.pk)
    delivery.count(version, DAY)
    told = "« public » compte les PDF publics que ce serveur a livrés"
    seen = text_of(client_of(reviewer).get(LIST)).replace("\xa0", " ")
    assert "public (3), OIM (1), sans structure (1) 5 fois" in seen
    assert ("5 téléchargements, 1 structure" in seen, told in seen) == (True, True)
    seen = text_of(client_of(partner).get(LIST)).replace("\xa0", " ")
    assert ("OIM (1) 1 fois" in seen, "public (" in seen, told in seen) == (True, False, False)


@pytest.mark.django_db
def test_what_is_public_is_nobody_s_and_counts_once_a_month(version, agency):
    key = {"publication": version, "month": DAY.replace(day=1), "last_on": DAY, "is_public": True}
    Download.objects.create(**key)
    for more in ({}, {"agency": agency}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Download.objects.create(**key, **more)
    assert Download.objects.count() == 1


@pytest.mark.django_db
def test_others_see_none(version, secretary, deputy, administrator, outsider, client_of):
    for person in (secretary, deputy, administrator, outsider):
        assert client_of(person).get(LIST).status_code == 403


@pytest.mark.django_db
def test_they_are_narrowed_by_group_structure_and_year(
    version, other_group, other_secretary, reviewer, agency, client_of
):
    elsewhere = publish(make_meeting(other_group, other_secretary), reviewer)
    delivery.count(version, DAY, agency_id=agency.pk)
    delivery.count(elsewhere, date(2027, 1, 1))
    client = client_of(reviewer)

    def groups(**asked):
        return [
            str(line.publication.meeting.group) for line in client.get(LIST, asked).context["lines"]
        ]

    assert groups() == ["GTM/Agadez", "GTM/Zinder"]
    assert groups(groupe=other_group.pk) == ["GTM/Agadez"]
    assert groups(structure=agency.pk) == ["GTM/Zinder"]
    assert groups(annee=2027) == ["GTM/Agadez"]
    assert groups(groupe="x", annee="\0", structure="-1") == ["GTM/Agadez", "GTM/Zinder"]


@pytest.mark.django_db
def test_an_empty_list_says_so(reviewer, client_of):
    assert "Aucun compte rendu n’a encore été téléchargé." in text_of(client_of(reviewer).get(LIST))


@pytest.mark.django_db
def test_the_sheet_of_a_structure_leads_to_its_own(agency, partner, reviewer, outsider, client_of):
    other = make_membership(make_user("Zara"), "partner", agency=make_agency("PAM")).user
    told = {
        person.name: f"{LIST}?structure={agency.pk}"
        in client_of(person).get(agency.get_absolute_url()).content.decode()
        for person in (partner, reviewer, other)
    }
    assert told == {"Paul": True, "Rakia": True, "Zara": False}


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_often_for_one_version_as_for_three(
    group, secretary, reviewer, agency, client_of, count, django_assert_num_queries
):
    for month in range(1, count + 1):
        made = publish(make_meeting(group, secretary, on=date(2021, month, 1)), reviewer)
        delivery.count(made, DAY, agency_id=agency.pk)
        delivery.count(made, DAY)
    client = client_of(reviewer)
    with django_assert_num_queries(11):
        assert len(client.get(LIST).context["lines"]) == count


class TestAtOnce:
    pytestmark = needs_server

    def test_two_at_once_are_two(self, version):
        at_once(*[lambda: delivery.count(version, DAY)] * 2)
        assert counts() == [(None, 2)]

    def test_a_row_that_somebody_holds_is_not_waited_for(self, version):
        delivery.count(version, DAY)
        started = timezone.now()

        def hold():
            with locks.transaction.atomic(), connection.cursor() as cursor:
                Download.objects.select_for_update().get()
                cursor.execute("SELECT pg_sleep(2)")

        def ask():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_sleep(0.3)")
            delivery.count(version, DAY)
            return (timezone.now() - started).total_seconds()

        _, waited = at_once(hold, ask)
        assert (waited < 1.5, counts()) == (True, [(None, 1)])
