"""What minutes say, as the map that an import must give, and how far a map agrees with it."""

import json
import re
import uuid
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path

from actions.deadlines import parse_day
from meetings.imports.understanding.people import choice
from meetings.text import columns
from meetings.text.hours import parse_hours

HERE = Path(__file__).parent
FOLDERS = (HERE.parents[1] / "meetings/reference/minutes", HERE / "minutes")
SKIPPED = ("zinder-brouillon",)  # another text of a meeting that is there
ASIDE = ("modality", "followup_said_only", "followup_counted")  # set by whoever typed, not said
LISTS = ("subpoints", "strengths", "weaknesses", "actions")


def minutes():
    """{name: nested minutes}."""
    found = {}
    for path in sorted(path for folder in FOLDERS for path in folder.glob("*.json")):
        if path.stem not in SKIPPED:
            found[path.stem] = _real(json.loads(path.read_text()))
    return found


def _real(text):
    """Without what the demonstration adds: a note that it is an extract."""
    fields = {
        name: value
        for name, value in text["fields"].items()
        if name not in ASIDE[1:] and not (name == "modality" and value == "on_site")
    }
    opening = [line for line in fields.pop("opening", "").split("\n") if "EXTRAIT" not in line]
    if any(opening):
        fields["opening"] = "\n".join(opening)
    lines = [
        {"wording": each} if isinstance(each, str) else each for each in text.get("attendance", ())
    ]
    fields = {name: value for name, value in fields.items() if value}
    return {"roles": [], "former_actions": [], **text, "fields": fields, "attendance": lines}


def add_rows(made, list_key, section, rows):
    """Put rows (dicts of fields) under `list_key`; returns their uids."""
    uids = [
        str(uuid.uuid5(uuid.NAMESPACE_URL, f"{list_key}/{place}")) for place in range(len(rows))
    ]
    made[list_key] = uids
    for uid, cells in zip(uids, rows, strict=True):
        made |= {f"{section}/{uid}/{name}": value for name, value in cells.items()}
    return uids


def document(text):
    """The flat map of nested minutes."""
    made = dict(text["fields"])
    for section in ("roles", "attendance", "former_actions"):
        add_rows(made, section, section, text[section])
    points = [{n: v for n, v in each.items() if isinstance(v, str)} for each in text["points"]]
    for uid, cells in zip(add_rows(made, "points", "points", points), text["points"], strict=True):
        for name in LISTS:
            rows = [
                {"text": each} if isinstance(each, str) else each for each in cells.get(name, ())
            ]
            if rows:
                add_rows(made, f"points/{uid}/{name}", name, rows)
    for uid in made["former_actions"]:
        key = f"former_actions/{uid}/status"
        made[key] = choice(columns.STATUSES, made.get(key, ""))
    return {key: value for key, value in made.items() if value}


# --- Comparison ---

_MAIN = {"roles": "person", "attendance": "wording", "points": "title", "subpoints": "title"}


@dataclass
class Score:
    """Fields right, wrong, missed; those wrong without a mark; and the list of all faults."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    unmarked: int = 0
    faults: list = field(default_factory=list)

    @property
    def total(self):
        return self.right + self.wrong + self.missed

    def add(self, other):
        for name in ("right", "wrong", "missed", "unmarked"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.faults += other.faults


def compared(wanted, understood):
    """The `Score` of an `Understood` against the map `wanted`."""
    score = Score()
    _fields(score, "", "", wanted, understood)
    for section in ("roles", "attendance", "former_actions", "points"):
        _rows(score, section, section, section, wanted, understood)
    return score


def _fields(score, mine, theirs, wanted, understood):
    """Fields directly below a prefix."""
    own = {k[len(mine) :]: v for k, v in wanted.items() if _is_field(k, v, mine)}
    other = {k[len(theirs) :]: v for k, v in understood.document.items() if _is_field(k, v, theirs)}
    if not mine:
        _hours(own), _hours(other)
    for name in own.keys() | other.keys():
        here = (
            [False, ""]
            if name == "hours" and not mine
            else understood.marks.get(theirs + name, [True])
        )
        if name == "hours" and not mine:
            here = understood.marks.get("start", [True])
        if name not in other:
            score.missed += 1
            score.faults.append(("missed", mine + name, own[name], ""))
        elif name in own and same(name, own[name], other[name]):
            score.right += 1
        else:
            score.wrong += 1
            score.unmarked += here[0]
            kind = "WRONG" if here[0] else "marked"
            score.faults.append((kind, theirs + name, own.get(name, ""), other[name]))


def _is_field(key, value, prefix):
    rest = key.removeprefix(prefix)
    return (
        isinstance(value, str)
        and key.startswith(prefix)
        and "/" not in rest
        and rest not in ASIDE[1:]
    )


def _hours(fields):
    """Start and end as one: they may be typed in one field."""
    texts = [fields.pop(name, "") for name in ("start", "end")]
    if any(texts):
        read = [parse_hours(each) or (None, None) for each in texts]
        fields["hours"] = str((read[0][0], read[1][1] or read[1][0] or read[0][1]))


def _rows(score, section, mine, theirs, wanted, understood):
    own, other = list(wanted.get(mine, ())), list(understood.document.get(theirs, ()))
    matched = _matched(section, own, other, wanted, understood.document)
    for uid in own:
        pair = matched.get(uid)
        _fields(score, f"{section}/{uid}/", f"{section}/{pair}/", wanted, understood)
        _below(score, section, f"points/{uid}", f"points/{pair}", wanted, understood)
    for uid in set(other) - set(matched.values()):
        _fields(score, f"{section}/-/", f"{section}/{uid}/", wanted, understood)
        _below(score, section, "-", f"points/{uid}", wanted, understood)


def _below(score, section, mine, theirs, wanted, understood):
    for child in LISTS if section == "points" else ():
        _rows(score, child, f"{mine}/{child}", f"{theirs}/{child}", wanted, understood)


def _matched(section, own, other, wanted, found):
    """{uid wanted: uid found}, in order, by what the rows say."""
    main, matched, since = _MAIN.get(section, "text"), {}, 0
    for uid in own:
        for place in range(since, len(other)):
            texts = (
                wanted.get(f"{section}/{uid}/{main}", ""),
                found.get(f"{section}/{other[place]}/{main}", ""),
            )
            if alike(*texts) > 0.6:
                matched[uid], since = other[place], place + 1
                break
    return matched


def alike(one, other):
    return SequenceMatcher(None, one[:300].lower(), other[:300].lower(), autojunk=False).ratio()


def same(name, one, other):
    """Letters, digits and their order: spaces, signs of lists and the case of a label aside."""
    if name in ("date", "next_date", "meeting_date"):
        return (
            parse_day(one) == parse_day(other)
            if parse_day(one)
            else squashed(one) == squashed(other)
        )
    if name in ("responsible_heading", "heading"):
        return squashed(one).lower() == squashed(other).lower()
    return squashed(one) == squashed(other)


def squashed(text):
    lines = [re.sub(r"^\s*[-–•]\s+", "- ", line) for line in text.split("\n")]
    return re.sub(r"\s+", "", "\n".join(lines)).replace("'", "’")
