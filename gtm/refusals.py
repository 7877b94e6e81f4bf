"""What is said when the state of a thing forbids what is asked."""

from contextlib import contextmanager

from django.contrib import messages
from django.db import IntegrityError, transaction


class NotNow(Exception):
    """The state forbids it, or has just changed; the message says why, in French."""


@contextmanager
def telling(request, done):
    """Say on the next page that it is done, or why it is not (`NotNow`)."""
    try:
        yield
    except NotNow as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)


def saved(form, save):
    """What `save()` returns, in a transaction; None when a constraint of the database refuses.

    Somebody has saved the same since the form was checked: checked again, it tells so at its field.
    """
    try:
        with transaction.atomic():
            return save()
    except IntegrityError:
        form.full_clean()
        if form.is_valid():  # another constraint, which is a mistake of ours
            raise
