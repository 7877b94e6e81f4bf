"""The acts that a page or a phone sends, read: each right, or with what is wrong in it."""

import json
from dataclasses import dataclass, field

from meetings.door.arrivals import Acts
from meetings.door.forms import ArrivalForm, ConfirmationForm, RemovalForm

MOST = 1_000  # acts at once: three meetings of a hundred


class Unreadable(Exception):
    """Not what our page sends."""


@dataclass
class Posted:
    """`acts`: those that are right; `done` and `refused` name all of them by their own ids."""

    acts: Acts = field(default_factory=Acts)
    done: list = field(default_factory=list)
    refused: dict = field(default_factory=dict)
    form: object = None  # the last one that is wrong


def of_form(data):
    """What one form of the page sends, without a script."""
    posted = Posted()
    _read(posted, data.get("act", ""), data.get("do"), data.dict())
    return posted


def of_script(text):
    """[{"act": its id, "do": "arrive" | "confirm" | "remove", …}] as JSON. Raises `Unreadable`."""
    try:
        acts = json.loads(text)
    except (ValueError, RecursionError):
        raise Unreadable from None
    if not isinstance(acts, list) or not all(isinstance(each, dict) for each in acts[:MOST]):
        raise Unreadable
    posted = Posted()
    for each in acts[:MOST]:
        _read(posted, str(each.get("act", ""))[:60], each.get("do"), each)
    return posted


FORMS = {
    "arrive": (ArrivalForm, "arrivals"),
    "confirm": (ConfirmationForm, "confirmed"),
    "remove": (RemovalForm, "removed"),
}


def _read(posted, act, do, data):
    form_class, kind = FORMS.get(do if isinstance(do, str) else None, (None, None))
    form = form_class(data) if form_class else None
    if form is None or not form.is_valid():
        posted.form = form
        posted.refused[act] = _why(form)
        return
    posted.done.append(act)
    cleaned = form.cleaned_data
    getattr(posted.acts, kind).extend(cleaned["ids"] if do == "remove" else [cleaned])


def _why(form):
    if form is None:
        return "Rechargez la page."
    labels = {name: form.fields[name].label or "Page" for name in form.fields}
    return " ".join(
        f"{labels.get(name, '')} : {' '.join(errors)}".removeprefix(" : ")
        for name, errors in form.errors.items()
    )
