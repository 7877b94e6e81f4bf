"""What stands below each point: discussion, strengths, weaknesses, actions. Pure."""

import re

from gtm.names import fold
from meetings.imports.understanding import tables, words
from meetings.imports.understanding.head import day_in
from meetings.imports.understanding.lines import Line, ended, plain
from meetings.imports.understanding.people import choice
from meetings.text import columns
from meetings.text.fields import DISCUSSION_HEADINGS, RESPONSIBLE_HEADINGS

_WHEN_LABEL = r"(?:échéance|d[ée]lai|date limite|deadline)"
_INLINE = re.compile(
    r"^(?P<text>.+?)[\s,;.–-]*[(\[–;]\s*"
    rf"(?P<rest>(?:responsables?|resp\.?|{_WHEN_LABEL})\s*:.+?)[)\]]?\s*\.?$",
    re.IGNORECASE | re.DOTALL,
)
_WHO = re.compile(
    rf"(?:responsables?|resp\.?)\s*:\s*(?P<v>.+?)(?=\s*[;,–|-]?\s*{_WHEN_LABEL}\s*:|$)",
    re.IGNORECASE,
)
_WHEN = re.compile(rf"{_WHEN_LABEL}\s*:\s*(?P<v>.+?)(?=\s*[;,–|-]?\s*resp|$)", re.IGNORECASE)


class Body:
    """Writes what stands below one point at a time into a `Draft`."""

    def __init__(self, draft, heading):
        self.draft, self.default_heading = draft, heading
        self.row, self.title, self.sure, self.section = "", "", True, "discussion"
        self.table_before, self.listed, self.last, self.announced = None, [], None, None

    def open(self, point, sure):
        """What follows stands below this point."""
        self.close()
        self.row, self.title, self.sure, self.section = point.row, point.title, sure, "discussion"
        self.table_before, self.last = None, None

    def close(self):
        """The items of the list that was read, as rows without the signs that part them."""
        lines, self.listed = self.listed, []
        for text, (section, line) in zip(
            ended([line.text for _, line in lines]), lines, strict=True
        ):
            if section == "actions":
                self.action(text, line)
            else:
                self.draft.put(
                    f"{self.draft.row(self.row + section)}text", text, line.place, self.sure
                )

    def to(self, section):
        self.close()
        self.section, self.last = section, None

    # --- Lines ---

    def line(self, line):
        if line.rows:
            self.table(line)
        elif not self.heading(line):
            _SECTIONS[self.section](self, line)

    def heading(self, line):
        """Whether a line only says what follows."""
        if self._inline_findings(line):
            return True
        section = next((name for name, form in _HEADINGS if form.fullmatch(line.key)), "")
        if not section and is_actions(line):
            section = "actions"
        if not section or len(line.key) > 90:
            return False
        self.to(section)
        if section == "discussion":
            self._discussion_heading(line)
        elif section == "actions":
            self.announced, self.table_before = line, None
        return True

    def _inline_findings(self, line):
        """« Forces : bonne coordination ; implication des communes »."""
        label, _, rest = line.text.partition(":")
        key = Line(label, "").key
        section = next((name for name, form in _HEADINGS[:2] if form.fullmatch(key)), "")
        if not section or not rest.strip():
            return False
        self.to("discussion")
        for part in columns.apart(rest) or [rest.strip()]:
            self.draft.put(f"{self.draft.row(self.row + section)}text", part, line.place, False)
        return True

    def _discussion_heading(self, line):
        """The heading of the discussion; a second one is a line of it."""
        text = line.text.rstrip(" :.").strip()
        if f"{self.row}discussion" in self.draft.document:
            self.say(line)
        elif fold(text) != fold(DISCUSSION_HEADINGS[0]):
            self.draft.fill(f"{self.row}heading", text, line.place)

    def say(self, line):
        """A line of the discussion, as it stands in the original."""
        is_listed = line.sign or (self.last and self.last.sign)
        text = f"- {line.text}" if line.is_bullet else line.full
        joint = "\n" if is_listed else "\n\n"
        self.draft.more(f"{self.row}discussion", text, joint, line.place, self.sure)
        self.last = line

    def _findings(self, line, section):
        has_items = bool(self.listed)
        if line.sign and (not has_items or self.listed[0][1].is_bullet == line.is_bullet):
            self.listed.append((section, line))
        elif has_items:
            self.to("discussion")
            self.say(line)
        else:
            self.draft.more(f"{self.row}{section}_intro", line.text, "\n", line.place, self.sure)

    def _strengths(self, line):
        self._findings(line, "strengths")

    def _weaknesses(self, line):
        self._findings(line, "weaknesses")

    def _actions(self, line):
        """Below « Recommandations »: the items of a list; anything else is discussion."""
        if words.NONE_TO_DO.fullmatch(line.key):
            self.draft.put(f"{self.row}no_action", "1", line.place)
        elif line.sign:
            self.listed.append(("actions", line))
        else:
            announced = None if self.listed else self.announced
            self.to("discussion")
            if announced:
                self.say(announced)
            self.say(line)

    def action(self, text, line):
        row = self.draft.row(f"{self.row}actions")
        found = _INLINE.match(text)
        who, when = (
            (_WHO.search(found["rest"]), _WHEN.search(found["rest"])) if found else (None, None)
        )
        if who or when:
            text = found["text"].strip()
        self.draft.put(f"{row}text", text, line.place, self.sure)
        for name, each in (("responsible", who), ("deadline", when)):
            if each:
                self.draft.put(f"{row}{name}", each["v"].strip(" ;,.)"), line.place, False)

    # --- Tables ---

    def table(self, line: Line):
        hint = "actions" if self.section == "actions" else ""
        table = tables.read(line.rows, hint, self.table_before)
        self.close()
        if table.kind == "former":
            self.former(table)
        elif table.kind == "actions":
            self.actions(table)
        elif table.kind == "findings":
            self.findings(table)
        else:
            self.plain(line, table)
            return
        self.section, self.last, self.table_before = "discussion", None, table

    def actions(self, table):
        rows = [pair for pair in table.cells() if not self._is_none(pair)]
        if len(rows) < len(table.rows) and not rows:
            self.draft.put(f"{self.row}no_action", "1", table.rows[0].place)
        texts = ended([_unsigned(cells.get("action", "")) for cells, _ in rows])
        for text, (cells, row) in zip(texts, rows, strict=True):
            self._action_row(text, cells, row, table)
        self._headings(table)

    def _is_none(self, pair):
        """« N/A », « // »: a row that says that there is nothing to do."""
        cells, _ = pair
        filled = [
            cell for name, cell in cells.items() if name != "number" and re.search(r"\w", cell)
        ]
        return not filled or all(
            words.NONE_TO_DO.fullmatch(plain(cell).replace(" ", "")) for cell in filled
        )

    def _action_row(self, text, cells, row, table):
        key = self.draft.row(f"{self.row}actions")
        sure = self.sure and table.is_named and not row.is_joined
        put = self.draft.put
        put(f"{key}text", text.replace("\n", " ") if "\n-" not in text else text, row.place, sure)
        self._who_and_when(key, cells, row, sure)
        put(
            f"{key}followup_agencies", cells.get("charged", "").replace("\n", ", "), row.place, sure
        )
        for name in ("title", "said", "other"):
            self.draft.leave(row.place, cells.get(name, ""))

    def _who_and_when(self, key, cells, row, sure):
        responsible, deadline = cells.get("responsible", ""), cells.get("deadline", "")
        if "both" in cells:
            responsible, deadline = tables.parted(cells["both"])
            sure = sure and bool(responsible and deadline) and "\n" in cells["both"]
        responsible = re.sub(r"\s*\n\s*[-•]?\s*", _joint(responsible), responsible.strip())
        self.draft.put(f"{key}responsible", responsible, row.place, sure)
        self.draft.put(f"{key}deadline", deadline.replace("\n", " "), row.place, sure)

    def _headings(self, table):
        place = table.rows[0].place if table.rows else ""
        heading = " ".join((table.heading("responsible") or table.heading("both")).split())
        if heading and fold(heading) != fold(self.default_heading):
            known = {each.lower(): each for each in RESPONSIBLE_HEADINGS}
            heading = known.get(heading.lower(), heading)
            self.draft.fill(f"{self.row}responsible_heading", heading, place)
        if table.is_named and table.head and not {"deadline", "both"} & set(table.columns):
            self.draft.fill(f"{self.row}without_deadline", "1", place)

    def former(self, table):
        """Actions of an earlier meeting: they stand in the follow-up, with that meeting's day."""
        day = day_in(self.title) or day_in(getattr(self.last, "text", "") or "")
        self.draft.fill(f"{self.row}followup", "1", table.rows[0].place if table.rows else "")
        rows = [pair for pair in table.cells() if not self._is_none(pair)]
        texts = ended([_unsigned(cells.get("action", "")) for cells, _ in rows])
        for text, (cells, row) in zip(texts, rows, strict=True):
            key = self.draft.row("former_actions")
            sure = table.is_named and not row.is_joined
            self.draft.put(f"{key}text", text.replace("\n", " "), row.place, sure)
            self.draft.put(
                f"{key}meeting_date",
                cells.get("meeting_date", day),
                row.place,
                "meeting_date" in cells,
            )
            self._who_and_when(key, cells, row, sure)
            self._status(key, cells, row, sure)
            for name in ("reason", "new_deadline"):
                self.draft.put(f"{key}{name}", cells.get(name, ""), row.place, sure)
            for name in ("title", "other"):
                self.draft.leave(row.place, cells.get(name, ""))

    def _status(self, key, cells, row, sure):
        status = cells.get("status", "").replace("\n", " ")
        chosen = choice(columns.STATUSES, status)
        said = [cells.get("said", "")]
        if chosen:
            self.draft.put(f"{key}status", chosen, row.place, sure)
        else:
            said.insert(0, status)
        self.draft.put(f"{key}said", "\n".join(filter(str.strip, said)), row.place, sure)

    def findings(self, table):
        for section, meaning in (("strengths", "strength"), ("weaknesses", "weakness")):
            found = []
            for cells, row in table.cells():
                found += [
                    (part, row) for part in cells.get(meaning, "").split("\n") if part.strip()
                ]
            for text, (_, row) in zip(
                ended([_unsigned(text) for text, _ in found]), found, strict=True
            ):
                self.draft.put(
                    f"{self.draft.row(self.row + section)}text", text, row.place, self.sure
                )

    def plain(self, line, table):
        """A table of the discussion: a line for each row, tabs between its cells."""
        key = f"{self.row}discussion"
        rows = ["\t".join(cell.replace("\n", " ") for cell in row.cells) for row in line.rows]
        self.draft.more(
            key,
            "\n".join(rows),
            "\n\n" if self.last or key in self.draft.document else "\n",
            line.place,
            self.sure and len(rows) > 1,
        )
        self.last, self.table_before = None, None


_HEADINGS = (
    ("strengths", words.STRENGTHS),
    ("weaknesses", words.WEAKNESSES),
    ("discussion", words.DISCUSSION),
)
_SECTIONS = {
    "discussion": Body.say,
    "strengths": Body._strengths,
    "weaknesses": Body._weaknesses,
    "actions": Body._actions,
}


def _unsigned(text):
    return (
        re.sub(r"^\s*(?:\d{1,2}\s?[-.)°]+|[-–•➢▪])\s*(?=\S)", "", text)
        if text.count("\n") < 1
        else text
    )


def _joint(cell):
    """Names below each other are parted by commas; a name that goes on is not."""
    lines = [line.strip() for line in cell.split("\n")]
    return (
        ", "
        if all(line[:1].isupper() or line[:1] in "-•" for line in lines[1:])
        and not any(
            line.endswith((",", "/", ";", " et", " de", " des", "-")) for line in lines[:-1]
        )
        else " "
    )


def is_actions(line):
    """« Points d’action », « Recommandations : », alone on its line."""
    key = line.key
    return len(key) < 60 and bool(words.ACTIONS.fullmatch(key))
