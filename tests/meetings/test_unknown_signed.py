"""« Vérifier » says of a PDF that it does not know what its signature proves."""

import hashlib
import io
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers

from meetings.life import publishing, verbs
from meetings.models import Publication
from meetings.printing import signature
from meetings.sharing import public
from tests.factories import hand_in, make_meeting, publish
from tests.gtm.reading import text_of
from tests.meetings.keys import NAME, PASSWORD, certified, install, key_file
from tests.meetings.living import again, type_in
from tests.meetings.test_verification import ADDRESS, UNKNOWN, content_of

pytestmark = pytest.mark.django_db
CHANGED = "Signé par notre clé, intact jusqu’à la signature, puis modifié après"
WHOLE = "Signé par notre clé et intact, mais inconnu de ce serveur"
OTHER, BROKEN = "Signé par une autre clé : Un faussaire", "Signature brisée"
UNREAD = "qui n’a pas pu être lue"
HEADINGS = (CHANGED, WHOLE, OTHER, BROKEN, UNKNOWN, "Authentique")


@pytest.fixture
def key(settings, tmp_path):
    return install(settings, tmp_path)


@pytest.fixture
def version(key, group, secretary, reviewer):
    return publish(make_meeting(group, secretary), reviewer)


@pytest.fixture
def content(version):
    return content_of(version.sha256)


def page_of(content, client=None):
    file = SimpleUploadedFile("x.pdf", content)
    answer = (client or Client()).post(ADDRESS, {"file": file})
    assert answer.status_code == 200
    return text_of(answer)


def heading_of(content):
    """The one thing that the page says first."""
    [told] = [each for each in HEADINGS if each in page_of(content)]
    return told


def annotated(content):
    """With a page that says something else, as an incremental update."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    writer.root["/Lang"] = writer.root["/Lang"]
    writer.update_root()
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def signed_by_another(content):
    """Signed (too) by a key that is not ours."""
    signer = signers.SimpleSigner.load_pkcs12_data(
        key_file("Un faussaire"), [], passphrase=PASSWORD.encode()
    )
    how = signers.PdfSignatureMetadata(field_name="Autre")
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    with ThreadPoolExecutor() as apart:  # it runs a loop of its own; Playwright's may run in this
        return apart.submit(signers.sign_pdf, writer, how, signer=signer).result().getvalue()


def test_bytes_added_after_the_signature_are_told_with_what_was_before(version, content):
    assert annotated(content).startswith(content)
    for changed in (annotated(content), content + b"\n"):
        assert heading_of(changed) == CHANGED
        page = page_of(changed)
        assert "Sans cet ajout, c’est la version 1, authentique." in page
        assert [word in page for word in ("Zinder", "2021")] == [False, False]
    assert "Depuis, on a ajouté 1 octet au fichier" in page_of(content + b"\n")
    assert f"Signé par {NAME} le {version.published_at:%d/%m/%Y} à " in page_of(content + b"\n")


def test_what_was_changed_after_is_told_replaced_too(version, content, secretary, reviewer):
    verbs.correct(again(version.meeting), reviewer, "Le lieu")
    type_in(version.meeting, secretary, place="Magaria")
    publishing.publish(hand_in(version.meeting, "Le lieu"), reviewer, version.meeting.date)
    assert "remplacée par la version 2" in page_of(annotated(content))


def test_what_is_whole_and_lost_here_is_told_so(version, content):
    Publication.objects.update(sha256="0" * 64, light_sha256="0" * 64)
    assert heading_of(content) == WHOLE
    assert f"Signé par {NAME} le " in page_of(content)
    assert (heading_of(annotated(content)), "Sans cet ajout" in page_of(annotated(content))) == (
        CHANGED,
        False,
    )


def test_a_certificate_renewed_for_the_same_key_is_still_ours(version, content, key):
    Publication.objects.update(sha256="0" * 64, light_sha256="0" * 64)
    key.write_bytes(key_file())  # locked anew: other bytes, the same key
    assert heading_of(content) == WHOLE


def test_a_byte_changed_before_the_signature_breaks_it(content):
    for place in (200, len(content) // 3, content.index(b"/Creat") + 1):
        changed = bytearray(content)
        changed[place] ^= 1
        assert heading_of(bytes(changed)) == BROKEN


def test_a_changed_signature_is_broken(content):
    start = content.rindex(b"/Contents <") + 11
    end = content.index(b">", start)
    told = content[start:end].rstrip(b"0")
    last = b"1" if told[-1:] != b"1" else b"2"
    changed = content[:start] + told[:-1] + last + content[start + len(told) :]
    assert (len(changed), heading_of(changed)) == (len(content), BROKEN)


def test_a_signature_that_covers_less_than_it_says_is_broken(content):
    """The range is left as long, but begins after what shows."""
    found = re.search(rb"/ByteRange \[0 (\d+) ", content)
    shorter = content.replace(found[0], found[0].replace(b"[0 ", b"[1 "))
    assert heading_of(shorter) == BROKEN


def test_another_key_is_named_and_nothing_is_said_for_it(
    settings, tmp_path, group, secretary, reviewer
):
    plain = content_of(publish(make_meeting(group, secretary), reviewer).sha256)
    install(settings, tmp_path)
    made = signed_by_another(plain)
    pages = [page_of(made), page_of(made + b"\n")]
    assert [OTHER in page for page in pages] == [True, True]
    after = "(le fichier a été modifié après elle)"
    assert [after in page for page in pages] == [False, True]


def test_signed_again_by_another_it_is_ours_and_then_changed(content):
    assert heading_of(signed_by_another(content)) == CHANGED


def test_the_same_name_on_another_key_is_not_ours(content, settings, tmp_path):
    install(settings, tmp_path, name=NAME, kind="P-256")
    assert f"Signé par une autre clé : {NAME}" in page_of(annotated(content))


def test_without_a_key_every_signature_is_of_another(content, settings):
    settings.SIGNING_KEY = ""
    assert f"Signé par une autre clé : {NAME}" in page_of(annotated(content))


def test_the_public_version_is_known_by_its_signature_too(version, reviewer):
    made = public.make_public(version, [], reviewer, version.published_at)
    page = page_of(content_of(made.sha256) + b"\n")
    assert ("Sans cet ajout, c’est la version 1, authentique." in page, CHANGED in page) == (
        True,
        True,
    )


@pytest.mark.parametrize("kind", ["P-256", "P-521", "brainpool"])
def test_keys_of_other_kinds_are_recognised(kind, settings, tmp_path, group, secretary, reviewer):
    install(settings, tmp_path, kind=kind)
    made = publish(make_meeting(group, secretary), reviewer)
    assert heading_of(content_of(made.sha256) + b"\n") == CHANGED


RUBBISH = {
    "the word alone": b"%PDF-1.7\n/ByteRange",
    "no file": b"/ByteRange [0 1 2 3]",
    "zeros": b"\0" * 1_000 + b"/ByteRange",
    "deep": b"%PDF-1.7\n" + b"[" * 100_000 + b"/ByteRange",
    "a loop": b"%PDF-1.7\n1 0 obj<</Type/Catalog/AcroForm 1 0 R/Fields[1 0 R]"
    b"/ByteRange[0 1 2 3]>>\nendobj\nxref\n0 2\n0000000000 65535 f \n0000000009 00000 n \n"
    b"trailer<</Root 1 0 R/Size 2/Prev 90>>\nstartxref\n90\n%%EOF",
}


@pytest.mark.parametrize("name", RUBBISH)
def test_rubbish_is_no_published_file(key, name):
    assert heading_of(RUBBISH[name]) == UNKNOWN


def test_a_signed_file_cut_anywhere_is_answered(content):
    for part in range(1, 8):
        page = page_of(content[: len(content) * part // 8])
        assert (CHANGED in page, WHOLE in page) == (False, False)


def test_ranges_that_make_no_sense_are_answered(content):
    found = re.search(rb"/ByteRange \[([^\]]*)\]", content)
    told = (b"0 1", b"a b c d", b"0 -1 5 5", b"0 9999999999 9 9", b"[0] 1 2 3", b"")
    for ranges in told:
        changed = content.replace(found[1], ranges.ljust(len(found[1])))
        page = page_of(changed)
        assert (BROKEN in page or UNREAD in page, CHANGED in page) == (True, False)


def test_a_reader_that_takes_too_long_is_stopped_and_told(content, monkeypatch):
    monkeypatch.setattr(signature, "PATIENCE", 0.01)
    assert UNREAD in page_of(content + b"\n")


def test_who_comes_when_too_many_are_read_is_told_to_try_again(content, monkeypatch):
    for _ in range(2):
        signature._readers.acquire()
    try:
        assert "Réessayez dans quelques secondes" in page_of(content + b"\n")
    finally:
        signature._readers.release(2)
    assert heading_of(content + b"\n") == CHANGED


def test_what_bears_no_signature_starts_no_program(key, monkeypatch):
    monkeypatch.setattr(signature.subprocess, "run", None)
    assert signature.read(b"%PDF-1.7\n%%EOF") is None


def test_the_program_that_reads_is_given_no_key(content, monkeypatch):
    seen, run = [], signature.subprocess.run

    def watched(command, **options):
        seen.append((command[-1], options["env"]))
        return run(command, **options)

    monkeypatch.setattr(signature.subprocess, "run", watched)
    assert signature.read(content + b"\n").kind == "changed"
    envs = {program.stem: "SIGNING_PASSWORD" in env for program, env in seen}
    assert envs["verifier"] is False


def test_the_fingerprint_shown_is_what_openssl_says_of_the_key(key):
    page = text_of(Client().get(ADDRESS))
    der = (
        certified(NAME, "rsa")[1]
        .public_key()
        .public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    )
    assert f"pour la comparer : {hashlib.sha256(der).hexdigest()}" in page
