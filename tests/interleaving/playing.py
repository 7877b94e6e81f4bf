"""One run: a group with minutes published, submitted and planned, and several who act at once."""

import time
import traceback
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from random import Random
from threading import Barrier, Thread

from django.apps import apps
from django.db import connection, transaction

from meetings.life import publishing
from tests.factories import (
    hand_in,
    make_agency,
    make_axis,
    make_document,
    make_group,
    make_meeting,
    make_membership,
    make_user,
    publish,
    with_actions,
)
from tests.interleaving.acting import Actor
from tests.interleaving.invariants import broken

LONGEST = 60  # seconds that one run may take: it hangs
PAUSE = 0.002  # seconds at most before a query, for others to come in between


@dataclass
class Told:
    """What became of one run or of many: {(verb, refused): times}, and what went wrong."""

    acts: Counter = field(default_factory=Counter)
    faults: list = field(default_factory=list)


class Stage:
    """A group, its persons, its minutes; `set` puts them as they were before the last run."""

    def __init__(self):
        publishing.rendered = lambda *args, **kwargs: b"%PDF-"  # not what is tried here
        names = {
            "secretary": ("Amina", "Issa", "Zara"),
            "reviewer": ("Rakia",),
            "validator": ("Dari",),
            "partner": ("Paul",),
        }
        self.persons = {role: [make_user(name) for name in each] for role, each in names.items()}
        self.group = make_group()
        for acronym in ("OIM", "PAM"):
            make_agency(acronym)
        make_axis()
        self._give_roles()
        self._write()
        self.rows = [(each, list(each._base_manager.order_by("pk"))) for each in _models()]

    def _give_roles(self):
        (reviewer,), (deputy,) = self.persons["reviewer"], self.persons["validator"]
        make_membership(reviewer, "reviewer")
        make_membership(deputy, "deputy")
        for user in self.persons["secretary"][:2]:
            make_membership(user, "secretary", group=self.group)

    def _write(self):
        author, (deputy,) = self.persons["secretary"][0], self.persons["validator"]
        asked = {"text": "Agir", "responsible": "OIM", "deadline": "prochaine réunion"}
        document, _ = with_actions(make_document(), asked, asked | {"deadline": "15/03/2022"})
        publish(make_meeting(self.group, author, document=document), deputy)
        hand_in(make_meeting(self.group, author, on=date(2022, 2, 1)))
        make_meeting(self.group, author, "planned", on=date(2022, 3, 1))

    def set(self):
        with transaction.atomic():
            with connection.cursor() as cursor:
                for model, _ in self.rows:
                    cursor.execute(f"DELETE FROM {model._meta.db_table}")  # noqa: S608
            for model, rows in self.rows:
                model._base_manager.bulk_create(rows)


def _models():
    apps_of_ours = (apps.get_app_config(name) for name in ("gtm", "actions", "meetings"))
    return [model for app in apps_of_ours for model in app.get_models(include_auto_created=True)]


@contextmanager
def pauses(random):
    """Stop a while before some queries of this thread."""

    def pause(execute, *args):
        if random.random() < 0.5:
            time.sleep(random.random() * PAUSE)
        return execute(*args)

    with connection.execute_wrapper(pause):
        yield


def play(stage, seed, threads, acts):
    """The `Told` of one run. The draws follow from the seed, their order in time does not."""
    stage.set()
    told, barrier = Told(), Barrier(threads)

    def run(number):
        actor = Actor(stage.group, stage.persons, f"{seed} {number}")
        try:
            barrier.wait()
            with pauses(Random(f"{seed} pauses {number}")):
                done = [actor.act() for _ in range(acts)]
            told.acts.update(done)
        except Exception:
            told.faults.append(traceback.format_exc())
        finally:
            connection.close()

    running = [Thread(target=run, args=(number,), daemon=True) for number in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join(LONGEST)
    told.faults += [f"hangs after {LONGEST} s" for each in running if each.is_alive()]
    told.faults += broken()
    return told
