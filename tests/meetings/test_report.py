"""A report: its figures, its signature, its versions, its files."""

import io
import re
import zipfile
from datetime import date

import pikepdf
import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from docx import Document

from actions.follow_up import Said
from actions.models import ActionItem
from gtm.models import Letterhead, Mail, settings_held
from gtm.refusals import NotNow
from meetings.life.publishing import digest_of, path_of
from meetings.models import Report, ReportVersion
from meetings.report import figures, signing, store
from tests import hostile, pdfua
from tests.factories import make_action, make_agency, make_group, make_report
from tests.meetings.reporting import AFTER, THEN, a_quarter, rows_of, signed
from tests.pdftext import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def late(group, secretary, reviewer, freeze):
    """The late action of a quarter that is over."""
    freeze(THEN)
    action = a_quarter(group, secretary, reviewer)
    freeze(AFTER)
    return action


@pytest.fixture
def report(late, reviewer):
    return make_report(reviewer)


def figures_now(report):
    return figures.figures_of(report, AFTER)


def stored(digest, suffix):
    with default_storage.open(path_of(digest, suffix)) as file:
        return file.read()


# --- Figures ---


def test_the_summary_counts_the_period_beside_the_one_before(report):
    summary = rows_of(figures_now(report).tables, "summary")
    assert {name: cells[0] for name, cells in summary.items()} == {
        "Réunions tenues": "4",
        "Réunions attendues": "1",
        "Comptes rendus non parvenus": "1",
        "Délai médian de publication (jours)": "20",
        "Structures présentes en moyenne": "–",
        "Points d’action décidés": "2",
        "Points d’action clos": "0",
        "dont clos dans les délais": "0",
        "Points d’action reconduits": "0",
        "Points d’action ouverts à la fin": "2",
        "Points d’action en retard à la fin": "2",
    }
    assert summary["Points d’action en retard à la fin"] == ("2", "0", "+2")
    assert summary["Réunions attendues"] == ("1", "1", "=")


def test_a_group_owes_meetings_from_its_creation_as_on_the_board(report, group):
    made = make_group("GTM/Agadez", created_on=date(2021, 11, 15), meetings_per_year=12)
    rows = rows_of(figures_now(report).tables, "places")
    assert (rows["Agadez"][1], rows["Zinder"][1]) == ("1", "1")
    group.__class__.objects.filter(pk=made.pk).update(created_on=date(2022, 1, 2))
    assert rows_of(figures_now(report).tables, "places")["Agadez"][1] == "0"


def test_lines_by_structure_add_up_to_their_total_with_those_of_nobody(report):
    table = next(each for each in figures_now(report).tables if each.key == "structures")
    assert table.rows == (("OIM", "1", "0", "0"), ("sans structure désignée", "1", "0", "0"))
    assert table.total == ("Total", "2", "0", "0")


def test_each_table_of_counts_adds_up_to_its_total(report):
    for table in figures_now(report).tables:
        if table.total and table.key not in ("ages", "items"):
            columns = zip(*(map(int, row[1:]) for row in table.rows), strict=True)
            assert table.total[1:] == tuple(str(sum(column)) for column in columns)


def test_an_antenne_counts_for_its_structure(late, group, secretary, reviewer):
    oim = late.lead
    antenne = make_agency("OIM Zinder", parent=oim, territory=group.territory)
    make_action(group, secretary, antenne, on=date(2021, 10, 7), due_on=date(2021, 12, 1))
    rows = rows_of(figures_now(make_report(reviewer)).tables, "structures")
    assert rows["OIM"] == ("2", "0", "0")


def test_the_report_of_a_region_counts_its_groups_alone(late, group, secretary, reviewer):
    other = make_group("GTM/Agadez")
    make_action(
        other, secretary, make_agency("PAM"), on=date(2021, 10, 7), due_on=date(2021, 12, 1)
    )
    made = figures_now(make_report(reviewer, region=group.territory))
    assert rows_of(made.tables, "summary")["Points d’action en retard à la fin"][0] == "2"
    assert list(rows_of(made.tables, "places")) == ["GTM/Zinder"]


def test_the_rows_behind_the_figures_are_those_counted(report):
    made = figures_now(report)
    summary = next(each for each in made.tables if each.key == "summary")
    behind = {each.key: len(each.rows) for each in made.details}
    linked = [
        (int(row[1]), behind[link.removeprefix("#detail-")])
        for link, row in zip(summary.links, summary.rows, strict=True)
        if link and "dont" not in row[0]
    ]
    assert len(linked) == 6
    assert all(shown == listed for shown, listed in linked)
    assert rows_of(made.details, "strengths") == {
        "GTM/Zinder, 30\xa0novembre\xa02021": ("Bonne entente",)
    }


@pytest.mark.parametrize("count", [1, 3])
def test_figures_cost_the_same_queries_for_one_action_and_for_three(
    group, secretary, reviewer, count
):
    for number in range(count):
        due = {"on": date(2021, 10, number + 1), "due_on": date(2021, 12, 1)}
        make_action(group, secretary, make_agency(f"S{number}"), **due)
    report = make_report(reviewer)
    with settings_held(), CaptureQueriesContext(connection) as queries:
        figures_now(report)
    assert len(queries) == QUERIES


QUERIES = 36


# --- Signature ---


def test_a_signed_version_is_frozen_with_its_figures_and_files(report, reviewer):
    version = signed(report, reviewer)
    report.refresh_from_db()
    assert (version.version, report.signed_version, report.is_open) == (1, 1, False)
    assert digest_of(path_of(version.sha256)) == version.sha256
    assert digest_of(path_of(version.docx_sha256, "docx")) == version.docx_sha256
    assert version.file_name == "rapport-2021-t4-v1"


def test_a_signed_version_never_changes_when_the_data_do(report, reviewer, late, client_of):
    version = signed(report, reviewer)
    client = client_of(reviewer)
    before = client.get(version.get_absolute_url()).content.decode()
    files = signing.files_of(version)
    late.close(Said(by=reviewer, at=AFTER))
    make_group("GTM/Diffa")
    Letterhead.objects.update(country="AUTRE PAYS", style="administrative")
    ActionItem.objects.update(text="Réécrit")
    again = ReportVersion.objects.get()
    after = client.get(version.get_absolute_url()).content.decode()
    assert _without_token(after) == _without_token(before)
    assert "Action en retard" in after
    assert signing.files_of(again) == files
    assert signing.content_sha256(again) == version.content_sha256


def _without_token(page):
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page)


def test_a_signed_version_can_be_neither_changed_nor_deleted(report, reviewer):
    version = signed(report, reviewer)
    for change in (version.save, version.delete, ReportVersion.objects.all().delete):
        with pytest.raises(TypeError):
            change()


def test_the_text_that_is_signed_is_the_one_that_was_seen(report, reviewer):
    with pytest.raises(NotNow, match="Le texte a changé"):
        signing.sign(report, reviewer, AFTER, report.version - 1)
    assert ReportVersion.objects.count() == 0


def test_of_two_who_sign_one_does(report, reviewer):
    first, second = (Report.objects.get(pk=report.pk) for _ in range(2))
    signing.sign(first, reviewer, AFTER, first.version)
    with pytest.raises(NotNow):
        signing.sign(second, reviewer, AFTER, second.version)
    assert ReportVersion.objects.count() == 1


def test_a_second_version_says_what_it_replaces_and_what_it_changes(report, reviewer):
    signed(report, reviewer)
    with pytest.raises(NotNow, match="déjà signé"):
        signed(report, reviewer)
    signing.reopen(report)
    with pytest.raises(NotNow, match="ce que cette version change"):
        signed(report, reviewer)
    second = signed(report, reviewer, changes="Le contexte.")
    content = text_of(stored(second.sha256, "pdf")).replace("\xa0", " ")
    assert "annule et remplace la version 1 du 5 janvier 2022" in " ".join(content.split())
    assert "Ce qui change : Le contexte." in " ".join(content.split())
    assert report.versions.count() == 2


def test_a_text_without_introduction_is_not_signed(report, reviewer):
    store.save(report, reviewer, {"title": "T", "signatory": "S"}, 1, store.new_op_id())
    with pytest.raises(NotNow, match="introduction"):
        signed(report, reviewer)


@pytest.mark.parametrize(
    ("span", "first"),
    [("quarter", date(2021, 2, 1)), ("month", date(2021, 2, 2)), ("year", date(2021, 7, 1))],
)
def test_a_period_begins_where_its_span_does(reviewer, span, first):
    with pytest.raises(IntegrityError):
        make_report(reviewer, span, first)


# --- Files ---


def test_the_pdf_has_no_fault_of_pdf_ua(report, reviewer):
    store.save(report, reviewer, report.document | FULL, 1, store.new_op_id())
    content = stored(signed(report, reviewer).sha256, "pdf")
    assert pdfua.problems(content) == []
    with pikepdf.open(io.BytesIO(content)) as pdf:
        figures_told = [
            str(each.Alt)
            for each in pdfua.elements_of(pdf.Root.StructTreeRoot)
            if each.S == "/Figure"
        ]
    assert len(figures_told) == 1
    assert "12/21 : 2 en retard, 0 clos" in figures_told[0].replace("\xa0", " ")


FULL = {
    "recipient": "Monsieur le Ministre\nde l’Intérieur",
    "context": "Un paragraphe.\n\n- un\n- deux\n\n3. trois\n4. quatre\n\na\tb\nc\td",
}


def test_the_word_file_has_real_styles_repeated_heads_and_a_told_picture(report, reviewer):
    store.save(report, reviewer, report.document | FULL, 1, store.new_op_id())
    document = Document(io.BytesIO(stored(signed(report, reviewer).docx_sha256, "docx")))
    styles = {paragraph.style.name for paragraph in document.paragraphs}
    assert {"Title", "Heading 1", "Heading 2", "List Bullet", "List Paragraph", "Caption"} <= styles
    heads = [table.rows[0]._tr.xpath("./w:trPr/w:tblHeader") for table in document.tables]
    assert all(heads)
    assert len(heads) >= 7
    [picture] = document.inline_shapes
    assert "12/21" in picture._inline.docPr.get("descr")
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert [text for text in texts if text[:2] in ("3.", "4.")] == ["3. trois", "4. quatre"]


def test_hostile_text_comes_out_as_it_was_typed_in_both_files(report, reviewer):
    typed = {"context": hostile.text(20_000), "title": "<script>alert(1)</script> & « é »"}
    store.save(report, reviewer, report.document | typed, 1, store.new_op_id())
    version = signed(report, reviewer)
    document = Document(io.BytesIO(stored(version.docx_sha256, "docx")))
    assert document.core_properties.title == typed["title"]
    shown = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert typed["title"] in shown.replace("\xa0", " ")
    assert typed["title"] in " ".join(text_of(stored(version.sha256, "pdf")).split()).replace(
        "\xa0", " "
    )
    with zipfile.ZipFile(io.BytesIO(stored(version.docx_sha256, "docx"))) as archive:
        assert archive.testzip() is None


# --- Verified, sent ---


@pytest.mark.parametrize("suffix", ["pdf", "docx"])
def test_a_file_is_verified_by_a_stranger_and_named_to_members(
    report, reviewer, secretary, client_of, suffix
):
    version = signed(report, reviewer)
    digest = version.sha256 if suffix == "pdf" else version.docx_sha256
    stranger = Client().post("/verifier/", {"sha256": digest}).content.decode()
    member = client_of(secretary).post("/verifier/", {"sha256": digest}).content.decode()
    assert "Authentique, version 1" in stranger
    assert ("trimestre" in stranger, "trimestre" in member) == (False, True)


def test_what_is_altered_is_named_and_made_again(report, reviewer, capsys):
    version = signed(report, reviewer)
    call_command("verify_publications")
    for digest, suffix in ((version.sha256, "pdf"), (version.docx_sha256, "docx")):
        default_storage.delete(path_of(digest, suffix))
    with pytest.raises(CommandError, match=r"2 document\(s\)"):
        call_command("verify_publications")
    call_command("verify_publications", mend=True)
    assert "2 document(s) refait(s)" in capsys.readouterr().out


def test_figures_altered_in_the_database_are_seen(report, reviewer, capsys):
    version = signed(report, reviewer)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE meetings_reportversion SET figures = %s WHERE id = %s",
            ['{"day": "x"}', version.pk],
        )
    with pytest.raises(CommandError, match=r"1 document\(s\)"):
        call_command("verify_publications")
    assert "chiffres altérés" in capsys.readouterr().err


def test_the_pdf_is_sent_joined_to_each_address_once_a_day(report, reviewer, client_of):
    version = signed(report, reviewer)
    address = f"{version.get_absolute_url()}envoyer/"
    make_agency("HCR", email="hcr@example.org")
    form = {"proposed": ["hcr@example.org"], "others": "Cabinet <cabinet@example.org>"}
    for _ in range(2):
        assert client_of(reviewer).post(address, form).status_code == 302
    mails = Mail.objects.order_by("recipient")
    assert [mail.recipient for mail in mails] == ["cabinet@example.org", "hcr@example.org"]
    assert version.sendings.count() == 2
    call_command("send_mail")
    assert Mail.objects.filter(sent_at=None).count() == 0


def test_a_mail_carries_the_very_bytes_that_were_signed(
    report, reviewer, client_of, settings, mailoutbox
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    version = signed(report, reviewer)
    address = f"{version.get_absolute_url()}envoyer/"
    client_of(reviewer).post(address, {"others": "cabinet@example.org"})
    call_command("send_mail")
    [message] = [each for each in mailoutbox if each.to == ["cabinet@example.org"]]
    name, content, kind = message.attachments[0]
    assert (name, kind) == ("rapport-2021-t4-v1.pdf", "application/pdf")
    assert content == stored(version.sha256, "pdf")
    assert message.reply_to == [reviewer.email]
