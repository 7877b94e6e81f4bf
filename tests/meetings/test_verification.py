"""A published PDF is known by its hash; strangers learn its version, nothing more."""

from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from meetings.life import publishing, verbs
from meetings.models import Publication
from meetings.text import document as doc
from tests.factories import hand_in, make_document, make_meeting, publish
from tests.meetings.living import again, type_in

pytestmark = pytest.mark.django_db
UNKNOWN = "Ce fichier ne correspond à aucun compte rendu publié"
ADDRESS = reverse("meetings:verification")


def content_of(digest):
    with default_storage.open(publishing.path_of(digest)) as file:
        return file.read()


def asked_with(client, content):
    return client.post(ADDRESS, {"file": SimpleUploadedFile("x.pdf", content)}).content.decode()


@pytest.fixture
def version(group, secretary, reviewer):
    return publish(make_meeting(group, secretary), reviewer)


def test_a_stranger_learns_that_a_file_is_authentic_and_its_version_only(version):
    for client in (Client(),):
        by_file = asked_with(client, content_of(version.sha256))
        by_hash = client.post(ADDRESS, {"sha256": version.sha256.upper()}).content.decode()
    for page in (by_file, by_hash):
        told = ["Authentique, version 1" in page]
        told += [word in page for word in ("Zinder", "2021", str(version.meeting_id))]
        assert told == [True, False, False, False]


def test_a_member_is_led_to_the_meeting_and_told_what_replaced_it(
    client_of, partner, outsider, reviewer, secretary, version
):
    page = asked_with(client_of(partner), content_of(version.sha256))
    assert ("GTM/Zinder" in page, "annulée et remplacée" in page) == (True, False)
    meeting = version.meeting
    verbs.correct(meeting, reviewer, "x")
    verbs.submit(meeting, secretary, meeting.date, "x")
    publishing.publish(meeting, reviewer, meeting.date)
    page = asked_with(client_of(partner), content_of(version.sha256))
    assert ("GTM/Zinder" in page, "annulée et remplacée" in page) == (True, True)
    for stranger in (client_of(outsider), Client()):
        page = asked_with(stranger, content_of(version.sha256))
        told = [word in page for word in ("remplacée par la version 2", "Zinder", "2021")]
        assert told == [True, False, False]
    newest = meeting.publications.get(version=2)
    assert "remplacée" not in asked_with(Client(), content_of(newest.sha256))


def test_one_byte_more_is_not_authentic(version):
    page = asked_with(Client(), content_of(version.sha256) + b"\n")
    assert (
        "Authentique" in page,
        "Ce fichier ne correspond à aucun compte rendu publié" in page,
    ) == (
        False,
        True,
    )


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({}, "Choisissez un fichier, ou collez son empreinte."),
        ({"sha256": "abc"}, "Une empreinte SHA-256 compte 64 signes"),
        ({"sha256": "x" * 5000}, "Assurez-vous"),
        ({"sha256": "\0"}, "Choisissez un fichier, ou collez son empreinte."),
    ],
)
def test_what_cannot_be_verified_is_told(form, told):
    answer = Client().post(ADDRESS, form)
    assert (answer.status_code, told in answer.content.decode()) == (422, True)


def test_a_file_above_20_mb_is_refused(version):
    page = asked_with(Client(), b"x" * (20 * 1024 * 1024 + 1))
    assert "Ce fichier dépasse 20 Mo" in page


def test_an_empty_file_is_no_published_one():
    assert UNKNOWN in asked_with(Client(), b"")


# --- manage.py verify_publications ---


def verified(**options):
    """What the command says, and whether it fails."""
    out, err = StringIO(), StringIO()
    try:
        call_command("verify_publications", stdout=out, stderr=err, **options)
    except CommandError as error:
        return error.returncode, err.getvalue()
    return 0, out.getvalue()


def name_of(version):
    return f"GTM/Zinder, réunion du 30/11/2021 ({version.meeting_id}), version 1"


def overwrite(digest, content):
    default_storage.delete(publishing.path_of(digest))
    if content is not None:
        default_storage.save(publishing.path_of(digest), ContentFile(content))


def test_what_is_whole_is_told_so(version):
    assert verified() == (0, "1 version(s) vérifiée(s), aucune n’est altérée.\n")


def test_one_altered_byte_names_its_meeting_and_version(version):
    content = bytearray(content_of(version.sha256))
    content[100] ^= 1
    overwrite(version.sha256, bytes(content))
    code, told = verified()
    path = publishing.path_of(version.sha256)
    assert (code, told) == (1, f"{name_of(version)} : PDF altéré ({path})\n")


def test_a_missing_light_pdf_is_named(version):
    digest = "0" * 64
    Publication.objects.update(light_sha256=digest)
    path = publishing.path_of(digest)
    assert verified() == (1, f"{name_of(version)} : PDF sans photos manquant ({path})\n")


def test_an_altered_text_is_named(version):
    Publication.objects.update(document=make_document(place="Ailleurs"))
    assert verified() == (1, f"{name_of(version)} : texte altéré (base de données)\n")


def test_the_hash_of_a_text_does_not_depend_on_the_order_of_its_keys():
    assert doc.sha256({"a": "1", "b": ["2"]}) == doc.sha256({"b": ["2"], "a": "1"})


def test_a_lost_pdf_is_made_again_where_its_bytes_come_out_equal(version):
    before = content_of(version.sha256)
    overwrite(version.sha256, None)
    out, err = StringIO(), StringIO()
    call_command("verify_publications", mend=True, stdout=out, stderr=err)
    path = publishing.path_of(version.sha256)
    told = f"{name_of(version)} : PDF manquant ({path}) : refait à l’identique\n"
    assert (err.getvalue(), out.getvalue(), content_of(version.sha256) == before) == (
        told,
        "1 version(s) vérifiée(s), 1 document(s) refait(s).\n",
        True,
    )
    assert verified() == (0, "1 version(s) vérifiée(s), aucune n’est altérée.\n")


def test_every_lost_version_is_made_again_as_what_it_replaced(version, secretary, reviewer):
    meeting = version.meeting
    for place in ("Magaria", "Tanout"):
        verbs.correct(again(meeting), reviewer, f"Le lieu : {place}")
        type_in(meeting, secretary, place=place)
        publishing.publish(hand_in(meeting), reviewer, meeting.date)
    lost = [each.sha256 for each in Publication.objects.all()]
    for digest in lost:
        overwrite(digest, None)
    assert verified(mend=True) == (0, "3 version(s) vérifiée(s), 3 document(s) refait(s).\n")
    assert [publishing.digest_of(publishing.path_of(digest)) for digest in lost] == lost


def test_a_lost_pdf_that_would_come_out_otherwise_is_left_and_said_so(version):
    overwrite(version.sha256, None)
    version.meeting.group.letterhead.delete()
    type(version.meeting.group).objects.update(name="GTM/Ailleurs")
    code, told = verified(mend=True)
    path = publishing.path_of(version.sha256)
    assert (code, told) == (
        1,
        f"GTM/Ailleurs, réunion du 30/11/2021 ({version.meeting_id}), version 1 : PDF manquant "
        f"({path}) : ne peut être refait à l’identique, à reprendre d’une sauvegarde\n",
    )
