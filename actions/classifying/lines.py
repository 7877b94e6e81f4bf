"""The items of a framework as lines of a table: brought in, and written so that they read back."""

from django.forms.models import model_to_dict

from actions import deadlines
from actions.classifying.forms import ItemForm
from actions.frameworks import FrameworkItem, every_item
from gtm import journal
from gtm.imports import Outcome, changed, refused, refused_by
from gtm.refusals import saved
from gtm.sheets import guarded

COLUMNS = {
    "code": ("Code", "numéro", "n°"),
    "wording": ("Libellé", "intitulé", "objectif", "indicateur", "axe"),
    "parent": ("Sous", "code du parent", "parent", "sous l’élément"),
    "since": ("Du", "valable du", "début"),
    "until": ("Au", "valable au", "fin"),
}
NEEDED = ["code", "wording"]


def rows_of(framework):
    """[[cells]] with their headings, parents before what is below them."""
    items = every_item(framework=framework)
    codes = {item.pk: item.code for item in items}
    yield [own[0] for own in COLUMNS.values()]
    for item in items:
        days = (f"{day:%d/%m/%Y}" if day else "" for day in (item.since, item.until))
        yield guarded([item.code, item.wording, codes.get(item.parent_id, ""), *days])


def taken(line, framework, by, now):
    """The item of that code is changed, else made; an empty cell changes nothing.

    The set is held meanwhile.
    """
    cells = {name: text for name, text in line.cells.items() if text}
    label = " ".join(cells.get(name, "") for name in ("code", "wording"))[:120]
    items = framework.items
    item = items.filter(code=cells.get("code", "")).first() or FrameworkItem(framework=framework)
    parent = items.filter(code=cells["parent"]).first() if "parent" in cells else item.parent
    if "parent" in cells and parent is None:
        why = f"Aucun élément « {cells['parent']} » avant cette ligne."
        return refused(line, label, why)
    posted = _posted(item, cells) | {"parent": parent.pk if parent else ""}
    before, uses = journal.written(item), item.uses if item.pk else ""
    form = ItemForm(posted, instance=item, is_warned=False)
    if not form.is_valid() or not saved(form, form.save):
        return refused_by(line, label, form)
    entry = journal.record_changes(by, now, item, before)
    return Outcome(line.number, label, _act(before, entry, uses))


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
    told = changed(before, entry, "créé", "modifié")
    return f"{told} (en usage : {uses})" if told and uses else told
