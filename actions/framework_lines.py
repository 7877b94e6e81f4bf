"""The items of a framework as lines of a table: brought in, and written so that they read back."""

import re
from functools import partial

from django.forms.models import model_to_dict

from actions import deadlines
from actions.framework_forms import ItemForm
from actions.frameworks import FrameworkItem, every_item
from gtm import journal
from gtm.imports import Outcome, refused, refused_by, tried
from gtm.refusals import saved

COLUMNS = {
    "code": ("Code", "numéro", "n°"),
    "wording": ("Libellé", "intitulé", "objectif", "indicateur", "axe"),
    "parent": ("Sous", "code du parent", "parent", "sous l’élément"),
    "since": ("Du", "valable du", "début"),
    "until": ("Au", "valable au", "fin"),
}
NEEDED = ["code", "wording"]
# A spreadsheet obeys a cell that begins so: it is written behind an apostrophe, and read without.
FORMULA = re.compile(r"'*[=+\-@|%]")


def rows_of(framework):
    """[[cells]] with their headings, parents before what is below them."""
    items = every_item(framework=framework)
    codes = {item.pk: item.code for item in items}
    yield [own[0] for own in COLUMNS.values()]
    for item in items:
        days = (f"{day:%d/%m/%Y}" if day else "" for day in (item.since, item.until))
        cells = [item.code, item.wording, codes.get(item.parent_id, ""), *days]
        yield [f"'{cell}" if FORMULA.match(cell) else cell for cell in cells]


def brought_in(form, framework, by, now, *, keep):
    """The `Trial` of a table; call it in a transaction that holds the set."""
    return tried(form, partial(_taken, framework=framework, by=by, now=now), keep=keep)


def _taken(line, framework, by, now):
    """The item of that code is changed, else made; an empty cell changes nothing."""
    cells = {name: _plain(text) for name, text in line.cells.items() if text}
    label = " ".join(cells.get(name, "") for name in ("code", "wording"))[:120]
    items = framework.items
    item = items.filter(code=cells.get("code", "")).first() or FrameworkItem(framework=framework)
    parent = items.filter(code=cells["parent"]).first() if "parent" in cells else item.parent
    if "parent" in cells and parent is None:
        why = f"Aucun élément « {cells['parent']} » avant cette ligne."
        return refused(line, label, why)
    posted = _posted(item, cells) | {"parent": parent.pk if parent else ""}
    before, uses = journal.written(item), item.uses if item.pk else 0
    form = ItemForm(posted, instance=item, is_warned=False)
    if not form.is_valid() or not saved(form, form.save):
        return refused_by(line, label, form)
    entry = journal.record_changes(by, now, item, before)
    return Outcome(line.number, label, _act(before, entry, uses))


def _plain(text):
    return text[1:] if text[:1] == "'" and FORMULA.match(text) else text


def _posted(item, cells):
    """What its page would send, with what the line says in place of what it said."""
    posted = {name: value for name, value in model_to_dict(item).items() if value is not None}
    posted |= {name: text for name, text in cells.items() if name in ("code", "wording")}
    for name in ("since", "until"):
        if name in cells:
            posted[name] = deadlines.parse_day(cells[name]) or "?"
    if not item.pk:
        posted.pop("position", None)
    return posted


def _act(before, entry, uses):
    if entry is None:
        return ""
    if not before:
        return "créé"
    told = ", ".join(name for name, _, _ in entry.changes)
    number = f" (en usage : {uses} point{'s' if uses > 1 else ''} d’action)" if uses else ""
    return f"modifié : {told}{number}"
