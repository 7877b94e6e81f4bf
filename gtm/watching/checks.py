"""All that is looked at, in the order in which it matters."""

import time
from dataclasses import dataclass, field

from gtm.watching import machine, work
from gtm.watching.lights import Check, Light

ORDER = list(Light)
LASTS = 10  # seconds for which strangers are told the same


@dataclass
class Kept:
    """The last word of this process, so that a monitor costs nothing."""

    until: float = 0
    checks: list[Check] = field(default_factory=list)


_kept = Kept()


def checks(now):
    """Every check; what needs a base that does not answer is left out."""
    ground = [machine.disk(now), machine.files(now)]
    try:
        first = machine.database(now)
        rest = [machine.clock(now), machine.migrations(now), work.mails(now), *work.timers(now)]
    except machine.REFUSALS as error:
        return [machine.database_ill(error), *ground]
    return [first, *ground, *rest]


def kept_checks(now):
    """Those of at most `LASTS` seconds ago."""
    if time.monotonic() >= _kept.until:
        _kept.checks = checks(now)
        _kept.until = time.monotonic() + LASTS
    return _kept.checks


def forget():
    """For tests, which look twice within a second."""
    _kept.until = 0


def is_ready(found):
    return not any(each.stops and each.is_bad for each in found)


def worst_first(found):
    return sorted(found, key=lambda each: ORDER.index(each.light), reverse=True)
