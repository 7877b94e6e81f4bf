"""A photo or a file that arrives in pieces: once, whole, by the rules of the ordinary form."""

import io
import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from meetings.models import JoinedFile, Meeting, Photo
from meetings.writing import pieces
from tests.factories import make_meeting, make_membership, make_user
from tests.meetings.sending import PDF, Sending, jpeg

pytestmark = pytest.mark.django_db


def unfinished():
    return [path for path in (Path(settings.MEDIA_ROOT) / "envois").rglob("*") if path.is_file()]


@pytest.fixture
def sending(client, meeting):
    return Sending(client, meeting, jpeg())


def test_pieces_make_the_photo_that_the_form_would_have_made(sending, meeting, secretary):
    middle = len(sending.whole) // 2
    assert sending.piece(0, middle) == middle
    answer = sending.post(middle, None).json()
    photo = Photo.objects.get()
    row = {
        "uid": str(sending.uid),
        "name": "salle.jpg",
        "address": reverse("meetings:photo_image", args=[meeting.pk, photo.pk]),
    }
    assert answer == {"app": "gtm", "row": row}
    assert (photo.meeting, photo.uploaded_by, photo.width) == (meeting, secretary, 400)
    assert (Image.open(photo.file).format, unfinished()) == ("JPEG", [])
    assert "photos" not in Meeting.objects.get().document  # the editor places it


def test_a_joined_file_arrives_unchanged(client, meeting):
    sending = Sending(client, meeting, PDF, "liste.pdf", "file")
    sending.piece(0, 1000)
    sending.piece(1000, 7000)
    sending.post(7000, None)
    joined = JoinedFile.objects.get()
    assert (joined.file.read(), joined.name, joined.size) == (PDF, "liste.pdf", len(PDF))


def test_pieces_that_come_twice_or_too_early_change_nothing(sending):
    told = [
        sending.piece(0, 100),
        sending.piece(0, 100),  # twice
        sending.piece(500, 900),  # before what it follows
        sending.piece(50, 300),  # over the end of what is there
        sending.piece(0, 0),  # empty: how much is there?
    ]
    assert told == [100, 100, 100, 300, 300]
    assert "row" in sending.post(300, None).json()


def test_a_photo_that_has_arrived_is_told_again_and_stored_once(sending):
    answers = [sending.all().json() for _ in range(2)]
    assert (answers[0], Photo.objects.count()) == (answers[1], 1)
    assert unfinished() == []


def test_what_arrived_damaged_is_refused_and_may_be_sent_again(sending):
    refused = sending.all(sha256="0" * 64)
    assert (refused.status_code, refused.json()["error"]) == (
        422,
        "« salle.jpg » est arrivé abîmé. Réessayez.",
    )
    assert (Photo.objects.count(), unfinished()) == (0, [])
    assert "row" in sending.all().json()


def test_what_brings_no_byte_leaves_no_file(sending):
    asked = [sending.piece(0, 0), sending.post(0, 100, offset="x").status_code]
    assert (asked, unfinished()) == ([0, 422], [])


def test_more_bytes_than_were_announced_are_refused(sending):
    assert sending.all(size=100).status_code == 422
    assert (Photo.objects.count(), unfinished()) == (0, [])


@pytest.mark.parametrize(
    ("section", "name", "content", "told"),
    [
        ("photo", "note.jpg", b"du texte", "« note.jpg » : ce n’est pas une photo JPEG, PNG ou "),
        (
            "file",
            "a.html",
            b"<script>",
            "« a.html »\u00a0: ce type n’est pas pris. Enregistrez le fichier en PDF, JPEG, "
            "PNG, .docx, .xlsx, .pptx, .odt ou .ods.",
        ),
    ],
)
def test_what_the_form_refuses_is_refused_in_pieces_too(
    client, meeting, section, name, content, told
):
    answer = Sending(client, meeting, content, name, section).all()
    assert (answer.status_code, answer.json()["error"].startswith(told)) == (422, True)
    assert (Photo.objects.count(), JoinedFile.objects.count(), unfinished()) == (0, 0, [])


@pytest.mark.parametrize(("section", "limit"), [("photo", 15), ("file", 10)])
def test_a_file_that_would_be_too_large_is_refused_with_its_first_piece(
    client, meeting, section, limit
):
    answer = Sending(client, meeting, PDF, "film.pdf", section).post(0, 100, size=(limit << 20) + 1)
    assert (answer.status_code, answer.json()["error"]) == (
        422,
        f"« film.pdf » : plus de {limit} Mo.",
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"offset": "-1"}, {"offset": "x"}, {"size": "0"}, {"size": "9" * 30}, {"sha256": "abc"},
        {"sha256": "\0" * 64}, {"piece": "du texte"},
        {"piece": SimpleUploadedFile("a.jpg", b"0" * (pieces.MOST + 1))},
    ],
    ids=str,
)  # fmt: skip
def test_a_piece_that_is_none_is_refused_in_french(sending, wrong):
    answer = sending.all(**wrong)
    assert (answer.status_code, answer.json()["error"] != "") == (422, True)
    assert Photo.objects.count() == 0


def test_one_person_leaves_only_so_much_unfinished(client, meeting, monkeypatch):
    monkeypatch.setattr(pieces, "UNFINISHED", 250)
    first, second = (Sending(client, meeting, jpeg()) for _ in range(2))
    assert (first.piece(0, 200), second.post(0, 100).status_code) == (200, 422)
    assert second.post(0, 100).json()["error"] == (
        "« salle.jpg » : trop d’envois inachevés. Attendez qu’ils finissent, puis recommencez."
    )
    assert second.piece(0, 50) == 50


def test_another_person_neither_goes_on_with_it_nor_learns_of_it(
    sending, client_of, meeting, group, other_secretary, partner, reviewer
):
    sending.piece(0, 300)
    colleague = make_membership(make_user("Issa"), "secretary", group=group).user
    told = {}
    for person in (colleague, other_secretary, partner, reviewer):
        theirs = Sending(client_of(person), meeting, sending.whole, uid=sending.uid)
        answer = theirs.post(0, 0)
        told[person.name] = (answer.status_code, answer.json().get("received"))
    assert told == {"Issa": (200, 0), "Moussa": (404, None), "Paul": (404, None),
                    "Rakia": (404, None)}  # fmt: skip
    assert Sending(Client(), meeting, jpeg()).all().status_code == 401


def test_a_page_of_another_account_sends_nothing(sending, reviewer):
    answer = sending.all(account=reviewer.pk)
    assert (answer.status_code, answer.json()) == (401, {"app": "gtm", "other_account": True})
    assert (Photo.objects.count(), unfinished()) == (0, [])


def test_the_uid_of_a_photo_of_other_minutes_takes_nothing_from_them(
    sending, client_of, other_group, other_secretary
):
    sending.all()
    photo = Photo.objects.get()
    theirs = make_meeting(other_group, other_secretary)
    answer = Sending(client_of(other_secretary), theirs, jpeg(), uid=sending.uid).all()
    assert (answer.status_code, "row" in answer.json()) == (422, False)
    assert (Photo.objects.get().uploaded_at, Photo.objects.get().meeting) == (
        photo.uploaded_at,
        photo.meeting,
    )


@pytest.mark.parametrize("state", ["submitted", "published"])
def test_nothing_arrives_for_minutes_that_are_closed(sending, state):
    sending.piece(0, 300)
    Meeting.objects.update(state=state, published_version=1)
    answer = sending.post(300, None)
    assert (answer.status_code, answer.json()["error"]) == (
        403,
        "Ce compte rendu ne se modifie plus.",
    )
    assert Photo.objects.count() == 0


def test_what_fails_when_it_is_stored_is_tried_again_without_its_bytes(sending, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(Photo, "save", lambda *args, **kwargs: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            sending.all()
    assert "row" in sending.post(0, 0).json()


def test_the_nightly_command_forgets_what_nobody_goes_on_with(sending, client, meeting):
    sending.piece(0, 300)
    [old] = unfinished()
    Sending(client, meeting, jpeg()).piece(0, 300)
    long_ago = (timezone.now() - pieces.KEPT - timedelta(hours=1)).timestamp()
    os.utime(old, (long_ago, long_ago))
    out = io.StringIO()
    call_command("tidy", stdout=out)
    assert (old in unfinished(), len(unfinished())) == (False, 1)
    assert "Envois inachevés oubliés : 1." in out.getvalue()
    assert sending.piece(0, 0) == 0
