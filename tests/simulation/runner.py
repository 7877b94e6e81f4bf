"""Plays seeds: Node with the browser's modules, and the server for it in this process."""

import json
import logging
import random
import shutil
import subprocess
import uuid
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

from django.conf import settings
from django.db import transaction
from django.template import engines
from django.template.loaders.locmem import Loader
from django.test import Client
from django.utils import timezone

from tests import factories
from tests.simulation.server import SESSIONS, Clock, Play, session_of

PLAY = Path(__file__).parent / "play.mjs"
NODE = shutil.which("node")
# Rendered for nobody: their context is what counts.
UNSEEN = {
    "meetings/meeting_edit.html": "",
    "meetings/meeting_conflict.html": "",
    "gtm/kept_form.html": "",
}
# What a page shows beside the text takes half of the time, and is no part of the protocol.
EDITOR = "meetings.writing.views.editor"
BESIDE = {
    "agencies_of": lambda meeting: [],
    "known_names": lambda agencies: {},
    "names_known_in": lambda meeting: {},
    "checklist": SimpleNamespace(problems=lambda *_: [], blocking=lambda found: []),
}
PEOPLE = ("Amina", "Issa", "Rahila")


# As in tests/conftest.py, for who runs without pytest.
PLAIN = {
    "STORAGES": settings.STORAGES
    | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}},
    "SECOND_FACTOR_REQUIRED": False,
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
}


def told(seed, result):
    """The faults of a seed, and how to see it again."""
    lines = [
        f"{each['at'] / 1000:9.3f} {each['kind']}: {each['told']}" for each in result["faults"]
    ]
    return "\n".join([f"seed {seed}: bench/simulate --seeds {seed}-{seed} --trace", *lines])


def seeded_uuid():
    return uuid.UUID(int=random.getrandbits(128), version=4)


class Runner:
    """One Node process for many seeds; `with Runner() as runner: runner.play(7)`."""

    def __init__(self, patches=()):
        self.patches, self.clock = list(patches), Clock()

    def __enter__(self):
        shell = Client().get("/hors-ligne/editeur/").text
        self.now, timezone.now = timezone.now, self.clock
        logging.disable(logging.ERROR)
        self.editor = vars(import_module(EDITOR))
        self.beside = {name: self.editor[name] for name in BESIDE}
        self.editor.update(BESIDE)
        self.loaders = engines["django"].engine.template_loaders
        self.loaders.insert(0, Loader(engines["django"].engine, UNSEEN))
        SESSIONS.clear()
        self.uuid4, uuid.uuid4 = uuid.uuid4, seeded_uuid
        self.made = transaction.atomic()
        self.made.__enter__()
        group = factories.make_group()
        self.people = {
            name: factories.make_membership(
                factories.make_user(name), "secretary", group=group
            ).user
            for name in PEOPLE
        }
        for person in self.people.values():
            session_of(person)
        self.node = subprocess.Popen(  # noqa: S603 - our own script
            [NODE, "--experimental-vm-modules", "--no-warnings", str(PLAY)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._say({"shell": shell, "patches": self.patches})
        return self

    def __exit__(self, *_):
        timezone.now, uuid.uuid4 = self.now, self.uuid4
        logging.disable(logging.NOTSET)
        self.editor.update(self.beside)
        self.loaders.pop(0)
        transaction.set_rollback(True)
        self.made.__exit__(None, None, None)
        self.node.stdin.close()
        self.node.wait(10)

    def _say(self, what):
        self.node.stdin.write(json.dumps(what) + "\n")
        self.node.stdin.flush()

    def play(self, seed):
        """{faults, hash, trace, figures} of one seed."""
        with transaction.atomic():
            try:
                return self._played(Play(self.people, self.clock), seed)
            finally:
                transaction.set_rollback(True)  # the next one starts as this one did

    def _played(self, play, seed):
        self._say({"seed": seed})
        for line in self.node.stdout:
            asked = json.loads(line)
            if "result" in asked:
                return asked["result"]
            self.clock.set(asked["clock"])
            self._say(getattr(play, asked["ask"])(**asked["with"]))
        raise RuntimeError("Node has ended.")
