"""A published PDF proves itself: signed by the key of the installation, and led to by a code."""

import io
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor

import pikepdf
import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from gtm.refusals import NotNow
from meetings.life import publishing, verbs
from meetings.life.publishing import path_of
from meetings.models import Publication
from meetings.printing import edition, signature
from meetings.sharing import public
from tests import pdfua, squares
from tests.factories import hand_in, make_meeting, make_report, publish
from tests.gtm.reading import text_of
from tests.meetings.keys import NAME, PASSWORD, install
from tests.meetings.living import again
from tests.meetings.reporting import signed as signed_report
from tests.meetings.test_verification import ADDRESS as VERIFY
from tests.meetings.test_verification import overwrite, verified
from tests.meetings.zinder import zinder_document

pytestmark = pytest.mark.django_db


@pytest.fixture
def key(settings, tmp_path):
    return install(settings, tmp_path)


@pytest.fixture
def version(key, group, secretary, reviewer):
    return publish(make_meeting(group, secretary), reviewer)


def bytes_of(digest):
    with default_storage.open(path_of(digest)) as file:
        return file.read()


def pdfsig(content, tmp_path):
    """What poppler says of the signatures of a PDF."""
    path = tmp_path / "x.pdf"
    path.write_bytes(content)
    told = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True)  # noqa: S603, S607
    return dict(re.findall(r"- ([^:\n]+): (.*)", told.stdout))


def test_without_a_key_nothing_is_signed(group, secretary, reviewer):
    version = publish(make_meeting(group, secretary), reviewer)
    with pikepdf.open(io.BytesIO(bytes_of(version.sha256))) as pdf:
        assert ("/AcroForm" in pdf.Root, version.signer) == (False, "")


def test_other_programs_find_the_signature_whole(version, tmp_path):
    told = pdfsig(bytes_of(version.sha256), tmp_path)
    assert told["Signature Validation"] == "Signature is Valid."
    assert (told["Signature Type"], told["Signer Certificate Common Name"]) == (
        "ETSI.CAdES.detached",
        NAME,
    )
    assert version.signer == NAME


def test_it_covers_the_whole_file_and_says_no_time_of_an_authority(version):
    [found] = PdfFileReader(io.BytesIO(bytes_of(version.sha256))).embedded_signatures
    trusted = ValidationContext(trust_roots=[found.signer_cert])
    with ThreadPoolExecutor(1) as apart:  # it runs a loop; another may run in this one
        status = apart.submit(validate_pdf_signature, found, trusted).result()
    assert (status.intact, status.valid, status.trusted) == (True, True, True)
    assert (status.coverage.name, status.timestamp_validity) == ("ENTIRE_FILE", None)


def test_a_changed_byte_breaks_it(version, tmp_path):
    content = bytearray(bytes_of(version.sha256))
    content[200] ^= 1
    assert pdfsig(bytes(content), tmp_path)["Signature Validation"] != "Signature is Valid."


def test_it_is_hidden_named_and_leaves_the_pdf_accessible(version):
    content = bytes_of(version.sha256)
    assert pdfua.problems(content) == []
    with pikepdf.open(io.BytesIO(content)) as pdf:
        [field] = pdf.Root.AcroForm.Fields
        hidden = bool(int(field.F) & 2)
        assert (hidden, str(field.TU), str(field.FT)) == (True, "Signature électronique", "/Sig")


def test_minutes_without_photos_have_one_signed_file(version):
    assert (version.sha256, version.size) == (version.light_sha256, version.light_size)


def test_the_public_version_is_signed_too(version, reviewer, tmp_path):
    made = public.make_public(version, [], reviewer, timezone.now())
    told = pdfsig(bytes_of(made.sha256), tmp_path)
    assert (told["Signature Validation"], made.signer) == ("Signature is Valid.", NAME)
    assert pdfua.problems(bytes_of(made.sha256)) == []


def test_the_pdf_of_a_report_is_signed_and_its_word_file_is_as_it_was(key, reviewer, tmp_path):
    made = signed_report(make_report(reviewer), reviewer)
    told = pdfsig(bytes_of(made.sha256), tmp_path)
    assert (told["Signature Validation"], made.signer) == ("Signature is Valid.", NAME)
    pages = [text_of(Client().post(VERIFY, {"sha256": d})) for d in (made.sha256, made.docx_sha256)]
    assert [f"Signée électroniquement par {NAME}" in page for page in pages] == [True, False]
    assert verified() == (0, "1 version(s) vérifiée(s), aucune n’est altérée.\n")


@pytest.mark.parametrize("spoil", ["password", "file", "missing"])
def test_a_key_that_does_not_open_publishes_nothing_and_says_so(
    key, settings, group, secretary, reviewer, spoil, caplog
):
    if spoil == "password":
        settings.SIGNING_PASSWORD = "autre"
    elif spoil == "file":
        key.write_bytes(b"x")
    else:
        key.unlink()
    meeting = hand_in(make_meeting(group, secretary))
    with pytest.raises(NotNow, match="n’a pas pu être signé"):
        publishing.publish(meeting, reviewer, meeting.date)
    assert (again(meeting).state, Publication.objects.count()) == ("submitted", 0)
    assert [each.levelname for each in caplog.records] == ["ERROR"]
    assert PASSWORD not in caplog.text


def test_a_lost_signed_pdf_is_not_made_again(version):
    overwrite(version.sha256, None)
    code, told = verified(mend=True)
    assert (code, "ne peut être refait à l’identique, à reprendre d’une sauvegarde" in told) == (
        1,
        True,
    )


def test_versions_from_before_codes_are_made_again_as_they_were(group, secretary, reviewer):
    version = publish(make_meeting(group, secretary), reviewer)
    with_code, text = bytes_of(version.sha256), {"version": 1, "published_on": version.published_on}
    before = edition.rendered(version.meeting, version.document, **text)
    assert publishing.made_again(version) == {version.sha256: with_code}
    version.has_code = version.carries_data = False
    assert list(publishing.made_again(version).values()) == [before]
    assert before != with_code


def test_a_telephone_reads_the_address_of_a_version_at_the_foot_of_its_first_page_alone(
    key, group, secretary, reviewer
):
    version = publish(make_meeting(group, secretary, document=zinder_document()), reviewer)
    made = public.make_public(version, [], reviewer, timezone.now())
    verbs.correct(again(version.meeting), reviewer, "x")
    second = publishing.publish(hand_in(version.meeting), reviewer, version.meeting.date)
    read = {
        name: squares.read_on_pages(bytes_of(each.sha256))
        for name, each in {"1": version, "1, public": made, "2": second}.items()
    }
    others = [[]] * (len(read["1"]) - 1)
    path = f"http://127.0.0.1:8000/verifier/{version.meeting_id}/"
    assert read == {
        "1": [[f"{path}1/"], *others],
        "1, public": [[f"{path}1/"], *others],
        "2": [[f"{path}2/"], *others],
    }
    assert len(others) > 1


def test_a_long_address_is_read_too(version, settings):
    settings.SITE_URL = "https://comptes-rendus.gtm.migrations.interieur.gouv.example.ne"
    printed = edition.rendered(version.meeting, version.document, version=10_000, with_code=True)
    path = reverse("meetings:version_verify", args=[version.meeting_id, 10_000])
    assert squares.read_on_pages(printed)[0] == [f"{settings.SITE_URL}{path}"]


# --- « Vérifier » ---


def test_who_signed_is_told_to_everybody(version):
    page = text_of(Client().post(VERIFY, {"sha256": version.sha256}))
    assert f"Signée électroniquement par {NAME}" in page
    assert "Pas un octet n’a changé depuis." in page


def test_the_code_leads_to_whether_the_version_is_the_last(
    group, secretary, reviewer, partner, client_of
):
    version = publish(make_meeting(group, secretary), reviewer)
    address = reverse("meetings:version_verify", args=[version.meeting_id, 1])
    page = text_of(Client().get(address))
    assert ("C’est la dernière version" in page, "Zinder" in page) == (True, False)
    assert "GTM/Zinder" in text_of(client_of(partner).get(address))
    verbs.correct(again(version.meeting), reviewer, "x")
    publishing.publish(hand_in(version.meeting), reviewer, version.meeting.date)
    page = text_of(Client().get(address)).replace("\xa0", " ")
    assert ("remplacée par la version 2, du" in page, "dernière version" in page) == (True, False)
    missing = [address.replace("/1/", "/3/"), reverse("meetings:version_verify", args=[MISSING, 1])]
    assert [Client().get(each).status_code for each in missing] == [404, 404]


MISSING = "00000000-0000-4000-8000-000000000000"


def test_the_program_is_given_no_secret_but_its_own(key, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "à taire")
    seen = {}

    def run(command, **options):
        seen.update(options["env"])
        return subprocess.CompletedProcess(command, 0, b"x\nPDF", b"")

    monkeypatch.setattr(signature.subprocess, "run", run)
    assert signature.signed(b"PDF") == (b"PDF", "x")
    assert ("SECRET_KEY" in seen, seen["SIGNING_PASSWORD"]) == (False, PASSWORD)
