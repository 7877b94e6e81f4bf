"""Why a backup is not made, or not restored."""


class Refused(Exception):
    """The message says why, in French."""


class Busy(Refused):
    """Somebody else is at it."""
