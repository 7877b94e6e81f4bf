"""Which lines open a part of the minutes, or a point. Pure."""

import re

from meetings.imports.understanding import agenda, head, people, points, words
from meetings.imports.understanding.agenda import LONGEST
from meetings.imports.understanding.lines import plain

_INSIDE = (words.STRENGTHS, words.WEAKNESSES, words.DISCUSSION)
_OUTSIDE = (words.PHOTOS, words.COURSE, words.ANNEXES, words.END)


# --- Points ---


def opens_point(state, line, following):
    """Whether a line is the heading of a point; then what follows stands below it."""
    if state.part == "agenda":
        if not agenda_is_over(state, line):
            return False
        state.end_list()
        state.part = "head"
    found = state.agenda.match(line, state.at)
    if found and _is_heading_like(state, line, found[0]):
        state.open(*found, line)
        return True
    return _opens_new(state, line, following)


def _is_heading_like(state, line, point):
    is_short = len(line.text) < min(LONGEST, 1.7 * len(point.title) + 30)
    is_set = line.is_bold or line.heading or state.part != "body"
    return is_short and (is_set or not line.is_bullet)


def _opens_new(state, line, following):
    """A heading that no agenda announces: by its style, its number, or as the last resort."""
    if len(line.text) > 200 or _says_part(state, line):
        return False
    is_one = _is_between if state.has_agenda else _is_heading
    if not is_one(state, line, following):
        return False
    state.end_list()
    text, rank = agenda.ranked(line.text)
    sure = not state.has_agenda and bool(line.heading or line.number or rank)
    point = state.agenda.add(text or line.text, line.place, number=line.number or rank, sure=sure)
    if state.has_agenda:
        state.put_after_current(point)
    state.open(point, sure, line)
    return True


def _is_between(state, line, _following):
    """Among announced points: one in the style of the others."""
    return state.part == "body" and bool(state.rank) and line.heading == state.rank


def _is_heading(state, line, following):
    """Where nothing announces the points."""
    if state.rank and line.heading:
        return line.heading <= state.rank
    is_set = line.is_bold or line.text.isupper() or re.match(r"[IVX]", line.sign)
    is_numbered = line.number and is_set
    rank = agenda.ranked(line.text)[1]
    return bool(line.heading or rank or is_numbered or _looks_titled(state, line, following))


def _looks_titled(state, line, following):
    """A short line without an end, above a sentence, once the minutes have begun."""
    if not following or line.sign or len(line.text) > 90 or line.text[-1] in ".;,:!?":
        return False
    is_set = line.is_bold or line.text.isupper() or not state.has_styles
    has_begun = {"date", "opening", "attendance"} & state.draft.document.keys()
    if not (is_set and has_begun) or head.is_letterhead(line) or points.is_actions(line):
        return False
    return bool(following.rows or following.sign or following.text[-1] in ".:;")


def _says_part(state, line):
    """Whether a line is the heading of something else than a point."""
    is_part = people.heading(line.key) or agenda.is_heading(line)
    is_known = any(form.fullmatch(line.key) for form in (*_INSIDE, *_OUTSIDE))
    return bool(is_part or is_known or head.fact(line.text) or is_title(state, line))


def is_title(state, line):
    """« Compte rendu de la réunion … », before anything else."""
    is_first = state.part == "head" and state.at < 0
    return is_first and bool(words.TITLE.fullmatch(line.key)) and not line.number


# --- Parts ---


def opens_part(state, line, following):
    """Whether a line is the heading of the attendance, the agenda, the photos, an annex."""
    if (state.part != "body" or line.heading or line.is_bold) and _lists(state, line, following):
        return True
    if words.PHOTOS.fullmatch(line.key):
        state.photos(line)
    elif words.ANNEXES.fullmatch(line.key) and state.part == "body":
        state.leave_body("after")
        state.draft.leave(line.place, line.full)
    elif state.part != "body" and words.COURSE.fullmatch(line.key):
        state.end_list()
        state.draft.leave(line.place, line.full)
        state.part = "head"
    else:
        return False
    return True


def _lists(state, line, following):
    group = people.heading(line.key)
    if group and not is_sentence(line) and _may_list(state, following):
        state.end_list()
        state.people.group, state.part = group, "attendance"
        return True
    if agenda.is_heading(line) and not state.agenda.points:
        state.end_list()
        state.part = "agenda"
        return True
    return False


def _may_list(state, following):
    """In the body a heading « Présence » opens the list only of a table or of names."""
    has_list = following and (following.rows or following.sign)
    return state.part != "body" or (bool(has_list) and "attendance" not in state.draft.document)


def is_sentence(line):
    return len(line.text) > 90


def closes(state, line):
    """Whether a line is the first below the last point."""
    if state.part != "body" and not state.agenda.points:
        return False
    is_set = head.fact(line.text) or line.text.endswith(":") or line.is_bold or line.heading
    is_next = words.NEXT.fullmatch(line.key) and is_set
    is_last = state.part == "body" and state.at >= len(state.agenda.points) - 1
    is_end = is_last and words.END.fullmatch(line.key)
    return bool(words.CLOSING.search(plain(line.text)) or is_next or is_end)


def agenda_is_over(state, line):
    """Whether a line no longer belongs to the list of the agenda."""
    listed = state.listed
    if line.rows or not listed:
        return bool(line.rows)
    is_action = points.is_actions(line) and not line.sign
    if words.COURSE.fullmatch(line.key) or head.fact(line.text) or is_action:
        return True
    if line.key in {each.key for each in listed}:
        return True
    if agenda.ranked(line.text)[1] and not agenda.ranked(listed[0].text)[1]:
        return True
    if not any(each.sign for each in listed):
        return len(line.text) > 200 or (bool(line.sign) and len(listed) > 1)
    return not line.sign or _is_back(line, listed) or bool(line.heading and not listed[-1].heading)


def _is_back(line, listed):
    """Whether the numbers begin again."""
    numbers = [each.number for each in listed if each.number]
    is_back = numbers and line.number and line.number <= numbers[-1]
    return bool(is_back and line.level <= listed[-1].level)
