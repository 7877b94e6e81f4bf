"""What is said when the state of a thing forbids what is asked."""

from django.db import IntegrityError, transaction


class NotNow(Exception):
    """The state forbids it, or has just changed; the message says why, in French."""


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
