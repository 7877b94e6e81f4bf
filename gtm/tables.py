"""Rows as tables for spreadsheets and programs: XLSX, CSV and JSON, from one list of columns.

Cells of text are text: what begins with `=` is never a formula.
"""

import io
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from defusedcsv import csv
from xlsxwriter import Workbook

NOT_IN_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
LARGEST_CELL = 32_767  # Excel's own limit
LINE, HIGHEST = 12.75, 408.75  # points of a line of Arial 10, and of the highest row that Excel has
FRENCH, ISO = "%d/%m/%Y", "%Y-%m-%d"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Column:
    """A column of rows of any kind; `key` names it for programs, `tag` in the language HXL."""

    heading: str
    width: int
    value: Callable[[Any], str | int | date | None]
    key: str = ""
    tag: str = ""


@dataclass(frozen=True)
class Sheet:
    """`rows` may be endless: it is read once."""

    name: str
    columns: list[Column]
    rows: Any


def plain(text):
    """A typed text as a cell: no blank before, as a tab or a line end may start a formula."""
    return NOT_IN_XML.sub("", text).strip()


def _heads(columns):
    """The texts above the rows: headings, and HXL's tags where there are some."""
    yield [column.heading for column in columns]
    if any(column.tag for column in columns):
        yield [column.tag for column in columns]


# --- XLSX ---


def workbook(title, *sheets):
    """The bytes of a workbook: typed dates, filters on, the headings always in sight."""
    out = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(out, options) as book:
        book.set_properties({"title": title})
        formats = _formats(book)
        for each in sheets:
            _fill(book.add_worksheet(each.name), each, formats)
    return out.getvalue()


def _fill(sheet, table, formats):
    columns = table.columns
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
    line = head = -1
    for line, texts in enumerate(_heads(columns)):
        head = line
        sheet.set_row(line, _height(texts, columns))
        for place, text in enumerate(texts):
            sheet.write_string(line, place, text, formats["head"])
    for line, row in enumerate(table.rows, head + 1):
        values = [column.value(row) for column in columns]
        sheet.set_row(line, _height(values, columns))
        for place, value in enumerate(values):
            _write(sheet, line, place, value, formats)
    sheet.autofilter(head, 0, line, len(columns) - 1)
    _set_page(sheet, head + 1)


def _set_page(sheet, heads):
    """A4, the first two columns on each page: all columns on one would be too small."""
    sheet.freeze_panes(heads, 2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.repeat_rows(0, heads - 1)
    sheet.repeat_columns(0, 1)
    sheet.fit_to_pages(2, 0)
    sheet.set_footer("&R&P / &N")


def _height(values, columns):
    """Points that the highest cell of a row takes: LibreOffice does not find it by itself."""
    lines = max(
        (
            sum(1 + len(line) // column.width for line in plain(value).splitlines() or [""])
            for value, column in zip(values, columns, strict=True)
            if isinstance(value, str)
        ),
        default=1,
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


# --- Lines of text, one by one ---


class _Echo:
    """A file that hands back what is written."""

    def write(self, text):
        return text


def csv_lines(columns, rows, *, delimiter=";", dates=FRENCH):
    """The lines of a CSV; as it is, for a French spreadsheet: UTF-8 with its mark, semicolons."""
    writer = csv.writer(_Echo(), delimiter=delimiter)
    mark = "\ufeff"
    for texts in _heads(columns):
        yield mark + writer.writerow(texts)
        mark = ""
    for row in rows:
        yield writer.writerow([_csv_cell(column.value(row), dates) for column in columns])


def _csv_cell(value, dates):
    if isinstance(value, date):
        return value.strftime(dates)
    return plain(value) if isinstance(value, str) else value


def json_lines(columns, rows):
    """The lines of a JSON list of objects, whose keys are those of the columns."""
    before = "[\n"
    for row in rows:
        cells = {column.key: _json_cell(column.value(row)) for column in columns}
        yield before + json.dumps(cells, ensure_ascii=False)
        before = ",\n"
    yield "\n]\n" if before != "[\n" else "[]\n"


def _json_cell(value):
    return value.strftime(ISO) if isinstance(value, date) else value
