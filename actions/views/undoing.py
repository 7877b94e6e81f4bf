"""What a person did last to several, taken back: asked by one button, told on the next page."""

from django.contrib import messages
from django.utils import timezone

from actions.last_change import UNDONE
from gtm.refusals import NotNow


def tell_undone(request, kind, undo, number_of):
    """Take back the change that the page offered, as far as nobody has touched it since.

    `kind`: the `Change` it is; `undo(change, now)` says how many, or raises `NotNow`; `number_of`
    puts a number of them in words.
    """
    now = timezone.now()
    change = kind.of(request.user, now)
    if change is None or str(change.uid) != request.POST.get("change"):
        messages.error(request, UNDONE)
        return
    try:
        number = undo(change, now)
    except NotNow as refusal:
        messages.error(request, str(refusal))
        return
    left = len(change.before) - number
    if number:
        messages.success(request, f"Annulé pour {number_of(number)}.")
    if left:
        stayed = "restent" if left > 1 else "reste"
        messages.warning(request, f"{left} {stayed} : changé depuis, ou hors de vos droits.")
