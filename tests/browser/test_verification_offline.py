"""A page kept on a device verifies files without network, opened as the file that it is."""

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from meetings.life import publishing, verbs
from meetings.life.publishing import path_of
from meetings.sharing import public
from tests.factories import hand_in, make_meeting, publish
from tests.meetings.living import again, type_in

pytestmark = pytest.mark.django_db
ADDRESS = reverse("meetings:verification_offline")


@pytest.fixture
def kept(group, secretary, reviewer, partner, client_of, tmp_path):
    """(the page as a file, the stored PDFs: replaced, last, public)"""
    first = publish(make_meeting(group, secretary), reviewer)
    verbs.correct(again(first.meeting), reviewer, "Le lieu")
    type_in(first.meeting, secretary, place="Magaria")
    last = publishing.publish(hand_in(first.meeting, "Le lieu"), reviewer, first.meeting.date)
    made = public.make_public(last, [], reviewer, timezone.now())
    page = tmp_path / "verifier.html"
    answer = client_of(partner).get(ADDRESS)
    page.write_bytes(answer.content)
    assert answer["Content-Disposition"].startswith('attachment; filename="verifier-20')
    return page, [default_storage.path(path_of(each.sha256)) for each in (first, last, made)]


def test_it_tells_what_each_file_is(kept, chromium, tmp_path):
    page_file, stored = kept
    changed = tmp_path / "change.pdf"
    with open(stored[0], "rb") as file:  # noqa: PTH123
        changed.write_bytes(file.read() + b"\n")
    page = chromium.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(page_file.as_uri())
    told = []
    for path in (*stored, changed):
        page.get_by_label("Fichier à vérifier").set_input_files(path)
        page.wait_for_function("!reponse.textContent.startsWith('Calcul')")
        told.append(page.locator("output").inner_text())
    page.close()
    assert told == [
        "Authentique, version 1, annulée et remplacée\u00a0: au jour de la liste, la dernière est "
        "la version 2.",
        "Authentique, version 2, la dernière au jour de la liste.",
        "Authentique, version 2, la dernière au jour de la liste.",
        "Ce fichier n’est aucun de ceux de la liste\u00a0: modifié, plus récent qu’elle, ou venu "
        "d’ailleurs.",
    ]
    assert asked == [page_file.as_uri()]


def test_the_page_names_nothing_of_what_it_knows(kept):
    text = kept[0].read_text()
    assert [word in text for word in ("Zinder", "Magaria", "2021")] == [False, False, False]
