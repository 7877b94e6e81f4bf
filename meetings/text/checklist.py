"""What stands between a text and its publication, and what is merely unwise. Pure.

Nothing here refuses a save: everything typed is stored, and listed here with the field it is in.
"""

import re
from dataclasses import dataclass

from actions import deadlines, responsibles
from gtm.names import fold, searchable
from meetings.text import document as doc
from meetings.text import named, paper
from meetings.text.columns import apart
from meetings.text.counts import parse_count
from meetings.text.hours import parse_hours
from meetings.text.numbering import numbered

# The title of a point that is the follow-up, as words are searched (« d’action » is « daction »).
FOLLOWUP = re.compile(
    r"\b(?:suivi|mise en oeuvre|execution|d?avancement)\b.*"
    r"\b(?:recommandation|points? d ?action|decision|resolution)s?\b"
)
ABSENT = ("excused", "absent")
TYPED_NUMBER = re.compile(r"\s*\(?(\d{1,2})\s?(?:[-–.)°:]+-?)(?=\s*[^\W\d])")


@dataclass(frozen=True)
class Problem:
    """`key`: the field of the map; `blocks`: whether it prevents the submission; `offer`: what
    the fields would say after one click, as (key, text)."""

    key: str
    message: str
    blocks: bool = False
    offer: tuple = ()


def problems(document, known, today, undrawn=None):
    """Every problem of a text, in reading order.

    `known` is the directory of `actions.responsibles`; `today` decides what is in the future;
    `undrawn` finds the signs of a text that no font of this machine has.
    """
    tree = doc.tree(document)
    unknown = named.unknown(tree, known)
    held_on = deadlines.parse_day(tree["date"])
    return [
        *_too_long(document),
        *_too_long_in_all(document),
        *_header(tree, held_on, today),
        *_attendance(tree, known, unknown),
        *_adoptions(tree, held_on),
        *_followups(tree, held_on),
        *_points(tree, known, held_on, unknown),
        *_unflagged(tree),
        *_other_letters(document, known),
        *_photos(tree),
        *_numbered_twice(tree),
        *_one_line_lists(tree),
        *_wide_tables(document),
        *(_undrawn(document, undrawn) if undrawn else ()),
    ]


def blocking(found):
    return [problem for problem in found if problem.blocks]


def _too_long(document):
    for key, value in document.items():
        field = doc.field_of(key)
        if field is None:
            if len(value) >= doc.ROWS_LIMIT and key not in doc.CARRIED:
                yield Problem(key, f"Au plus {doc.ROWS_LIMIT} lignes dans une liste.", True)
        elif field.computed:
            continue  # nobody here can shorten what another meeting wrote
        elif field.choices and value not in dict(field.choices):
            yield Problem(key, f"{field.label} : choisissez dans la liste.", True)
        elif not field.choices and len(value) > field.limit:
            yield Problem(
                key,
                f"{field.label} : {len(value)} signes, au plus {field.limit}. Rien n’est perdu, "
                "mais le texte doit être raccourci avant la publication.",
                True,
            )


def _too_long_in_all(document):
    """On its longest field."""
    sizes = paper.sizes(document)
    if sum(sizes.values()) > paper.LARGEST:
        message = (
            "Ce compte rendu est trop long pour être imprimé : 80 pages environ au plus. Rien "
            "n’est perdu ; raccourcissez-le, ou joignez ses annexes comme fichiers."
        )
        yield Problem(max(sizes, key=sizes.get), message, True)


def _header(tree, held_on, today):
    yield from _day("date", "Date", tree["date"], "30/11/2021")
    if held_on and held_on > today:
        yield Problem("date", "La réunion n’a pas encore eu lieu.", True)
    if not (tree["place"].strip() or tree["platform"].strip()):
        yield Problem(
            "place", "Lieu : dites où la réunion s’est tenue (ou sur quelle plateforme).", True
        )
    if tree["kind"] == "relocated" and not tree["territory"]:
        yield Problem("territory", "Réunion délocalisée : dites dans quel territoire.", True)
    yield from _hours(tree)
    if tree["next_date"]:
        yield from _day("next_date", "Prochaine réunion", tree["next_date"], "15/03/2022")
    for name in ("attendance_total", "attendance_women"):
        if tree[name].strip() and parse_count(tree[name]) is None:
            yield Problem(name, f"{doc.HEADER[name].label} : écrivez un nombre.", True)


def _day(key, label, typed, example):
    """What is wrong with a day: not understood, not in the calendar, or of another weekday."""
    day = deadlines.parse_day(typed)
    if day is None:
        wrong = deadlines.missing_day(typed) or f"écrivez par exemple {example}."
        yield Problem(key, f"{label} : {wrong[0].lower()}{wrong[1:]}", True)
    elif wrong := deadlines.other_weekday(typed, day):
        yield Problem(key, f"{label} : {wrong[0].lower()}{wrong[1:]}")


def _hours(tree):
    start, end = (
        parse_hours(tree[name]) if tree[name].strip() else () for name in ("start", "end")
    )
    for name, read in (("start", start), ("end", end)):
        if read is None:
            yield Problem(
                name, f"{doc.HEADER[name].label} : écrivez par exemple 10h20 ou 9h05.", True
            )
    if not tree["start"].strip():
        yield Problem("start", "L’heure de début n’est pas dite.")
    if start and end and start[0] and end[0] and end[0] < start[0]:
        yield Problem("end", "La réunion finit avant d’avoir commencé.")


def _attendance(tree, known, unknown):
    lines = doc.filled(tree["attendance"])
    if not lines and not tree["attendance_annexed"]:
        yield Problem("attendance", "Aucune présence n’est notée (ni « voir liste en annexe »).")
    seen = {}
    for line in lines:
        if not line["wording"].strip():
            yield Problem(
                f"{line['key']}/wording",
                "Présence : dites qui (personne, fonction ou structure).",
                True,
            )
        if line["persons"].strip() and parse_count(line["persons"]) is None:
            yield Problem(
                f"{line['key']}/persons", "Nombre de personnes : écrivez un nombre.", True
            )
        yield from _unknown(f"{line['key']}/structures", unknown)
        for who in _structures(line, known):
            if who in seen:
                yield _twice(line, seen[who])
            seen.setdefault(who, line)


def _structures(line, known):
    """What makes two lines the same: the structures they name, else the wording."""
    named = responsibles.parse(line["structures"] or line["wording"], known)
    return {each.key for each in named if each.key is not None} or {fold(line["wording"])} - {""}


def _twice(line, before):
    both = {line["presence"] in ABSENT, before["presence"] in ABSENT}
    message = "à la fois présent et excusé ou absent" if len(both) == 2 else "noté deux fois"
    return Problem(f"{line['key']}/wording", f"« {line['wording'].strip()} » est {message}.")


def _adoptions(tree, held_on):
    for former in doc.filled(tree["former_adoptions"]):
        yield from _former_day(former, "Date de la réunion dont le compte rendu est lu", held_on)
        if not former["decision"]:
            message = "Compte rendu plus ancien : dites ce qui a été décidé."
            yield Problem(f"{former['key']}/decision", message, True)
    for former in tree["adoptions"] + doc.filled(tree["former_adoptions"]):
        yield from _adoption(former, former["key"], former["decision"])


def _adoption(former, key, decision):
    amended = any(not doc.is_blank(each) for each in former["amendments"])
    if not decision and key.startswith("adoptions/"):
        yield Problem(f"{key}/decision", "L’adoption du compte rendu précédent n’est pas notée.")
    elif amended and decision in ("adopted", "unread"):
        yield Problem(f"{key}/decision", "Des amendements sont notés : « avec amendements » ?")
    elif decision == "amended" and not amended:
        yield Problem(f"{key}/decision", "Adopté avec amendements : dites lesquels.")
    for each in former["amendments"]:
        if not doc.is_blank(each) and not each["text"].strip():
            yield Problem(f"{each['key']}/text", "Amendement : dites ce qui change.", True)


def _former_day(row, asked, held_on):
    """The typed day of a meeting that is not in the system: it was before this one."""
    key, day = f"{row['key']}/meeting_date", deadlines.parse_day(row["meeting_date"])
    yield from _day(key, asked, row["meeting_date"], "30/11/2021")
    if held_on and day and day >= held_on:
        yield Problem(key, "Cette date n’est pas avant la réunion.", True)


def _followups(tree, held_on):
    for row in tree["followups"]:
        yield from _progress(row, held_on)
    for row in tree["former_actions"]:
        if doc.is_blank(row):
            continue
        if not row["text"].strip():
            yield Problem(
                f"{row['key']}/text", "Point d’action : dites ce qui était à faire.", True
            )
        yield from _former_day(row, "Date de la réunion qui l’a décidé", held_on)
        yield from _progress(row, held_on)


def _progress(row, held_on):
    status, key = row["status"], row["key"]
    if status in ("waiting", "not_done", "cancelled") and not row["reason"].strip():
        label = dict(doc.ROWS["followups"]["status"].choices)[status]
        yield Problem(f"{key}/reason", f"Suivi « {label} » : dites pourquoi.")
    if status == "rescheduled":
        if not row["new_deadline"].strip():
            yield Problem(f"{key}/new_deadline", "Reconduite : dites la nouvelle échéance.")
        else:
            read = deadlines.parse(row["new_deadline"].strip(), held_on)
            warning = deadlines.warning(read, held_on)
            if warning:
                yield Problem(f"{key}/new_deadline", warning)
    elif row["new_deadline"].strip():
        yield Problem(f"{key}/status", "Une nouvelle échéance est dite : « reconduite » ?")


def _points(tree, known, held_on, unknown):
    points = doc.filled(tree["points"])
    if not points:
        yield Problem("points", "Il n’y a aucun point à l’ordre du jour.", True)
    present = {who for line in tree["attendance"] for who in _names(line, known)}
    for point in points:
        if not point["title"].strip():
            yield Problem(f"{point['key']}/title", "Ce point n’a pas d’intitulé.", True)
        if point["postponed"] and not point["postponed_reason"].strip():
            yield Problem(
                f"{point['key']}/postponed_reason", "Point reporté : dites pourquoi.", True
            )
        for cells in (point, *point["subpoints"]):
            yield from _presenters(cells, known, present)
            yield from _said_twice(cells)
        for action in point["actions"]:
            yield from _action(action, known, held_on, unknown)


def _unflagged(tree):
    """A point called « Suivi des décisions » while the follow-up is printed before point 1."""
    carried = tree["followups"] + doc.filled(tree["former_actions"])
    if not carried or any(point["followup"] for point in tree["points"]):
        return
    for point in tree["points"]:
        if FOLLOWUP.search(searchable(point["title"])):
            message = "Ce point est-il le suivi des points d’action ? Cochez : il s’imprime ici."
            yield Problem(f"{point['key']}/followup", message)
            return


def _names(line, known):
    """All that a line may be called by who presents: its structures, its words, its person."""
    words = {fold(line[name]) for name in ("wording", "name", "function", "represented_by")}
    return (_structures(line, known) | words) - {""}


def _presenters(point, known, present):
    for each in responsibles.parse(point["presenters"], known):
        who = each.key if each.key is not None else fold(each.wording)
        if present and who not in present:
            yield Problem(
                f"{point['key']}/presenters",
                f"« {each.wording} » présente ce point mais n’est pas dans la liste de présence.",
            )


_SAID_TWICE = re.compile(r"(\([^()]+\))\s*\1\s*$")


def _said_twice(point):
    """« Tendances (OIM) » with OIM as its presenter prints « Tendances (OIM) (OIM) »."""
    title, presenters = point["title"].strip(), point["presenters"].strip()
    if _SAID_TWICE.search(title):
        yield Problem(f"{point['key']}/title", "L’intitulé dit deux fois la même chose à sa fin.")
    elif presenters and fold(title).endswith(fold(f"({presenters})")):
        yield Problem(
            f"{point['key']}/presenters",
            f"L’intitulé dit déjà « ({presenters}) » : cela s’imprimera deux fois.",
        )


def _action(action, known, held_on, unknown):
    if doc.is_blank(action):
        return
    if not action["text"].strip():
        yield Problem(f"{action['key']}/text", "Point d’action : dites ce qui est à faire.", True)
    if not responsibles.parse(action["responsible"], known):
        yield Problem(f"{action['key']}/responsible", "Ce point d’action n’a pas de responsable.")
    yield from _unknown(f"{action['key']}/responsible", unknown)
    warning = deadlines.warning(deadlines.parse(action["deadline"], held_on), held_on)
    if warning:
        yield Problem(f"{action['key']}/deadline", warning)
    yield from _charged(action, known)


def _charged(action, known):
    for each in responsibles.parse(action["followup_agencies"], known):
        if each.kind != "structure":
            message = f"« {each.wording} » n’est pas une structure de l’annuaire : pas désignée."
            yield Problem(f"{action['key']}/followup_agencies", message)


def _unknown(key, unknown):
    """Once for a wording, however many rows have it."""
    for each, places in unknown.get(key, ()):
        where = f" ({', '.join(places)})" if len(places) > 1 else ""
        message = (
            f"« {each.wording} » n’est pas dans l’annuaire{where} : gardé tel qu’il est écrit."
        )
        if each.offers:  # only who writes an unknown A/B knows whether these are two
            apart = ", ".join(each.offers)
            message += f" S’ils sont plusieurs, séparez-les par des virgules : « {apart} »."
        yield Problem(key, message)


def _other_letters(document, known):
    """One remark, on the first field, for all acronyms in small letters; one click for all."""
    offer, acronyms = named.offers(document, known)
    if offer:
        pairs = ", ".join(f"« {typed} » ({acronym})" for typed, acronym in acronyms.items())
        yield Problem(
            offer[0][0], f"Écrit autrement dans l’annuaire : {pairs}.", offer=tuple(offer)
        )


def _photos(tree):
    if tree["photos_heading"].strip() and not tree["photos"]:
        yield Problem("photos_heading", "Le titre des photos s’imprime, sans aucune photo dessous.")
    for photo in tree["photos"]:
        if not photo["caption"].strip():
            yield Problem(
                f"{photo['key']}/caption",
                "Photo sans légende : elle sera lue « Photo » aux personnes qui ne la voient pas.",
            )
        if not photo["consent"]:
            yield Problem(
                f"{photo['key']}/consent",
                "Photo : confirmez l’accord des personnes visibles, ou retirez la photo.",
                True,
            )


def _numbered_twice(tree):
    """« 1- Ouverture » as the title of point 1 is printed « 1- 1- Ouverture »."""
    for number, point in numbered(tree):
        typed = TYPED_NUMBER.match(point["title"])
        if number and typed and int(typed[1]) == number:
            message = f"Le numéro s’imprime de lui-même : retirez « {typed[0].strip()} » du titre."
            yield Problem(f"{point['key']}/title", message)


def _one_line_lists(tree):
    for line in tree["attendance"]:
        if parts := apart(line["wording"]):
            message = f"Une ligne pour {len(parts)} présences ? « Couper » en fait des lignes."
            yield Problem(f"{line['key']}/wording", message)


def _wide_tables(document):
    """Nothing leaves the sheet, whatever the table; but type that nobody can read helps nobody."""
    for key, value in document.items():
        columns = paper.columns_too_many(value) if isinstance(value, str) else 0
        if columns:
            message = (
                f"Un tableau de {columns} colonnes s’imprimera en très petits caractères : "
                "partagez-le en deux, ou joignez-le comme fichier."
            )
            yield Problem(key, message)


def _undrawn(document, undrawn):
    """A sign without a glyph would be a box in a document that nobody can change any more."""
    for key, value in document.items():
        signs = undrawn(value) if isinstance(value, str) and doc.field_of(key) else []
        if signs:
            signs = " ".join(signs)
            yield Problem(key, f"Ne s’imprime pas : {signs} Écrivez-le en mots, ou retirez-le.")
