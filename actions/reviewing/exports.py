"""What a review shows, as a table for a spreadsheet: XLSX and CSV.

One list of columns for both. Cells of text are text: what begins with `=` is never a formula.
"""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import islice

from defusedcsv import csv
from django.db.models import F
from django.utils import timezone
from xlsxwriter import Workbook

from actions.follow_up import ActionUpdate
from actions.frameworks import Framework, FrameworkItem, every_item
from actions.models import ActionItem
from actions.silence import Owed, Silence
from gtm import typography
from gtm.models import WorkingGroup

CHUNK = 2000  # actions read at a time, with what hangs on them
NOT_IN_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
LARGEST_CELL = 32_767  # Excel's own limit
LINE, HIGHEST = 12.75, 408.75  # points of a line of Arial 10, and of the highest row that Excel has


@dataclass(frozen=True)
class Row:
    """One action with all that its line shows."""

    action: ActionItem
    days_late: int
    region: str
    news: ActionUpdate | None
    section: str
    items: list[FrameworkItem]
    silence: Silence

    @property
    def responsibles(self):
        return self.action.responsible_wording

    @property
    def leader(self):
        """The structure that sees to it; "" for none of the directory."""
        return self.action.lead.label if self.action.lead_id else ""

    @property
    def others(self):
        """The structures that its minutes name beside the one that leads."""
        named = [each.agency for each in self.action.responsibles.all() if each.agency_id]
        labels = (each.label for each in named if each.pk != self.action.lead_id)
        return ", ".join(dict.fromkeys(labels))

    @property
    def charged(self):
        return ", ".join(each.agency.label for each in self.action.follow_ups.all())

    @property
    def silence_text(self):
        """Its lines: since when nothing was said, and when one asked last."""
        told, asked = typography.silence(self.silence.days), self.silence.chased_on
        lines = [told, asked and typography.chased(asked, self.silence.chased_count)]
        return "\n".join(filter(None, lines))

    @property
    def news_on(self):
        return timezone.localtime(self.news.at).date() if self.news else None

    @property
    def news_text(self):
        return self.news.told if self.news else ""


def rows(actions, today):
    """The `Row`s of a queryset in its order; as many queries for each `CHUNK` of them.

    Groups, items and structures are few: they are read once, not with each action.
    """
    whole = actions.with_last_news().annotate(point_title=F("agenda_point__title"))
    groups = WorkingGroup.objects.select_related("territory__parent__parent").in_bulk()
    owed = Owed.now()
    regions = {pk: group.region.region_name for pk, group in groups.items()}
    items = {item.pk: item for item in every_item()}
    found = whole.defer("words").prefetch_related(
        "lead__territory",
        "responsibles__agency__territory",
        "follow_ups__agency__territory",
        "classified",
    )
    for chunk in _chunks(found.iterator(chunk_size=CHUNK)):
        told = [each.last_news for each in chunk if each.last_news]
        news = ActionUpdate.objects.select_related("agency__territory").in_bulk(told)
        for action in chunk:
            action.group = groups[action.group_id]
            yield Row(
                action=action,
                days_late=action.days_late(today),
                region=regions[action.group_id],
                news=news.get(action.last_news),
                section=getattr(action, "section", ""),
                items=[items[each.item_id] for each in action.classified.all()],
                silence=owed.silence_of(action, today),
            )


def _chunks(found):
    while chunk := list(islice(found, CHUNK)):
        yield chunk


@dataclass(frozen=True)
class Column:
    heading: str
    width: int
    value: Callable[[Row], str | int | date | None]


COLUMNS = [
    Column("Retard (jours)", 9, lambda row: row.days_late or None),
    Column("Point d’action", 60, lambda row: row.action.text),
    Column("Responsables", 30, lambda row: row.responsibles),
    Column("Chef de file", 16, lambda row: row.leader),
    Column("Autres responsables", 20, lambda row: row.others),
    Column("Chargées du suivi", 20, lambda row: row.charged),
    Column("Région", 14, lambda row: row.region),
    Column("Groupe", 16, lambda row: row.action.group.name),
    Column("Réunion du", 12, lambda row: row.action.decided_on),
    Column("Point de l’ordre du jour", 30, lambda row: row.action.point_title),
    Column("Échéance écrite", 18, lambda row: row.action.deadline_wording),
    Column("Dernier jour", 12, lambda row: row.action.due_on),
    Column("État", 20, lambda row: row.action.get_status_display()),
    Column("Reconduites", 11, lambda row: row.action.rescheduled_count or None),
    Column("Dernier suivi le", 12, lambda row: row.news_on),
    Column("Observations", 50, lambda row: row.news_text),
    Column("Sans nouvelle depuis (jours)", 11, lambda row: row.silence.days or None),
    Column("Relancé le", 12, lambda row: row.silence.chased_on),
    Column("Relances sans réponse", 10, lambda row: row.silence.chased_count or None),
    Column("Déclaré fait le", 12, lambda row: row.action.declared_on),
    Column("Clos le", 12, lambda row: row.action.closed_on),
]


def columns():
    """All of them: for each framework one more, with the items of an action."""
    return COLUMNS + [
        Column(plain(framework.name), 30, partial(_items_of, framework.pk))
        for framework in Framework.objects.all()
    ]


def _items_of(framework, row):
    return "\n".join(str(item) for item in row.items if item.framework_id == framework)


def plain(text):
    """A typed text as a cell: no blank before, as a tab or a line end may start a formula."""
    return NOT_IN_XML.sub("", text).strip()


def xlsx(actions, today, title):
    """The bytes of a workbook: typed dates, filters on, the headings always in sight."""
    out = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(out, options) as book:
        book.set_properties({"title": title})
        formats = _formats(book)
        sheet = book.add_worksheet("Points d’action")
        shown = columns()
        for place, column in enumerate(shown):
            sheet.set_column(place, place, column.width)
        sheet.set_row(0, _height([column.heading for column in shown], shown))
        for place, column in enumerate(shown):
            sheet.write_string(0, place, column.heading, formats["head"])
        line = 0
        for line, row in enumerate(rows(actions, today), 1):
            values = [column.value(row) for column in shown]
            sheet.set_row(line, _height(values, shown))
            for place, value in enumerate(values):
                _write(sheet, line, place, value, formats)
        sheet.autofilter(0, 0, line, len(shown) - 1)
        _set_page(sheet)
    return out.getvalue()


def _set_page(sheet):
    """A4, the action and its lateness on each page: all columns on one would be too small."""
    sheet.freeze_panes(1, 2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.repeat_rows(0)
    sheet.repeat_columns(0, 1)
    sheet.fit_to_pages(2, 0)
    sheet.set_footer("&R&P / &N")


def _height(values, shown):
    """Points that the highest cell of a row takes: LibreOffice does not find it by itself."""
    lines = max(
        sum(1 + len(line) // column.width for line in plain(value).splitlines() or [""])
        for value, column in zip(values, shown, strict=True)
        if isinstance(value, str)
    )
    return min(lines * LINE + 3, HIGHEST)


def _formats(book):
    top = {"valign": "top", "font_name": "Arial", "font_size": 10}
    return {
        "head": book.add_format(top | {"bold": True, "text_wrap": True, "bottom": 1}),
        "text": book.add_format(top | {"text_wrap": True}),
        "date": book.add_format(top | {"num_format": "dd/mm/yyyy", "align": "left"}),
    }


def _write(sheet, line, place, value, formats):
    if isinstance(value, date):
        sheet.write_datetime(line, place, value, formats["date"])
    elif isinstance(value, int):
        sheet.write_number(line, place, value, formats["text"])
    elif value:
        sheet.write_string(line, place, plain(value)[:LARGEST_CELL], formats["text"])


class _Echo:
    """A file that hands back what is written."""

    def write(self, text):
        return text


def csv_lines(actions, today):
    """The lines of a CSV for a French spreadsheet: UTF-8 with its mark, semicolons."""
    writer, shown = csv.writer(_Echo(), delimiter=";"), columns()
    yield "\ufeff" + writer.writerow([column.heading for column in shown])
    for row in rows(actions, today):
        yield writer.writerow([_csv_cell(column.value(row)) for column in shown])


def _csv_cell(value):
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return plain(value) if isinstance(value, str) else value
