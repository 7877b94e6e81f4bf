"""What fails behind the server while one types: its database, its disk, its time."""

import contextlib
import os
import shutil
import sqlite3
import threading
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.browser.cluster import BINARIES, Cluster
from tests.browser.conftest import CHROMIUM
from tests.browser.oracle import NOTHING, verdict
from tests.browser.robot import SAVED, WAITING, Robot, Site

pytestmark = pytest.mark.faults


def test_a_locked_database_is_waited_for(site, robot):
    with contextlib.closing(sqlite3.connect(site.folder / "db.sqlite3", timeout=30)) as database:
        database.execute("BEGIN IMMEDIATE")
        robot.type("La base est occupée")
        robot.save()
        robot.until_says("Envoi…")
        robot.type(", on tape toujours")
        robot.until_copied()
        database.rollback()
    assert verdict(robot) == NOTHING


def test_a_full_disk_is_told_and_the_text_sent_once_there_is_room(site, robot):
    with contextlib.closing(sqlite3.connect(site.folder / "db.sqlite3", timeout=30)) as database:
        database.execute("VACUUM")
    full = site.folder / "disk-full"
    full.touch()
    robot.paste("Plus de place sur le disque. " * 3_000)
    robot.save()
    robot.until_says(f"{WAITING} le serveur a une panne")
    full.unlink()
    assert verdict(robot) == NOTHING


def test_a_slow_pdf_keeps_no_save_from_arriving(site, robot):
    robot.paste("Un paragraphe de plus dans un très long compte rendu.\n" * 1_500)
    robot.save()
    robot.until_says(SAVED)
    session = site.ask("session", user=robot.user)
    answers = []

    def fetch():
        line = HTTPConnection("127.0.0.1", site.server.port, timeout=120)
        line.request(
            "GET", f"/reunions/{robot.meeting}/apercu.pdf", headers={"Cookie": f"session={session}"}
        )
        answers.append(line.getresponse().status)
        line.close()

    printers = [threading.Thread(target=fetch, daemon=True) for _ in range(2)]
    for each in printers:
        each.start()
    robot.type("Pendant ce temps")
    robot.save()
    assert verdict(robot) == NOTHING
    for each in printers:
        each.join()
    assert set(answers) <= {200, 503}


@pytest.fixture
def cluster(tmp_path_factory):
    if not BINARIES or os.geteuid() != 0 or not shutil.which("setpriv"):
        pytest.skip("PostgreSQL ne peut pas être démarré ici : il faut ses programmes et root.")
    folder = Path("/tmp") / f"gtm-pg-{os.getpid()}"
    cluster = Cluster(folder)
    yield cluster
    cluster.control("stop")
    shutil.rmtree(folder)


def test_postgresql_restarts_while_one_types(cluster, chromium, tmp_path):
    site = Site(tmp_path, cluster.url)
    robot = Robot(site, chromium.browser_type, CHROMIUM, tmp_path / "profile")
    try:
        robot.start()
        robot.begin()
        robot.type("Avant l’arrêt")
        robot.until_says(SAVED)
        cluster.control("stop")
        robot.type(", sans base")
        robot.save()
        robot.until_says(f"{WAITING} le serveur a une panne")
        cluster.control("start")
        robot.type(", et après")
        assert verdict(robot) == NOTHING
    finally:
        robot.device.stop()
        site.close()
