"""Where the pass over the lines stands, and what is being gathered. Pure."""

import re

from meetings.imports.understanding import agenda, head
from meetings.imports.understanding.agenda import Agenda
from meetings.imports.understanding.draft import Draft
from meetings.imports.understanding.head import Head
from meetings.imports.understanding.lines import Line, plain
from meetings.imports.understanding.people import People
from meetings.imports.understanding.points import Body

_NEXT = re.compile(r"prochaine (?:reunion|rencontre|seance)")


class State:
    """`part`: head, attendance, agenda, body, closing or after; `at`: the place of the point read.

    `rank`: of the style of titles in which the points stand; `listed`: the lines of a list so far.
    """

    def __init__(self, lines, known, responsible_heading):
        self.lines = lines
        self.draft = Draft()
        self.head, self.people = Head(self.draft), People(self.draft, known)
        self.agenda = Agenda(self.draft, known)
        self.body = Body(self.draft, responsible_heading)
        self.part, self.listed, self.at, self.rank, self.title = "head", [], -1, 0, ""
        self.has_agenda = self.has_styles = False

    def end_list(self):
        """What was gathered below a heading becomes rows."""
        lines, self.listed = self.listed, []
        is_lone = len(lines) == 1 and not lines[0].sign
        if not lines:
            return
        if self.part == "attendance":
            if is_lone:
                self.people.sentence(lines[0].text, lines[0].place)
            else:
                self.people.lines(lines)
        elif len(lines) == 1 and len(lines[0].text) > 40:
            self.agenda.sentence(lines[0].full, lines[0].place)
        else:
            self.agenda.lines(lines)

    def leave_body(self, part):
        self.end_list()
        self.body.close()
        self.part = part

    def open(self, point, sure, line):
        """What follows stands below a point; a doubtful title becomes that above the text."""
        self.end_list()
        point.seen = True
        self.at = self.agenda.points.index(point)
        self.rank = line.heading or self.rank
        is_sure = self.draft.marks.get(f"{point.row}title", [True])[0]
        if line.text and not is_sure and not agenda.ranked(line.text)[1]:
            title, _ = self.agenda.presented(re.sub(r"\s*[:;.]\s*$", "", line.text))
            self.draft.put(f"{point.row}title", title, line.place, False)
        self.part = "body"
        self.body.open(point, sure)

    def put_after_current(self, point):
        """In its place among the points that were announced."""
        uid = point.row.split("/")[1]
        rows, own = self.draft.document["points"], self.agenda.points
        rows.remove(uid)
        own.remove(point)
        rows.insert(self.at + 1, uid)
        own.insert(self.at + 1, point)

    def general(self, line):
        """« Recommandations » of no point makes one, without a number."""
        point = self.agenda.add(line.text.rstrip(" :"), line.place, sure=False)
        self.draft.put(f"{point.row}unnumbered", "1", line.place, False)
        self.open(point, False, Line("", line.place))
        self.body.to("actions")

    def photos(self, line):
        self.leave_body("after")
        self.draft.fill("photos_heading", line.text.rstrip(" :"), line.place)

    def next_in(self, line):
        """« La prochaine réunion est prévue le … »: told by a sentence, which stays."""
        day = head.day_in(line.text) if _NEXT.search(plain(line.text)) else ""
        self.draft.fill("next_date", day, line.place, False)

    def leave_rows(self, line):
        for row in line.rows:
            self.draft.leave(row.place, " ".join(filter(None, row.cells)))
