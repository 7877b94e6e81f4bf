"""Structures and invitations brought in from a table: tried, then whole or not at all."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from gtm.models import Agency, Invitation, JournalEntry, Mail
from tests.factories import make_agency, make_group, make_membership, make_territory, make_user
from tests.gtm.reading import errors_of, text_of

pytestmark = pytest.mark.django_db
STRUCTURES, ACCOUNTS = "/structures/importer/", "/comptes/importer/"
HEAD = "Sigle;Nom complet;Catégorie;Antenne de;Territoire;Courriel;Téléphone\n"


@pytest.fixture
def zinder():
    return make_territory("Zinder", parent=make_territory("Niger", "country"))


def outcomes(answer):
    return [(one.number, one.act, one.errors) for one in answer.context["trial"].outcomes]


def test_a_trial_says_what_would_become_of_each_line_and_stores_nothing(
    client_of, reviewer, agency, zinder
):
    text = HEAD + "HCR;Réfugiés;ONU\nHCR;Réfugiés;ONU;HCR;Zinder\nOIM;;;;;;96 11 22 33\nOIM"
    answer = client_of(reviewer).post(STRUCTURES, {"text": text})
    assert outcomes(answer) == [
        (2, "créée", ()),
        (3, "créée", ()),
        (4, "modifiée\u00a0: téléphone", ()),
        (5, "", ()),
    ]
    assert text_of(answer).count("3 lignes à enregistrer") == 1
    assert list(Agency.objects.all()) == [agency]
    assert JournalEntry.objects.count() == 0


def test_the_second_button_stores_the_lines_and_the_journal_tells_each(
    client_of, reviewer, agency, zinder
):
    text = HEAD + "HCR;Réfugiés;ONU\nHCR;Réfugiés;ONU;HCR;Zinder;hcr@example.org\nOIM;;;;;;961"
    answer = client_of(reviewer).post(STRUCTURES, {"text": text, "keep": "1"})
    assert answer["Location"] == "/structures/"
    antenne = Agency.objects.get(territory=zinder)
    assert (antenne.label, antenne.parent.acronym, antenne.email) == (
        "HCR Zinder",
        "HCR",
        "hcr@example.org",
    )
    agency.refresh_from_db()
    assert (agency.phone, agency.name, agency.is_active) == ("961", "Nom de OIM", True)
    told = JournalEntry.objects.order_by("pk").values_list("object_label", "action")
    assert list(told) == [
        ("HCR", "création"),
        ("HCR Zinder", "création"),
        ("OIM", "modification"),
    ]
    again = client_of(reviewer).post(STRUCTURES, {"text": text, "keep": "1"})
    assert again.status_code == 302
    assert JournalEntry.objects.count() == 3


def test_one_refused_line_keeps_all_others_out_and_the_text_stays_to_be_corrected(
    client_of, reviewer, agency
):
    text = HEAD + "PAM;Programme;ONU\nHCR;;\nFAO;Agriculture;ONU;;Mars;\nMSF;M;ONG;XXX\n;S;T"
    file = SimpleUploadedFile("s.csv", text.encode("cp1252"))
    answer = client_of(reviewer).post(STRUCTURES, {"file": file, "keep": "1"})
    assert outcomes(answer) == [
        (2, "créée", ()),
        (3, "", (
            "Donnez le nom complet.",
            "Donnez la catégorie\u202f; vous pouvez en écrire une nouvelle.",
        )),
        (4, "", ("Territoire inconnu, ou plusieurs\u00a0: «\u00a0Mars\u00a0».",)),
        (5, "", ("Structure inconnue\u00a0: «\u00a0XXX\u00a0».",)),
        (6, "", ("Donnez le sigle, ou le nom d’usage s’il n’y en a pas.",)),
    ]  # fmt: skip
    assert answer.context["form"]["text"].value() == text
    assert "4 lignes à corriger, rien n’est enregistré" in text_of(answer)
    assert list(Agency.objects.all()) == [agency]


def test_a_file_that_is_no_table_is_refused_at_its_field(client_of, reviewer):
    file = SimpleUploadedFile("s.xlsx", b"PK\x03\x04rien")
    answer = client_of(reviewer).post(STRUCTURES, {"file": file})
    assert errors_of(answer) == {
        "file": ["Ce classeur ne s’ouvre pas\u00a0: enregistrez sa feuille en CSV."]
    }
    empty = client_of(reviewer).post(STRUCTURES, {"text": ""})
    assert list(errors_of(empty)) == ["text"]


def test_the_directory_as_downloaded_reads_back_unchanged(client_of, administrator):
    call_command("load_reference", verbosity=0)
    client = client_of(administrator)
    content = client.get("/structures/tableau/").content
    answer = client.post(STRUCTURES, {"file": SimpleUploadedFile("s.csv", content)})
    assert {(act, errors) for _, act, errors in outcomes(answer)} == {("", ())}
    assert len(outcomes(answer)) == Agency.objects.count()


def test_a_cell_that_a_spreadsheet_would_obey_reads_back_as_it_was(client_of, reviewer, agency):
    Agency.objects.filter(pk=agency.pk).update(phone="+227 96 11 22 33", remark="'=1\n-2")
    client = client_of(reviewer)
    content = client.get("/structures/tableau/").content
    assert content.decode().count(";'+227 96 11 22 33;") == 1
    answer = client.post(STRUCTURES, {"file": SimpleUploadedFile("s.csv", content)})
    assert outcomes(answer) == [(2, "", ())]


def test_several_are_invited_by_a_table_and_who_is_known_stays(client_of, administrator, group):
    make_agency("OIM")
    there = make_membership(make_user("Amina"), "secretary", group=group).user
    text = (
        "Courriel;Rôle;Groupe;Structure\nbako@example.org;rapporteur;GTM/Zinder\n"
        f"{there.email};;GTM Zinder\nli@example.org;point focal;;OIM\nsp@example.org;SP/CCM"
    )
    client = client_of(administrator)
    trial = client.post(ACCOUNTS, {"text": text})
    assert [bool(act) for _, act, _ in outcomes(trial)] == [True, False, True, True]
    assert (Invitation.objects.count(), Mail.objects.count()) == (0, 0)
    client.post(ACCOUNTS, {"text": text, "keep": "1"})
    sent = Invitation.objects.order_by("pk").values_list("email", "role")
    assert list(sent) == [
        ("bako@example.org", "secretary"),
        ("li@example.org", "partner"),
        ("sp@example.org", "reviewer"),
    ]
    assert Mail.objects.count() == 3
    again = client.post(ACCOUNTS, {"text": text})
    assert {act for _, act, _ in outcomes(again)} == {""}


def test_sp_ccm_invites_no_validator_by_a_table_either(client_of, reviewer, group):
    text = (
        "Courriel;Rôle;Groupe;Structure\na@example.org;administrateur\nb@example.org;roi\n"
        "c@example.org;;GTM/Mars\nd@example.org;;;NASA\nrien;;GTM/Zinder\ne@example.org"
    )
    answer = client_of(reviewer).post(ACCOUNTS, {"text": text, "keep": "1"})
    assert [bool(errors) for _, _, errors in outcomes(answer)] == [True] * 6
    assert Invitation.objects.count() == 0


@pytest.mark.parametrize("path", [STRUCTURES, ACCOUNTS])
def test_the_page_starts_empty_and_leads_from_the_list(client_of, administrator, path):
    make_group()
    client = client_of(administrator)
    assert client.get(path).status_code == 200
    lists = {STRUCTURES: "/structures/", ACCOUNTS: "/comptes/inviter/"}
    assert f'href="{path}"' in client.get(lists[path]).content.decode()
