"""What can be taken away, to see that the runs miss it: {name: function that takes it away}.

`bench/interleavings --without NAME …`; `bench/README.md` says after how many runs each is found.
"""

import inspect
import textwrap
from dataclasses import replace

from actions import models, silence
from actions.models import ActionItem
from gtm import locks
from gtm.models import WorkingGroup
from meetings.life import publishing, verbs
from meetings.writing import store


def _without(module, owner, name, code, instead=""):
    """A function of a module, or of a class in it, made again without a piece of its code."""
    written = getattr(owner, name)
    source = textwrap.dedent(inspect.getsource(written))
    assert code in source, f"{name} is no longer written so"
    made = {}
    exec(source.replace(code, instead), vars(module), made)  # noqa: S102 - our own source
    made[name].__wrapped__ = written  # whose source is read when it is made again
    setattr(owner, name, made[name])


def every_lock():
    """The group is locked by `in_order` too."""
    locks.in_order = lambda rows: rows


def group_held():
    locks.hold = lambda *groups: None


def rows_in_order():
    lock = locks.in_order
    locks.in_order = lambda rows: lock(rows) if rows.model is WorkingGroup else rows


def what_minutes_write():
    """A new version writes what it has read of status and version, too."""
    ActionItem.FROM_MINUTES = (*ActionItem.FROM_MINUTES, "status", "version")


def latest_news():
    """To be asked is news, too."""
    code = 'ActionUpdate.last_of(ActionUpdate.NEWS, "at")'
    asked = "(*ActionUpdate.NEWS, ActionUpdate.Kind.CHASED)"
    _without(silence, silence, "noted", code, f'ActionUpdate.last_of({asked}, "at")')


def version_of_an_action():
    _without(models, ActionItem, "_claim", "version=self.version, status=self.status\n", "\n")


def _claim_without(code, instead=""):
    _without(store, store, "_claim", code, instead)
    store.MINUTES = replace(store.MINUTES, claim=store._claim)


def version_of_a_save():
    _claim_without(", state__in=Meeting.EDITABLE, version=current.version")


def version_of_a_move():
    _without(verbs, verbs, "move", ", version=meeting.version\n", "\n")
    publishing.move = verbs.move


def state_of_a_save():
    _claim_without(" state__in=Meeting.EDITABLE,")


def end_of_readers():
    code = "meeting.readers.filter(ended_at=None).update(ended_at=Now())"
    _without(verbs, verbs, "move", code, "pass")
    publishing.move = verbs.move


def replanning():
    """The next meeting is not looked for when one moves."""
    _claim_without("replan(current.group)", "pass")


ALL = {
    each.__name__: each
    for each in (
        every_lock, group_held, rows_in_order, what_minutes_write, latest_news,
        version_of_an_action, version_of_a_save, version_of_a_move, state_of_a_save,
        end_of_readers, replanning,
    )
}  # fmt: skip
