"""The fields of the editor: one tag that knows label, name, value and problem of each.

Built in Python rather than by widget templates: a long text has 1,500 fields, and this is a tenth
of the time.
"""

import json
from functools import lru_cache

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from actions import deadlines, responsibles
from gtm import typography
from meetings.text import columns
from meetings.text import document as doc

register = template.Library()


@register.simple_tag(takes_context=True)
def entry(context, row, name, rows=0, bare=False, label="", **attributes):
    """A field of `row` (or of the header, whose key is empty), its label, and its problem.

    `rows` makes it a text area, `bare` hides the label from sight only; other arguments become
    attributes of the field (`data_suggest="names"`).
    """
    key = f"{row['key']}/{name}" if row.get("key") else name
    field = doc.ROWS[key.partition("/")[0]][name] if row.get("key") else doc.HEADER[name]
    problem = context["problems"].get(key)
    # An empty cell of a row is drawn: the sheet finds it by its placeholder, were it only a space.
    shown = {"placeholder": " "} if bare and not field.choices else {}
    attributes = {"id": key, "name": key, **shown, **attributes}
    if problem:
        attributes |= {"aria-describedby": f"{key}--problem"}
        if problem.blocks:
            attributes["aria-invalid"] = "true"
    control = _control(field, name, row, rows, attributes)
    return format_html(
        # Below a field without a visible label, the problem may take the width of the whole row.
        '<div class="entry bare entry-{}">{}{}</div>{}'
        if bare
        else '<div class="entry entry-{}">{}{}{}</div>',
        name.replace("_", "-"),
        _labelled(key, name, label or field.label, bare, control),
        DITTO if "data_ditto" in attributes else "",
        _problem(key, problem),
    )


# For phones, whose keyboards hide the sign; an empty field shows it.
DITTO = mark_safe(
    '<button type="button" class="ditto" tabindex="-1" data-ditto-button '
    'title="Comme la ligne au-dessus"><span aria-hidden="true">&quot;</span>'
    '<span class="visually-hidden">Comme la ligne au-dessus</span></button>'
)


def _flat(attributes):
    pairs = ((name.replace("_", "-"), value) for name, value in attributes.items())
    return format_html_join("", ' {}="{}"', pairs)


def _control(field, name, row, rows, attributes):
    value = row.get(name, "")
    if name in doc.FLAGS:
        checked = mark_safe(" checked") if value else ""
        return format_html('<input type="checkbox" value="1"{}{}>', _flat(attributes), checked)
    if field.choices:
        options = _options(field.choices, value)
        return format_html('<select class="form-select"{}>{}</select>', _flat(attributes), options)
    if rows:
        # The line end after the tag is eaten by browsers: the text's own first one must not be.
        return format_html(
            '<textarea class="form-control" rows="{}"{}>\n{}</textarea>',
            rows,
            _flat(attributes),
            value,
        )
    return format_html('<input class="form-control"{} value="{}">', _flat(attributes), value)


@lru_cache(1_000)
def _options(choices, value):
    """Made once for all rows that say the same."""
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((each, mark_safe(" selected") if each == value else "", label) for each, label in choices),
    )


def _labelled(key, name, label, bare, control):
    if name in doc.FLAGS:
        return format_html('<label class="tick">{} {}</label>', control, label)
    hidden = " visually-hidden" if bare else ""
    return format_html(
        '<label class="form-label{}" for="{}">{}</label>{}', hidden, key, label, control
    )


def _problem(key, problem):
    if problem is None:
        return ""
    kind = "blocks" if problem.blocks else "warns"
    return format_html(
        '<p class="entry-problem {}" id="{}--problem">{}{}</p>',
        kind,
        key,
        typography.french(problem.message),
        _offer(key, problem.offer),
    )


def _offer(key, offer):
    """The same as static/js/editor/respell.js makes after a save."""
    if not offer:
        return ""
    return format_html(
        ' <button class="link-button" name="do" value="respell:{}" data-offer="{}">'
        "Écrire comme dans l’annuaire</button>",
        key.split("/")[1],
        json.dumps(dict(offer), ensure_ascii=False),
    )


@register.simple_tag
def deadline_reading(text, meeting_day):
    """How a deadline is read: « → au plus tard le 31 décembre 2022 ».

    Nothing when it is empty, nor when a warning stands there already.
    """
    held_on = deadlines.parse_day(meeting_day)
    deadline = deadlines.parse(text, held_on)
    if not text.strip() or deadlines.warning(deadline, held_on):
        return ""
    return deadlines.describe(deadline)


@register.filter
def weekday_reading(text):
    """« mardi 30 novembre 2021 » for a typed day, nothing for anything else."""
    day = deadlines.parse_day(text)
    return typography.long_day(day) if day else ""


@register.filter
def day_reading(text):
    """« 30 novembre 2021 » for a typed day, the text itself for anything else."""
    day = deadlines.parse_day(text)
    return typography.long_date(day) if day else text


@register.filter
def is_collective(text, known):
    """Whether a responsible is led by a collective, as which nobody has an inbox."""
    named = responsibles.parse(text, known)
    return bool(named) and named[0].kind == responsibles.Kind.COLLECTIVE


@register.filter
def apart(wording):
    """The lines that a line of attendance offers to be cut into."""
    return columns.apart(wording)


@register.filter
def presence_label(value):
    """The French word of a presence as posted; the value itself when it is none."""
    return dict(doc.ROWS["attendance"]["presence"].choices).get(value, value)


@register.filter
def lookup(mapping, key):
    return mapping.get(key)


@register.simple_tag
def blank_row(section, key):
    """An empty row, for the pattern that the browser copies."""
    return {"uid": "__uid__", "key": key} | {
        name: [] if name in doc.CHILDREN.get(section, ()) else ""
        for name in (*doc.ROWS[section], *doc.CHILDREN.get(section, ()))
    }
