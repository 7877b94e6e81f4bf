"""Who waits for a PDF, who is told to try again, and which proofs are kept."""

import os
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from gtm.refusals import NotNow
from meetings.life import publishing
from meetings.models import Meeting
from meetings.printing import pdf, press, typeset
from meetings.writing import store
from tests.factories import make_meeting, make_user
from tests.meetings.zinder import zinder

OF_ITS_OWN = press.typeset  # before the tests print in their own process
PAGE = "<html lang=fr><title>x</title><p>Réunion"


@pytest.fixture
def own_process(monkeypatch):
    monkeypatch.setattr(press, "typeset", OF_ITS_OWN)


@pytest.fixture
def printer(monkeypatch):
    """A printer that starts each page and ends it when told to."""
    return Printer(monkeypatch)


class Printer:
    def __init__(self, monkeypatch):
        self.started, self.goes_on, self.pages = threading.Semaphore(0), threading.Event(), []
        monkeypatch.setattr(press, "typeset", self)

    def __call__(self, html, contents, sheets):
        self.pages.append(html)
        self.started.release()
        self.goes_on.wait(20)
        return html.encode()


@contextmanager
def everything_taken():
    """One PDF is made and one waits."""
    with ExitStack() as places:
        for _ in range(2):
            assert press._readers.acquire(blocking=False)
            places.callback(press._readers.release)
        yield


def test_a_process_of_its_own_prints_the_same_bytes_each_time(own_process):
    html = pdf.page(zinder(), draft=True, with_photos=False)
    sheets = [pdf._stylesheet("css/minutes.css"), pdf.DRAFT]
    contents = {"memory:projet.svg": pdf.WATERMARK}
    here = typeset.typeset(html, contents, sheets)
    assert [press.typeset(html, contents, sheets) for _ in range(2)] == [here, here]


def test_what_a_page_asks_for_is_refused_by_the_process_too(own_process):
    with pytest.raises(press.Refused):
        press.typeset(f'{PAGE}<img alt="x" src="file:///etc/passwd">', {}, [])


def test_the_process_is_given_no_secret(own_process, monkeypatch, tmp_path):
    program = tmp_path / "program.py"
    program.write_text("import os; print(sorted({'SECRET_KEY', 'PATH'} & set(os.environ)))")
    monkeypatch.setattr(press, "PROGRAM", program)
    monkeypatch.setenv("SECRET_KEY", "x")
    assert press.typeset("", {}, []) == b"['PATH']\n"


def test_a_page_that_takes_too_long_is_stopped(own_process, monkeypatch, tmp_path):
    program = tmp_path / "program.py"
    program.write_text("import time; time.sleep(60)")
    monkeypatch.setattr(press, "PROGRAM", program)
    monkeypatch.setattr(press, "LIMIT", 0.5)
    began = timezone.now()
    with pytest.raises(press.Later, match="a demandé trop de temps"):
        press.printed(PAGE, {}, [], "1")
    assert timezone.now() - began < timedelta(seconds=20)
    assert press._readers._value == 2


def test_a_page_that_takes_too_much_of_the_processor_is_stopped(own_process, monkeypatch, tmp_path):
    program = tmp_path / "program.py"
    program.write_text(
        "import resource\nresource.setrlimit(resource.RLIMIT_CPU, (1, 5))\nwhile True: pass"
    )
    monkeypatch.setattr(press, "PROGRAM", program)
    with pytest.raises(press.Later, match="a demandé trop de temps"):
        press.printed(PAGE, {}, [])


def test_one_is_made_one_waits_and_the_others_are_told_to_try_again_at_once(printer):
    with ThreadPoolExecutor(3) as threads:
        first = threads.submit(press.printed, "a", {}, [], "1")
        assert printer.started.acquire(timeout=10)
        second = threads.submit(press.printed, "b", {}, [], "2")
        while press._readers._value:
            pass
        for person in ("3", "4"):
            with pytest.raises(press.Later, match="D’autres PDF sont en cours"):
                press.printed("c", {}, [], person)
        publisher = threads.submit(press.printed, "d", {}, [])  # waits, is not refused
        printer.goes_on.set()
        assert [each.result(20) for each in (first, second, publisher)] == [b"a", b"b", b"d"]
    assert sorted(printer.pages) == ["a", "b", "d"]


def test_a_person_has_one_made_at_a_time(printer):
    with ThreadPoolExecutor(1) as threads:
        first = threads.submit(press.printed, "a", {}, [], "1")
        assert printer.started.acquire(timeout=10)
        with pytest.raises(press.Later, match="que vous avez demandé avant"):
            press.printed("b", {}, [], "1")
        printer.goes_on.set()
        assert first.result(20) == b"a"
    assert press.printed("b", {}, [], "1") == b"b"


def test_a_third_publication_at_once_is_put_off(printer):
    with ExitStack() as places:
        for _ in range(2):
            press._publishers.acquire()
            places.callback(press._publishers.release)
        with pytest.raises(press.Later):
            press.printed("a", {}, [])


def test_a_page_that_was_printed_is_not_made_again_and_nobody_else_reads_it(printer):
    printer.goes_on.set()
    for person in ("1", "1", "2"):
        assert press.printed("a", {"x": b"y"}, ["s"], person) == b"a"
    assert printer.pages == ["a"]
    with everything_taken():
        assert press.printed("a", {"x": b"y"}, ["s"], "3") == b"a"
    for other in (("b", {"x": b"y"}, ["s"]), ("a", {"x": b"z"}, ["s"]), ("a", {"x": b"y"}, ["t"])):
        press.printed(*other, "1")
    assert printer.pages == ["a", "b", "a", "a"]
    modes = {stat.S_IMODE(path.stat().st_mode) for path in press._folder().iterdir()}
    assert (stat.S_IMODE(press._folder().stat().st_mode), modes) == (0o700, {0o600})


def test_proofs_take_a_bounded_room_and_go_after_a_day(printer, monkeypatch):
    printer.goes_on.set()
    monkeypatch.setattr(press, "MOST", 25)
    for number, page in enumerate(("a" * 10, "b" * 10, "c" * 10)):
        press.printed(page, {}, [], "1")
        for path in press._folder().glob("*.pdf"):
            if path.read_bytes() == page.encode():
                os.utime(path, (number, number))
    assert sorted(path.read_bytes()[:1] for path in press._folder().glob("*.pdf")) == [b"b", b"c"]
    assert press.forget(datetime.fromtimestamp(2, UTC) + press.KEPT) == 1
    assert len(list(press._folder().glob("*.pdf"))) == 1


@pytest.mark.django_db
def test_tidy_lets_go_of_the_proofs(printer, freeze, capsys):
    printer.goes_on.set()
    press.printed("a", {}, [], "1")
    freeze(timezone.now() + timedelta(days=2))
    call_command("tidy")
    assert "Épreuves oubliées : 2." in capsys.readouterr().out
    assert list(press._folder().iterdir()) == []


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["preview", "report"])
def test_who_has_to_wait_is_told_so_in_french_with_503(client_of, reviewer, group, page):
    meeting = make_meeting(group, make_user("Amina"))
    Meeting.objects.filter(pk=meeting.pk).update(state="submitted")
    path = {
        "preview": reverse("meetings:meeting_preview", args=[meeting.pk]),
        "report": "/actions/etat-de-suivi.pdf?etat=tout",
    }[page]
    client = client_of(reviewer)
    with everything_taken():
        answer = client.get(path)
        told = client.get(path, headers={"Accept": "application/json"})
    assert (answer.status_code, answer["Retry-After"], told.status_code) == (503, "10", 503)
    assert "Réessayez dans quelques secondes." in answer.content.decode()
    assert f'href="{path}"' in answer.content.decode()
    wanted = "D’autres PDF sont en cours. Réessayez dans quelques secondes."
    assert told.json() == {"app": "gtm", "error": wanted}
    assert client.get(path).status_code == 200


@pytest.mark.django_db
def test_the_preview_of_an_unchanged_text_is_the_stored_one(client, meeting, secretary, printer):
    printer.goes_on.set()
    path = reverse("meetings:meeting_preview", args=[meeting.pk])
    first, again = client.get(path).content, client.get(path).content
    assert (first == again, len(printer.pages)) == (True, 1)
    store.save(meeting, secretary, meeting.document | {"end": "12h"}, 1, "0" * 31 + "1")
    assert (client.get(path).content == first, len(printer.pages)) == (False, 2)


@pytest.mark.django_db
def test_a_stored_preview_is_not_served_to_who_may_not_see_the_text(client, client_of, meeting):
    path = reverse("meetings:meeting_preview", args=[meeting.pk])
    assert client.get(path).status_code == 200
    assert client_of(make_user("Omar")).get(path).status_code == 404


@pytest.mark.django_db
def test_a_publication_that_cannot_be_printed_now_changes_nothing(
    group, secretary, reviewer, printer
):
    meeting = make_meeting(group, secretary)
    Meeting.objects.filter(pk=meeting.pk).update(state="submitted")
    meeting.refresh_from_db()
    with ExitStack() as places:
        for _ in range(2):
            press._publishers.acquire()
            places.callback(press._publishers.release)
        with pytest.raises(NotNow, match="Réessayez"):
            publishing.publish(meeting, reviewer, meeting.date)
    meeting.refresh_from_db()
    assert (meeting.state, meeting.published_version) == ("submitted", 0)
