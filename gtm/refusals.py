"""What a verb says when the state of a thing forbids it."""


class NotNow(Exception):
    """The state forbids it, or has just changed; the message says why, in French."""
