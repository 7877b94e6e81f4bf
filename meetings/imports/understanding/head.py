"""The facts at the head of minutes: date, place, hours, who presides, which kind. Pure."""

import re

from actions.deadlines import other_weekday, parse_day
from meetings.imports.understanding import words
from meetings.imports.understanding.lines import plain
from meetings.text.hours import parse_hours
from meetings.text.numbering import RANK

_OF = r"(?: (?:de |du )?(?:la )?(?:reunion|rencontre|seance|gtm))?"
# What a label says, by its form without accents; the first that fits.
LABELS = {
    "both": rf"dates?{_OF} ?(?:/|et|&|,|-) ?heures?{_OF}|dates?/horaires?",
    "date": rf"dates?{_OF}|jour{_OF}",
    "place": rf"lieux?{_OF}|endroit|salle|venue|location|lieu de tenue{_OF}|place",
    "start": rf"heures? (?:de |du )?(?:debut|demarrage|commencement|ouverture){_OF}|debut{_OF}"
    r"|ouverture de la seance",
    "end": rf"heures? (?:de |du )?(?:fin|cloture|levee){_OF}|fin{_OF}",
    "hours": rf"time|heures?{_OF}|horaires?{_OF}|duree{_OF}|creneau",
    "chair": r"presid(?:ents?|ente|ence|ee? par|e par)(?: de (?:la )?(?:seance|reunion))?"
    r"|moderat(?:eur|rice|ion)|facilitat(?:eur|rice|ion)|lead|reunion presidee par",
    "cochair": r"co-?presid(?:ents?|ente|ence|ee? par)|vice-?president|co-?lead"
    r"|co-?facilitateurs?",
    "secretary": r"rapporteu(?:rs?|ses?)(?: de (?:la )?seance)?"
    r"|secretaires?(?: de (?:la )?(?:seance|reunion))|secretariat(?: de (?:la )?seance)?"
    r"|prise de notes?|redige par|redacteur|notes? prises? par|etabli par",
    "convener": r"convo(?:quee?|cation) (?:par|de)|reunion convoquee par|initiee? par",
    "number": r"reunion n ?°|numero(?: de la reunion)?|n° (?:de la )?reunion|session n ?°",
    "kind": r"nature(?: de la reunion)?|type(?: de (?:la )?reunion)?",
    "modality": r"modalite|format(?: de la reunion)?|mode(?: de tenue)?",
    "platform": r"plateforme|lien",
    "total": r"(?:nombre (?:total )?(?:de|des) (?:participants|presents|personnes)"
    r"(?: presente?s)?|effectif|total(?: des participants)?)",
    "women": r"(?:dont )?(?:nombre de )?femmes",
    "next": r"(?:date (?:et lieu )?(?:de la )?)?prochaine (?:reunion|rencontre|seance)",
    "next_place": r"lieu de la prochaine (?:reunion|rencontre|seance)",
}
_LABELS = {name: re.compile(form) for name, form in LABELS.items()}
_FACT = re.compile(r"^(?P<label>[^:\t\d]{2,60}?)\s*(?::|\t)\s*(?P<value>.*)$", re.DOTALL)
_BARE = re.compile(
    r"^(?P<label>date|lieu|time|heures?|horaires?)\s+(?P<value>\S.*)$", re.IGNORECASE
)
_VIRTUAL = re.compile(
    r"virtuel|visio|en ligne|online|a distance|teams|zoom|skype|webex|google meet"
)
_HYBRID = re.compile(r"hybride|mixte|presentiel(?:le)? et (?:virtuel|en ligne)")
_PLATFORM = re.compile(
    r"(?i)\b(?:microsoft teams|ms teams|teams|zoom|skype|webex|google meet|whatsapp|meet)\b"
)
DAY = re.compile(
    r"(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche),? +(?:le +)?)?"
    r"(?:\d{1,2} ?(?:er)? *(?:janvier|jenvier|f[ée]vrier|mars|avril|mai|juin|juillet|ao[uû]t"
    r"|septembre|octobre|novembre|d[ée]cembre),? *\d{4}"
    r"|\d{1,2} ?[/.-] ?\d{1,2} ?[/.-] ?(?:\d{4}|\d{2})(?!\d))",
    re.IGNORECASE,
)
_YEAR_WORDS = re.compile(
    r"l'an deux[ -]mille[ -](?P<words>[a-z -]+?),? (?:et )?le (?P<rest>.{3,40}?)(?=,| s'| a |\.|$)"
)
_UNITS = [
    "zero",
    "un",
    "deux",
    "trois",
    "quatre",
    "cinq",
    "six",
    "sept",
    "huit",
    "neuf",
    "dix",
    "onze",
    "douze",
    "treize",
    "quatorze",
    "quinze",
    "seize",
]
_MONTHS = r"janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre"


def fact(text):
    """(what it is, its value) of « Lieu : Niamey »; None for any other line."""
    found = _FACT.match(text.strip()) or _BARE.match(text.strip())
    if not found:
        return None
    name = label(found["label"])
    if not name:
        return None
    if found.re is _BARE and name in ("date", "hours") and not is_good(name, found["value"]):
        return None
    return name, found["value"].strip()


def label(text):
    """What a label says, or None."""
    words_ = plain(text).strip(" :.-•*")
    return next((name for name, form in _LABELS.items() if form.fullmatch(words_)), None)


def is_good(name, value):
    """Whether a value is what the label announces."""
    if name in ("date", "both"):
        return bool(parse_day(value) or DAY.search(value))
    if name in ("hours", "start", "end"):
        return parse_hours(value) is not None
    return name == "place" and value[:1].isupper() and value[-1] not in ".;:"


LONGEST = 600  # letters of a line of facts


def facts_in(text):
    """The facts of a line that holds several: « Date : … ; Lieu : … »."""
    text = text.replace("\u00a0", " ")
    if len(text) > LONGEST:
        return [text]
    cuts = [0]
    for colon in (place for place, sign in enumerate(text) if sign == ":"):
        since = text[cuts[-1] : colon]
        for start in reversed([found.start(1) for found in _CAPITAL.finditer(since)]):
            if start and label(since[start:]):
                cuts.append(cuts[-1] + start)
                break
    parts = [text[a:b] for a, b in zip(cuts, [*cuts[1:], len(text)], strict=True)]
    return [part for each in parts if (part := re.sub(r"[\s;,|–-]+$", "", each))]


_CAPITAL = re.compile(r"(?:^|[\s;,|–-])([^\W\d_a-zà-ÿ])")


_CLOCK = r"\d{1,2}\s?[hH:]\s?\d{0,2}"
_HOURS_AFTER = re.compile(rf"^[\s,;]*(?:à|de|a)\s+{_CLOCK}(?:\s*(?:à|-)\s*{_CLOCK})?")
_FOR_ANOTHER = re.compile(
    r"(?P<who>.+?),?\s+(?:en remplacement d[ue]s?|en l[’']absence d[ue]s?|représentant)\s*"
    r"(?:la |l[’'])?(?P<for>.+)$"
)
_MODALITY_WORDS = re.compile(
    r"réunion|virtuelle?|sur|par|via|en ligne|visioconf[ée]rence|à distance|[\W_]", re.IGNORECASE
)


class Head:
    """Writes facts into a `Draft`."""

    def __init__(self, draft):
        self.draft = draft

    def take(self, name, value, place):
        """Write one fact; whether there was room for it."""
        value = value.strip().rstrip(";").strip()
        if not value or re.fullmatch(r"[\W_]+", value):
            return False
        return getattr(self, f"_{name}", self._plain)(name, value, place)

    def _plain(self, name, value, place):
        if name in ("chair", "cochair", "secretary", "convener"):
            return self._role(name, value, place)
        return False

    def _date(self, name, value, place):
        found = DAY.search(value)
        rest = f"{value[: found.start()]} {value[found.end() :]}".strip(" ,;.-–") if found else ""
        if found and (rest or not parse_day(value)) and not parse_day(rest):
            taken = self.draft.fill("date", found[0], place, not _is_odd(found[0]))
            self._rest_of_date(rest, place)
            return taken
        return self.draft.fill("date", value, place, bool(parse_day(value)) and not _is_odd(value))

    def _rest_of_date(self, rest, place):
        """What stands behind a day: its hours, else nothing that has a place of its own."""
        if not rest:
            return
        hours = re.sub(r"^(?:de|à|a|heures?|horaires?)\s*:?\s+", "", rest, flags=re.IGNORECASE)
        if parse_hours(hours) or parse_hours(rest):
            self.draft.fill("start", hours if parse_hours(hours) else rest, place, True)
        else:
            self.draft.leave(place, rest)

    _both = _date

    def _hours(self, name, value, place):
        return self.draft.fill("start", value, place, parse_hours(value) is not None)

    _start = _hours

    def _end(self, name, value, place):
        return self.draft.fill("end", value, place, parse_hours(value) is not None)

    def _place(self, name, value, place):
        words_ = plain(value)
        if _HYBRID.search(words_):
            self._modality(name, value, place)
            return self.draft.fill("place", value, place, False)
        if _VIRTUAL.search(words_):
            self._modality(name, value, place)
            return True
        return self.draft.fill("place", value, place)

    def _modality(self, name, value, place):
        words_ = plain(value)
        is_hybrid = bool(_HYBRID.search(words_))
        if not is_hybrid and not _VIRTUAL.search(words_):
            return self.draft.fill("modality", "on_site", place, "presentiel" in words_)
        platform = _PLATFORM.search(value)
        self.draft.fill("modality", "hybrid" if is_hybrid else "remote", place)
        if platform:
            self.draft.fill("platform", platform[0], place)
        rest = _MODALITY_WORDS.sub("", value.replace(platform[0], "") if platform else value)
        if rest and not is_hybrid:
            self.draft.leave(place, value)
        return True

    def _platform(self, name, value, place):
        return self.draft.fill("platform", value, place)

    def _number(self, name, value, place):
        return self.draft.fill("number", value, place)

    def _kind(self, name, value, place):
        kind = kind_of(value)
        return bool(kind) and self.draft.fill("kind", kind, place)

    def _total(self, name, value, place):
        found = re.match(r"(?P<all>\d+)(?:\D+(?P<women>\d+)\s+femmes)?", value)
        if not found:
            return False
        if found["women"]:
            self.draft.fill("attendance_women", found["women"], place)
        elif not value.isdigit():
            self.draft.leave(place, value)
        return self.draft.fill("attendance_total", found["all"], place, value.isdigit())

    def _women(self, name, value, place):
        return self.draft.fill("attendance_women", value, place, value.isdigit())

    def _next(self, name, value, place):
        found = DAY.search(value)
        if not found:
            return self.draft.fill("next_date", value, place, False)
        self.draft.fill("next_date", found[0], place)
        after = value[found.end() :]
        place_of = _HOURS_AFTER.sub("", after)
        rest = re.sub(r"^[\s,;–-]*(?:à la|à|au|dans)?\s+", "", place_of).strip(" .;")
        is_sure = after == place_of and after.startswith(",")
        if after != place_of:
            self.draft.leave(place, value)  # its hour has no field
        self.draft.fill("next_place", rest, place, is_sure)
        return True

    def _next_place(self, name, value, place):
        return self.draft.fill("next_place", value, place)

    def _role(self, name, value, place):
        for each in re.split(r"\s*;\s*", value):
            if each:
                row = self.draft.row("roles")
                self.draft.put(f"{row}role", name, place)
                self._person(row, each, place)
        return True

    def _person(self, row, value, place):
        """« X, en remplacement de Y (en mission) »"""
        found = _FOR_ANOTHER.match(value)
        if not found:
            self.draft.put(f"{row}person", value, place)
            return
        former, _, reason = found["for"].partition(",")
        self.draft.put(f"{row}person", found["who"], place, False)
        self.draft.put(f"{row}replacing", former, place, False)
        self.draft.put(f"{row}reason", reason, place, False)


def _is_odd(value):
    """Whether the day is another one of the week than is said."""
    return bool(other_weekday(value, parse_day(value)))


def kind_of(text):
    words_ = re.sub(r"\s", "", plain(text))
    for kind, form in (
        ("extraordinary", "extraordinaire"),
        ("relocated", "delocalise"),
        ("ordinary", "ordinaire"),
    ):
        if form in words_:
            return kind
    return ""


_RANKED = re.compile(rf"\b({RANK.pattern})\s+(?:réunion|rencontre|session)", re.IGNORECASE)
_NUMBERED = re.compile(r"(?:réunion|rencontre|session|séance)\s*n\s?°\s?([\w/-]+)", re.IGNORECASE)


def title(draft, line):
    """What the title says besides: its kind, its rank, its day."""
    draft.fill("kind", kind_of(line.text), line.place)
    if found := _RANKED.search(line.text) or _NUMBERED.search(line.text):
        draft.fill("number", found[1], line.place)
    if "reunion" in line.key or "rendu" in line.key:
        draft.fill("date", day_in(line.text), line.place, False)


def day_in(text):
    """A day that a sentence names, as it stands there; '' for none or several."""
    days = {found[0] for found in DAY.finditer(text.replace("\u00a0", " "))}
    return days.pop() if len(days) == 1 else ""


_DAY_WORDS = re.compile(
    r"(?:(?:(?:lun|mar|mercre|jeu|vendre|same)di|dimanche) )?"
    rf"(?:(?P<day>\d{{1,2}}) ?(?:er)?|(?P<word>[a-z -]+?)) (?P<month>{_MONTHS})"
)
_ACCENTED = {"fevrier": "février", "aout": "août", "decembre": "décembre"}


def day_in_words(text):
    """« 28 octobre 2021 » of « L’an deux mille vingt et un et le jeudi 28 octobre »; or ''."""
    found = _YEAR_WORDS.search(plain(text))
    if not found:
        return ""
    year = 2000 + _count(found["words"])
    day = _DAY_WORDS.search(found["rest"])
    if not day or year > 2099:
        return day_in(text)
    number = int(day["day"]) if day["day"] else _count(day["word"])
    month = _ACCENTED.get(day["month"], day["month"])
    return f"{'1er' if number == 1 else number} {month} {year}" if 0 < number < 32 else ""


def _count(words_):
    """« vingt et un »: 21."""
    tens = {"vingt": 20, "vingts": 20, "trente": 30, "quarante": 40, "premier": 1}
    parts = re.split(r"[ -]+(?:et[ -]+)?", words_)
    return sum(tens.get(each, _UNITS.index(each) if each in _UNITS else 0) for each in parts)


_HELD = re.compile(
    r"(?:s[’']est tenue?|s[’']est réunie?|a eu lieu|se tient)[ ,]+(?:ce jour,? )?"
    r"(?:à|au|aux|dans|en)\s+(?P<place>(?:la |le |les |l[’'])?[^,.;]{4,110}?)"
    r"(?=,| la réunion| une réunion| la rencontre|\.| sous | la \d|$)"
)
_CHAIRED = re.compile(
    r"(?:sous la présidence d[eu]|présidée par|sous la direction d[eu])\s*"
    r"(?P<who>(?:la |l[’']|M\. |Mme )?[^,.;]{3,140}?)(?=,|\.(?=\s|$)|;| avec | en présence|$)"
)
_FROM = re.compile(rf"\bde\s+({_CLOCK}\s*(?:à|-|–)\s*{_CLOCK})")
_AT = re.compile(rf"\b(?:à|dès|vers)\s+({_CLOCK})(?:\s?min)?\b")
_BEGAN = re.compile(r"ouvert|début|démarr|commenc|s[’']est tenue|entam")
_MET = re.compile(r"tenue|réuni|a eu lieu|l[’']an deux")


def opening(draft, line):
    """A sentence of the opening: kept as text; what it tells fills what no label has."""
    text = line.text
    draft.more("opening", line.full, "\n\n", line.place)
    day = day_in_words(text) or (day_in(text) if _MET.search(text) else "")
    draft.fill("date", day, line.place, False)
    draft.fill("kind", kind_of(text) if "réunion" in text.lower() else "", line.place, False)
    _held_at(draft, line)
    chair = _CHAIRED.search(text)
    if chair and "roles" not in draft.document:
        row = draft.row("roles")
        draft.put(f"{row}role", "chair", line.place, False)
        draft.put(f"{row}person", chair["who"], line.place, False)
    began = _FROM.search(text) or (_AT.search(text) if _BEGAN.search(text) else None)
    draft.fill("start", began[1] if began else "", line.place, False)


def _held_at(draft, line):
    found = _HELD.search(line.text)
    if not found:
        return
    place = re.sub(r"^(?:la|le|les|l[’'])\s*", "", found["place"])
    if _VIRTUAL.search(plain(f"en {place}")):
        draft.fill("modality", "remote", line.place, False)
    else:
        draft.fill("place", place[:1].upper() + place[1:], line.place, False)


def is_letterhead(line):
    is_one = words.LETTERHEAD.fullmatch(line.key) and "reunion" not in line.key
    return bool(is_one) and len(line.text) < 160
