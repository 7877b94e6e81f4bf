"""The settings of the country: the administrator's, in the journal, followed by the groups."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from gtm.models import Country, JournalEntry, Letterhead, Ministry, WorkingGroup
from meetings.printing.edition import minutes_of
from tests.factories import make_document, make_meeting, make_territory
from tests.gtm.reading import errors_of, text_of

pytestmark = pytest.mark.django_db
TYPED = {
    "news_days": "45",
    "grace_days": "2",
    "mail_days": "90",
    "responsible_heading": "Responsables",
    "signature": "Le SP\r\nM. X",
}
OLD = {"since": "2021-04-01", "name": "MI/D", "lines": "\r\nDGECM/R\r\n"}


def head_of(group, author, on):
    text = make_document(date=f"{on:%d/%m/%Y}")
    return minutes_of(make_meeting(group, author, document=text, on=on), text).head.lines


def test_the_settings_are_changed_on_screen_and_told_in_the_journal(client_of, administrator):
    client = client_of(administrator)
    assert client.post("/reglages/", TYPED)["Location"] == "/reglages/"
    country, yesterday = Country.current(), timezone.localdate() - timedelta(days=1)
    assert (country.news_days, country.grace_days, country.mail_days) == (45, 2, 90)
    assert country.grace_before == [[yesterday.isoformat(), 0]]
    assert (country.responsible_heading, country.signature) == (
        "Responsables",
        "Le SP\nM. X",
    )
    client.post("/reglages/", TYPED)
    assert [(entry.kind, len(entry.changes)) for entry in JournalEntry.objects.all()] == [
        ("country", 5)
    ]


def test_a_wrong_setting_is_told_at_its_field_and_what_was_typed_stays(client_of, administrator):
    wrong = {"news_days": "0", "grace_days": "61", "mail_days": "6"}
    answer = client_of(administrator).post("/reglages/", TYPED | wrong)
    assert errors_of(answer) == {
        "news_days": ["Écrivez un nombre de jours de 1 à 366."],
        "grace_days": ["Écrivez un nombre de jours de 0 à 60."],
        "mail_days": ["Écrivez un nombre de jours de 7 à 3 650."],
    }
    assert "M. X" in answer.content.decode()
    assert Country.current().news_days == 31


def test_a_new_group_takes_the_heading_of_the_country(client_of, administrator):
    client, place = client_of(administrator), make_territory("Diffa")
    client.post("/reglages/", TYPED)
    client.post("/groupes/nouveau/", {"territory": place.pk, "body": "GTM"})
    assert WorkingGroup.objects.get(territory=place).responsible_heading == "Responsables"


def test_minutes_name_the_ministry_of_the_day_of_their_meeting(
    client_of, administrator, group, secretary
):
    Letterhead.objects.filter(group=group).update(
        style="administrative", ministry="", lines="Région de Zinder"
    )
    client = client_of(administrator)
    client.post("/reglages/ministeres/nouveau/", OLD)
    new = {"since": "2025-01-01", "name": "Ministère de l’Intérieur et de la Sécurité"}
    client.post("/reglages/ministeres/nouveau/", new)
    group = WorkingGroup.objects.get(pk=group.pk)
    heads = [
        head_of(group, secretary, day)
        for day in (date(2021, 3, 31), date(2021, 4, 1), date(2024, 12, 31), date(2025, 1, 1))
    ]
    old, now = ["MI/D", "DGECM/R", "Région de Zinder"], [new["name"], "Région de Zinder"]
    assert heads == [["Région de Zinder"], old, old, now]
    assert new["name"] in text_of(client.get(group.get_absolute_url()))


def test_the_ministry_that_a_group_wrote_itself_stays(group, secretary):
    Ministry.objects.create(since=date(2020, 1, 1), name="MI")
    Letterhead.objects.filter(group=group).update(style="administrative", ministry="Le sien")
    group = WorkingGroup.objects.get(pk=group.pk)
    assert head_of(group, secretary, date(2021, 11, 30)) == ["Le sien"]


def test_a_ministry_is_corrected_and_two_do_not_begin_on_one_day(client_of, administrator):
    client = client_of(administrator)
    client.post("/reglages/ministeres/nouveau/", OLD)
    client.post("/reglages/ministeres/nouveau/", OLD | {"since": "2025-01-01"})
    first = Ministry.objects.get(since=date(2021, 4, 1))
    path = f"/reglages/ministeres/{first.pk}/"
    twice = client.post(path, OLD | {"since": "2025-01-01"})
    assert errors_of(twice) == {"since": ["Un autre nom vaut déjà à compter de ce jour."]}
    assert client.post(path, OLD | {"name": "MISP/D"})["Location"] == "/reglages/"
    first.refresh_from_db()
    assert (first.name, first.lines) == ("MISP/D", "DGECM/R")


def test_the_page_is_reached_from_the_groups_by_the_administrator_alone(
    client_of, administrator, reviewer
):
    pages = [
        'href="/reglages/"' in client_of(who).get("/groupes/").content.decode()
        for who in (administrator, reviewer)
    ]
    assert pages == [True, False]
    assert client_of(reviewer).get("/reglages/").status_code == 403
