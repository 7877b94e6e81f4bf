"""What stands before the points: facts, who came, the agenda, the opening. Pure."""

import re
from dataclasses import replace

from meetings.imports.understanding import agenda, head, headings, people, points
from meetings.imports.understanding.lines import Line

_LETTER_DAY = re.compile(r"[^\W\d][\w’' -]{2,25},? le .{5,25}")
_PROSE = re.compile(r"l[’']an deux|après |la (?:réunion|séance)|le président ", re.IGNORECASE)


def in_head(state, line, following):
    if taken := _facts(state, line, following):
        return taken
    if headings.is_title(state, line):
        state.title = state.title or line.key
        head.title(state.draft, line)
        state.draft.leave(line.place, line.full)
    elif head.is_letterhead(line) or _is_letter_day(line) or len(line.key) < 3:
        state.draft.leave(line.place, line.full)
    elif not state.listed and points.is_actions(line):
        state.general(line)
    elif _is_opening(state, line):
        head.opening(state.draft, line)
    else:
        head.title(state.draft, line)
        state.draft.leave(line.place, line.full)
    return 1


def _is_opening(state, line):
    is_sentence = headings.is_sentence(line) or line.text.rstrip()[-1] in ".,;:"
    return is_sentence or "opening" in state.draft.document


def _is_letter_day(line):
    """« Agadez, le 29 avril 2021 »: the day of the letter."""
    return bool(_LETTER_DAY.fullmatch(line.text)) and bool(head.day_in(line.text))


# --- Facts ---


def _facts(state, line, following):
    """How many lines the facts that begin here take; 0 where there is none."""
    if inline_list(state, line):
        return 1
    parts = head.facts_in(line.text)
    found = [head.fact(part) for part in parts]
    if not any(found):
        return _below(state, line, following)
    if len(parts) == 1 and not found[0][1]:
        return 2 * (_is_value(following) and _takes(state, found[0][0], following))
    for part, each in zip(parts, found, strict=True):
        if not (each and state.head.take(*each, line.place)):
            state.draft.leave(line.place, part)
    return 1


def _below(state, line, following):
    """« Date » alone, its value in the next line: in bold or with its colon, else if it fits."""
    name = head.label(line.text)
    if not name or not _is_value(following):
        return 0
    is_label = line.text.rstrip().endswith(":") or line.is_bold
    is_label = is_label or head.is_good(name, following.full)
    return 2 * (is_label and _takes(state, name, following))


def _is_value(following):
    if not following or following.rows or len(following.text) > 200:
        return False
    return not head.fact(following.text)


def _takes(state, name, following):
    return state.head.take(name, following.full, following.place)


def inline_list(state, line):
    """« Présents : OIM ; HCR », « Ordre du jour : 1) … ; 2) … » in one line."""
    label, colon, rest = line.text.partition(":")
    if not colon or not rest.strip() or len(label) > 80:
        return False
    key = Line(label, line.place)
    group = people.heading(key.key)
    if group is not None:
        state.end_list()
        state.people.group, state.part = group, "attendance"
        state.people.sentence(rest, line.place)
        return True
    if agenda.is_heading(key) and not state.agenda.points:
        state.end_list()
        state.agenda.sentence(rest.strip(), line.place)
        state.part = "head"
        return True
    return False


def announces(line):
    """Whether a line begins the agenda, as a heading or with the whole of it."""
    label, _, rest = line.text.partition(":")
    is_inline = rest.strip() and len(label) < 80 and agenda.is_heading(Line(label, ""))
    return agenda.is_heading(line) or bool(is_inline)


# --- Lists ---


def in_attendance(state, line, following):
    if not state.listed and (taken := _facts(state, line, following)):
        return taken
    if _goes_on(state, line, following):
        return 1
    if _ends_attendance(state, line):
        state.end_list()
        state.part = "head"
        return 0
    if not inline_list(state, line):
        state.listed.append(line)
    return 1


def _goes_on(state, line, following):
    """An item that a line end has cut: others of the list end with a sign, it does not."""
    listed = state.listed
    if not listed or not listed[-1].sign or line.sign:
        return False
    is_open = listed[-1].text[-1] not in ";.:," and bool(following and following.sign)
    if not is_open or all(each.text[-1] not in ";." for each in listed):
        return False
    listed[-1] = replace(listed[-1], text=f"{listed[-1].text} {line.text}")
    return True


def _ends_attendance(state, line):
    """A sentence, or a line without sign below lines that have one."""
    if state.listed and state.listed[-1].sign and not line.sign:
        return True
    if not line.sign and head.fact(line.text):
        return True
    is_prose = len(line.text) > 160 and ";" not in line.text
    return is_prose or bool(_PROSE.match(line.text))


def in_agenda(state, line, following):
    if _goes_on(state, line, following):
        return 1
    if headings.agenda_is_over(state, line):
        state.end_list()
        state.part = "head"
        return 0
    state.listed.append(line)
    return 1
