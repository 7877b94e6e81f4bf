"""A page kept on a device verifies files without network, opened as the file that it is."""

import re
from base64 import b64encode

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from meetings.life import publishing, verbs
from meetings.life.publishing import path_of
from meetings.printing import signature
from meetings.sharing import public
from tests.factories import hand_in, make_meeting, publish
from tests.meetings.keys import certified, install
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


# --- With a key: the list is signed ---

NONE = "Aucun fichier n’est vérifié."
REFUSED = (
    "La liste de cette page ne va pas avec sa signature\u00a0: l’une ou l’autre a été modifiée, "
    "ou s’est abîmée en chemin. Cette page ne vérifie plus rien\u00a0: reprenez-la à l’adresse "
    "ci-dessous."
)
UNABLE = (
    "Ce navigateur ne sait pas contrôler la signature de la liste d’une page enregistrée\u00a0: "
    "rien n’est vérifié. Ouvrez-la dans un autre."
)
WHOLE = re.compile(r"Liste du \d{1,2}(er)?\s\w+\s20\d\d, signée, et intacte depuis\.")


@pytest.fixture(params=["rsa", "P-256", "P-521"])
def kind(request):
    return request.param


@pytest.fixture
def signed(settings, tmp_path, kind, request):
    install(settings, tmp_path, kind=kind)
    return request.getfixturevalue("kept")


@pytest.fixture
def opened(chromium):
    """A page of an address, once it has said what its list is worth."""
    page = chromium.new_page(viewport={"width": 360, "height": 700})

    def go(address):
        page.goto(address)
        page.wait_for_function("!controle.textContent.includes('pas encore')")
        return page

    yield go
    page.close()


def changed(page_file, change):
    """The address of the page after its text was changed by hand."""
    text = page_file.read_text()
    other = page_file.with_name("autre.html")
    other.write_text(change(text))
    assert other.read_text() != text
    return other.as_uri()


def told(page):
    """(what it says of its list, whether it takes a file, what it answers, the key it shows)"""
    key = page.locator("#cle code")
    return (
        page.locator("#controle").inner_text(),
        page.get_by_label("Fichier à vérifier").is_enabled(),
        page.locator("output").inner_text(),
        key.inner_text() if key.is_visible() else "",
    )


def test_a_list_as_it_was_signed_is_used_and_its_key_shown(signed, opened):
    page_file, stored = signed
    page = opened(page_file.as_uri())
    said, *rest = told(page)
    assert (WHOLE.fullmatch(said) is not None, rest) == (
        True,
        [True, "Aucun fichier choisi.", signature.fingerprint()],
    )
    page.get_by_label("Fichier à vérifier").set_input_files(stored[1])
    page.get_by_text("Authentique, version 2, la dernière au jour de la liste.").wait_for()


def digit_of_the_list(text):
    """One byte: a version 2 that says that it is the last one, of 1."""
    return text.replace("[1, 2]", "[2, 2]", 1)


def a_list_without_form(text):
    return text.replace('{"day"', '("day"', 1)


def signature_cut(text):
    return re.sub(r'("signature": ")[^"]{8}', r"\1", text, count=1)


def signature_changed(text):
    return re.sub(r'("signature": ")([^"]{8})([^"]{8})', r"\1\3\2", text, count=1)


def another_key(text):
    """Of the same kind, beside the signature by ours."""
    kind = "P-256" if '"P-256"' in text else "rsa"
    public = certified("Un faussaire", kind)[0].public_key()
    der = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return re.sub(r'("key": ")[^"]+', rf"\g<1>{b64encode(der).decode()}", text, count=1)


@pytest.mark.parametrize(
    "change",
    [digit_of_the_list, a_list_without_form, signature_cut, signature_changed, another_key],
)
@pytest.mark.parametrize("kind", ["rsa", "P-256"], indirect=True)
def test_a_list_that_does_not_go_with_its_signature_verifies_nothing(signed, opened, change):
    page = opened(changed(signed[0], change))
    assert told(page) == (REFUSED, False, NONE, "")


@pytest.mark.parametrize("kind", ["rsa"], indirect=True)
def test_a_list_signed_by_another_key_shows_the_fingerprint_of_that_one(
    signed, opened, settings, tmp_path, client_of, partner
):
    ours = signature.fingerprint()
    install(settings, tmp_path, name="Un faussaire")
    forged = tmp_path / "contrefaite.html"
    forged.write_bytes(client_of(partner).get(ADDRESS).content)
    keys = [told(opened(page.as_uri()))[-1] for page in (signed[0], forged)]
    assert keys == [ours, signature.fingerprint()]
    assert keys[0] != keys[1]


@pytest.mark.parametrize("kind", ["P-256"], indirect=True)
def test_a_browser_that_cannot_check_the_list_says_so(signed, chromium):
    """No page of a foreign host without https has it, nor a file of a disk in some browsers."""
    page = chromium.new_page()
    page.route("http://ailleurs.test/", lambda route: route.fulfill(path=signed[0]))
    page.goto("http://ailleurs.test/")
    page.wait_for_function("!controle.textContent.includes('pas encore')")
    assert page.evaluate("crypto.subtle === undefined") is True
    assert told(page) == (UNABLE, False, NONE, "")
    page.close()


def test_without_a_key_nothing_is_said_of_a_signature(kept):
    text = kept[0].read_text()
    assert [word in text for word in ('id="preuve"', 'id="controle"', 'id="cle"')] == [False] * 3
