"""Old minutes brought in: a list to work off, a draft beside its original, marks to compare."""

from datetime import UTC, date, datetime

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from actions.models import ActionItem
from gtm.models import Mail, Notice
from gtm.refusals import NotNow
from meetings.board.figures import Period, as_of
from meetings.imports import keeping, process
from meetings.imports.reading import program, refusals
from meetings.models import Meeting, Original, Publication
from tests.factories import hand_in, make_meeting, publish
from tests.importing import files
from tests.importing.layouts import built
from tests.importing.truth import minutes
from tests.pdftext import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("read_here")]
LIST = "/reunions/importer/"
PASTED = (
    "Compte rendu de la réunion ordinaire\nDate : 11 mars 2021\nLieu : Niamey\n"
    "Présents : OIM ; HCR.\nOrdre du jour\n1. Tendances\n2. Divers\n"
    "Tendance\nLes flux baissent.\nAction\tResponsable\tDate limite\nÉcrire\tOIM\t2022\n"
)


@pytest.fixture
def client(client_of, secretary):
    return client_of(secretary)


def bring_in(client, group, *contents, text=""):
    """Send files, {name: bytes}; returns the answer."""
    sent = [SimpleUploadedFile(name, content) for name, content in contents]
    return client.post(LIST, {"group": group.pk, "files": sent, "text": text})


def imported(group, by, text=PASTED):
    """An original whose draft exists."""
    original, _ = keeping.keep(group, "ancien.txt", text.encode(), by)
    keeping.read_all([original], by, date(2026, 12, 31))
    original.refresh_from_db()
    return original


def zinder():
    return built("zinder", minutes()["zinder-2021-11-30"])[0]


# --- Bringing in ---


def test_several_files_become_drafts_and_lines_of_the_list(client, group):
    answer = bring_in(client, group, ("zinder.docx", zinder()), ("mars.txt", PASTED.encode()))
    assert (answer.status_code, answer.url) == (302, LIST)
    found = {each.name: each.meeting for each in Original.objects.all()}
    told = {name: (made.date, made.kind, made.state) for name, made in found.items()}
    assert told == {
        "zinder.docx": (date(2021, 11, 30), "extraordinary", "draft"),
        "mars.txt": (date(2021, 3, 11), "ordinary", "draft"),
    }
    assert [made.is_imported for made in found.values()] == [True, True]
    page = client.get(LIST).content.decode()
    assert [page.count(name) for name in ("zinder.docx</a>", "mars.txt</a>")] == [1, 1]


def test_a_pasted_text_is_an_original_too(client, group):
    bring_in(client, group, text=PASTED)
    original = Original.objects.get()
    assert original.name == "Compte rendu de la réunion ordinaire.txt"
    assert original.file.read().decode() == PASTED
    assert original.meeting.document["place"] == "Niamey"


def test_a_file_that_comes_alone_leads_on_to_its_draft_or_to_what_is_asked(
    client_of, client, group, reviewer
):
    begun = bring_in(client, group, text=PASTED)
    original = Original.objects.get()
    assert begun.url == reverse("meetings:meeting_edit", args=[original.meeting_id])
    waiting = bring_in(client, group, text=f"{PASTED}Fin")
    assert waiting.url == Original.objects.get(meeting=None).get_absolute_url()
    # SP/CCM reads minutes that it does not write beside their original.
    read = bring_in(client_of(reviewer), group, text=PASTED.replace("11 mars", "12 mars"))
    assert read.url == Original.objects.get(uploaded_by=reviewer).get_absolute_url()
    assert bring_in(client, group, ("macros.docx", b"PK")).url == LIST


def test_who_makes_the_draft_goes_on_where_he_may(client, client_of, group, reviewer):
    led = {}
    for day, user in (("11", client), ("12", client_of(reviewer))):
        bring_in(user, group, text=f"{PASTED}Fin".replace("Date : 11 mars 2021\n", ""))
        original = Original.objects.get(meeting=None)
        answer = user.post(original.get_absolute_url(), {"date": f"{day} mars 2021"})
        original.refresh_from_db()
        led[day] = answer.url.removeprefix(original.meeting.get_absolute_url())
        original.delete()
    assert led == {"11": "modifier/", "12": ""}


def test_the_same_file_twice_is_noticed_and_led_to(client, group):
    bring_in(client, group, ("mars.txt", PASTED.encode()))
    answer = bring_in(client, group, ("copie.txt", PASTED.encode()))
    original = Original.objects.get()
    assert answer.url == f"{LIST}?deja={original.pk}"
    page = client.get(answer.url).content.decode()
    assert "Déjà importé" in page and page.count(original.get_absolute_url()) > 1
    assert Meeting.objects.count() == 1


def test_a_bad_file_stays_in_the_list_with_its_sentence_and_without_its_bytes(client, group):
    bring_in(client, group, ("macros.docx", files.raw_docx("", **{"word/vbaProject.bin": b"x"})))
    original = Original.objects.get()
    assert (original.refusal, bool(original.file), original.meeting) == (
        refusals.MACROS,
        False,
        None,
    )
    assert "Ce fichier contient des macros" in client.get(LIST).content.decode()
    assert client.get(original.get_absolute_url()).status_code == 200
    assert client.get(reverse("meetings:original_file", args=[original.pk])).status_code == 403


def test_a_refused_file_may_be_sent_again(client, group, monkeypatch):
    monkeypatch.setattr(process, "_told", lambda content: {"refused": refusals.TOO_SLOW})
    bring_in(client, group, ("mars.txt", PASTED.encode()))
    monkeypatch.setattr(process, "_told", program.answer)
    bring_in(client, group, ("mars.txt", PASTED.encode()))
    original = Original.objects.get()
    assert (original.refusal, original.meeting.date) == ("", date(2021, 3, 11))


def test_without_a_day_the_draft_waits_for_it(client, group):
    bring_in(client, group, text="Compte rendu\nLieu : Niamey\nOrdre du jour\n1. Divers")
    original = Original.objects.get()
    assert original.meeting is None
    refused = client.post(original.get_absolute_url(), {"date": "bientôt"})
    assert refused.status_code == 422
    client.post(original.get_absolute_url(), {"date": "3 mars 2021"})
    original.refresh_from_db()
    assert original.meeting.date == date(2021, 3, 3)
    assert original.meeting.document["date"] == "03/03/2021"


def test_on_a_day_that_is_taken_one_is_asked_first(client, group, secretary):
    make_meeting(group, secretary, on=date(2021, 3, 11))
    bring_in(client, group, text=PASTED)
    original = Original.objects.get()
    assert original.meeting is None
    asked = client.post(original.get_absolute_url(), {"date": "11 mars 2021"})
    assert "existe déjà le 11" in asked.content.decode()
    client.post(original.get_absolute_url(), {"date": "11 mars 2021", "into": "autre"})
    original.refresh_from_db()
    assert original.meeting.document["date"] == "11 mars 2021"


def test_a_day_to_come_is_no_old_meeting(client, group):
    bring_in(client, group, text=PASTED.replace("2021", "2091"))
    original = Original.objects.get()
    answer = client.post(original.get_absolute_url(), {"date": "11 mars 2091"})
    assert (answer.status_code, Meeting.objects.count()) == (422, 0)


def test_what_there_is_no_time_for_is_read_on_demand(client, group, monkeypatch):
    monkeypatch.setattr(keeping, "PATIENCE", -1)
    bring_in(client, group, text=PASTED)
    original = Original.objects.get()
    assert (original.is_read, original.meeting) == (False, None)
    assert client.post(original.get_absolute_url(), {"date": "11/03/2021"}).status_code == 403
    monkeypatch.setattr(keeping, "PATIENCE", 25)
    client.post(reverse("meetings:original_read", args=[original.pk]))
    original.refresh_from_db()
    assert original.meeting.date == date(2021, 3, 11)


def test_nothing_chosen_is_said_at_the_field_and_what_was_typed_stays(client, group):
    answer = client.post(LIST, {"group": group.pk, "text": "  "})
    assert answer.status_code == 422
    assert answer.context["form"].errors["files"] == [
        "Choisissez au moins un fichier, ou collez un texte."
    ]


def test_a_line_without_a_draft_leaves_the_list_with_its_file(client, group):
    bring_in(client, group, text="Divers")
    original = Original.objects.get()
    stored = original.file.name
    client.post(reverse("meetings:original_remove", args=[original.pk]))
    assert (Original.objects.count(), default_storage.exists(stored)) == (0, False)


def test_the_original_of_a_draft_stays_with_it(group, secretary):
    original = imported(group, secretary)
    with pytest.raises(NotNow):
        keeping.remove(original, timezone.now())
    with pytest.raises(NotNow):
        keeping.begin(original, secretary, "11 mars 2021")
    assert (Original.objects.count(), Meeting.objects.count()) == (1, 1)


# --- Who ---


def test_each_secretary_brings_in_for_the_own_groups_and_the_secretariat_for_all(
    client_of, group, other_group, secretary, reviewer, partner
):
    assert bring_in(client_of(secretary), other_group, text=PASTED).status_code == 422
    assert bring_in(client_of(partner), group, text=PASTED).status_code == 403
    assert bring_in(client_of(reviewer), group, text=PASTED).status_code == 302
    original = Original.objects.get()
    assert client_of(secretary).get(original.get_absolute_url()).status_code == 200
    edit = reverse("meetings:meeting_edit", args=[original.meeting_id])
    answers = [client_of(person).get(edit).status_code for person in (secretary, reviewer)]
    assert answers == [200, 404]


def test_strangers_do_not_know_of_an_original(
    client_of, group, other_secretary, partner, secretary
):
    original = imported(group, secretary)
    for person in (other_secretary, partner):
        for name in ("detail", "file"):
            address = reverse(f"meetings:original_{name}", args=[original.pk])
            assert client_of(person).get(address).status_code == 404
    page = client_of(other_secretary).get(f"{LIST}?deja={original.pk}").content.decode()
    assert original.name not in page


# --- Comparing ---


def test_the_editor_shows_doubtful_fields_with_their_place_and_the_original(
    client, group, secretary
):
    original = imported(group, secretary)
    page = client.get(reverse("meetings:meeting_edit", args=[original.meeting_id]))
    told = [(each.label, each.place) for each in page.context["beside"].to_check]
    assert told == [
        ("Point 1 › Discussion", "ligne 9"),
        *(
            (f"Point 1 › Point d’action 1 › {name}", "tableau 1, ligne 11")
            for name in ("Point d’action", "Responsable", "Date limite")
        ),
    ]
    content = page.content.decode()
    assert "4 champs à vérifier" in content
    assert "à comparer à l’original, ligne 9." in content
    assert "Les flux baissent." in content


def test_a_field_is_verified_by_a_button_or_by_being_changed(client, group, secretary):
    original = imported(group, secretary)
    first, second, *others = original.doubtful(original.document)
    check = reverse("meetings:original_check", args=[original.pk])
    told = client.post(check, {"key": first}).json()
    assert (told["app"], set(told["to_check"])) == ("gtm", {second, *others})
    compared = {each["key"] for each in told["problems"] if "à comparer" in each["message"]}
    assert compared == {second, *others}
    text = original.meeting.document | {second: "Écrire aux communes"}
    original.refresh_from_db()
    assert len(original.doubtful(text)) == 2


def test_a_field_is_verified_by_who_writes_the_draft_while_it_is_one(
    client, client_of, group, secretary, reviewer
):
    original = imported(group, secretary)
    key = {"key": original.doubtful(original.document)[0]}
    check = reverse("meetings:original_check", args=[original.pk])
    by_reader = client_of(reviewer).post(check, key).status_code
    hand_in(original.meeting)
    once_submitted = client.post(check, key).status_code
    original.refresh_from_db()
    assert (by_reader, once_submitted, original.checked) == (403, 403, [])


def test_without_a_script_the_button_saves_what_was_typed(client, group, secretary):
    original = imported(group, secretary)
    edit = reverse("meetings:meeting_edit", args=[original.meeting_id])
    key = original.doubtful(original.document)[0]
    form = original.document | {"place": "Zinder", "base_version": 1, "do": f"checked:{key}"}
    client.post(edit, form | {"op_id": "7d9e9e2c-4f0c-4c5e-9d6c-6a3f0b1b2c3d"})
    original.refresh_from_db()
    assert (original.meeting.document["place"], original.checked) == ("Zinder", [key])
    form |= {"base_version": 2, "do": "checked:*"}
    client.post(edit, form | {"op_id": "7d9e9e2c-4f0c-4c5e-9d6c-6a3f0b1b2c3e"})
    original.refresh_from_db()
    assert original.to_check == 0


def test_a_key_that_is_no_doubtful_field_is_ignored(client, group, secretary):
    original = imported(group, secretary)
    check = reverse("meetings:original_check", args=[original.pk])
    client.post(check, {"key": ["place/../x", "points"]})
    original.refresh_from_db()
    assert original.checked == []


def test_what_found_no_field_is_listed(client, group, secretary):
    original = imported(group, secretary, f"REPUBLIQUE DU NIGER\n{PASTED}")
    page = client.get(original.get_absolute_url()).content.decode()
    assert "Non repris (2)" in page and "REPUBLIQUE DU NIGER" in page


def test_an_original_is_only_served_as_an_attachment(client, group, secretary):
    original = imported(group, secretary)
    answer = client.get(reverse("meetings:original_file", args=[original.pk]))
    assert b"".join(answer.streaming_content).decode() == PASTED
    assert answer["Content-Disposition"] == 'attachment; filename="ancien.txt"'
    assert answer["Content-Type"] == "application/octet-stream"


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    client, group, secretary, django_assert_num_queries, count
):
    for number in range(count):
        imported(group, secretary, PASTED.replace("11 mars", f"{number + 1} mars"))
    client.get(LIST)
    with django_assert_num_queries(7):
        client.get(LIST)


@pytest.mark.parametrize("count", [1, 3])
def test_the_editor_costs_the_same_for_one_and_for_three_doubtful_fields(
    client, group, secretary, django_assert_num_queries, count
):
    rows = "".join(f"Écrire {number}\tOIM\t2022\n" for number in range(count))
    original = imported(group, secretary, PASTED + rows)
    edit = reverse("meetings:meeting_edit", args=[original.meeting_id])
    client.get(edit)
    with django_assert_num_queries(16):
        client.get(edit)


# --- It alerts nobody, and changes nothing that was known ---


def test_it_alerts_nobody_from_the_import_to_the_publication(group, secretary, reviewer, partner):
    original = imported(group, secretary, PASTED.replace("2021", "2026").replace("2022", "2027"))
    assert Publication.objects.count() == 0
    publish(original.meeting, reviewer)
    assert (Notice.objects.count(), Mail.objects.count()) == (0, 0)
    assert Publication.objects.get().meeting.is_imported


def test_it_is_published_as_entered_from_its_original(
    client_of, group, secretary, reviewer, partner
):
    meeting = imported(group, secretary).meeting
    publish(meeting, reviewer)
    answer = client_of(partner).get(reverse("meetings:publication_pdf", args=[meeting.pk]))
    printed = " ".join(text_of(b"".join(answer.streaming_content)).split())
    assert "saisi d’après l’original" in printed
    page = client_of(partner).get(meeting.get_absolute_url()).content.decode()
    assert "Saisi d’après l’original" in page
    assert "/reunions/originaux/" not in page
    page = client_of(reviewer).get(meeting.get_absolute_url()).content.decode()
    assert f"/reunions/originaux/{meeting.original.pk}/" in page


def test_its_minutes_are_never_missing_nor_late(group, secretary, reviewer, freeze):
    freeze(datetime(2021, 4, 1, 12, tzinfo=UTC))
    meeting = imported(group, secretary).meeting
    day = date(2021, 4, 1)
    assert list(Meeting.objects.missing_minutes(day)) == []
    kept = (Meeting.everywhere.all(), ActionItem.objects.all(), Period(date(2021, 1, 1), day))
    assert list(as_of(*kept, timezone.now()).missing()) == []
    publish(meeting, reviewer)
    assert as_of(*kept, timezone.now()).delays() == {}


def test_the_next_meeting_that_it_announces_is_not_planned(group, secretary, reviewer):
    meeting = imported(group, secretary, f"{PASTED}Prochaine réunion : 8 avril 2021\n").meeting
    assert meeting.document["next_date"] == "8 avril 2021"
    publish(meeting, reviewer)
    assert Meeting.objects.count() == 1


def test_an_old_text_prints_what_it_said_and_no_follow_up_of_others(group, secretary):
    meeting = imported(group, secretary).meeting
    flags = ("followup_said_only", "followup_counted")
    assert [meeting.document.get(name, "") for name in flags] == ["1", ""]
