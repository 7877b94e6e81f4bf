"""Read deadlines as people type them: a wording in, a precision and a last day out.

Nothing is refused: what is not understood is `free`, and the wording is kept as typed.
The forms come from real minutes of Niger, Mali and RDC, and from what they leave plausible.
"""

from dataclasses import dataclass
from datetime import date

from actions.deadlines import counted
from actions.deadlines.days import Precision, compiled, fold, without_hours
from actions.deadlines.spans import Reading, read_calendar, read_range


@dataclass(frozen=True)
class Deadline:
    """A wording as typed, how precise it is, and the last day on which one is still on time.

    `due_on` is None where no calendar day follows from the wording alone, and where it counts
    from a meeting whose date is not known yet.
    """

    wording: str
    precision: Precision
    due_on: date | None


# --- Read through: what stands before or after a deadline and changes nothing ---

_BEFORE = (
    r"a (?:realiser|faire|finaliser|terminer|achever|executer|rendre|remettre|livrer|soumettre|"
    r"transmettre|envoyer|partager)|d'ici(?: a)?|avant|au plus tard|au maximum|pour|"
    r"si possible|vers|environ|autour d[eu]|jusqu'(?:au|a|en)|"
    r"(?:date limite|date butoir|date|echeance|delai|deadline) ?:"
)
_PREFIX = compiled(rf"^(?:(?:{_BEFORE}),? (?:les? |la |l'(?=.))?)+")
_SUFFIX = compiled(
    r"(?:(?<!\bce)[ ,(]+(?:au plus tard|au maximum|inclus(?:ivement)?|maxi?(?:mum)?|dernier delai|"
    r"delai de rigueur|probable(?:ment)?|previsionnel(?:le)?|matin|soir|apres-midi|"
    r"au soir|en (?:matinee|soiree)|"
    r"(?:a|avant) (?:[0-9]{1,2} ?[h:] ?(?:[0-9]{2})?|midi))\)?)+$"
)
# « Mars 2022 (si financement) »: what may hinder changes no day, unless it names another.
_CONDITION = compiled(
    r"[ ,(]+(?!.*\b(?:sinon|ou|au plus tard|avant|apres|fin)\b)"
    r"(?:si|sous reserve|selon|en fonction|suivant la disponibilite|"
    r"(?:date |periode )?a (?:confirmer|valider))\b[^0-9+]*$"
)

# --- Deadlines without a date of their own ---

_EVERY = "mois|semaine|quinzaine|trimestre|semestre|annee|an|jour|"
_EVERY += "reunion|rencontre|seance|(?:lun|mar|mercre|jeu|vendre|same)di|dimanche"
_MEETING = "reunion|rencontre|seance|session"
_TO_SETTLE = r"a (?:definir|determiner|preciser|fixer|convenir|confirmer)\b.*"
_PHRASES = {
    Precision.NONE: compiled(
        r"[/. _-]*|n[/. ]?a|r\.?a\.?s|rien a signaler|neant|sans objet|indeterminee?s?|"
        r"(?:date )?inconnue?s?|tb[dc]|to be (?:determined|defined|confirmed)|"
        r"aucune?(?: (?:echeance|date))?|sans (?:echeance|date)|pas (?:d'echeance|de date)|"
        r"(?:(?:date|echeance|delai|periode)s? )?(?:non|pas(?: encore)?) (?:applicable|disponible|"
        r"(?:determin|defini|precis|fix|connu|communiqu|renseign|specifi|arret)e?e?s?)|"
        rf"(?:(?:date|echeance|delai|periode)s? )?{_TO_SETTLE}",
    ),
    Precision.IMMEDIATE: compiled(
        r"immediate?s?|immediatement|(?:tres )?urgente?s?|(?:en |d')?urgence|asap|a\.s\.a\.p|"
        r"(?:aussi(?:tot| vite) que|des que|(?:le |au )?plus (?:tot|vite|rapidement)) possible|"
        r"au plus (?:tot|vite)|sans (?:delai|tarder|(?:plus )?attendre)|(?:tout )?de suite|"
        r"(?:des )?maintenant|des (?:a present|aujourd'hui|ce jour)|sur[ -]le[ -]champ|"
        r"dans l'immediat|incessamment|(?:a|dans un) bref delai|"
        r"dans les (?:(?:meilleurs|plus brefs|plus courts) delais|"
        r"delais les (?:meilleurs|plus brefs|plus courts))",
    ),
    Precision.ONGOING: compiled(
        # "permanant" is so written in minutes of 2016.
        r"(?:en |(?:action|activite|suivi|tache) |de (?:facon|maniere) )?"
        r"(?:continu(?:e?s?|elle|el|ellement)|perman[ae]n(?:te?s?|ce))|"
        r"au fur et a mesure\b[^0-9+]*|(?:tout au long de|durant|pendant)? ?toute? l'annee|"
        r"tout (?:au long de l'annee|le temps)|(?:jusqu'a )?nouvel ordre",
    ),
    Precision.RECURRING: compiled(
        rf"(?:.* )?(?:chaque|tou(?:te)?s les|fois par) (?:fin d[eu] |[0-9]+ |deux |trois )?"
        rf"(?:{_EVERY})s?(?: .*)?|(?:au )?quotidien(?:ne)?(?:s|ment)?|journali(?:er|ere)s?|"
        r"(?:bi)?mensuel(?:s|les?|lement)?|bimestriel(?:s|les?)?|"
        r"(?:trimestriel|semestriel|annuel)(?:s|les?|lement)?|hebdomadaire(?:s|ment)?|"
        r"reguli(?:er|ere)(?:s|ment)?|periodique(?:s|ment)?",
    ),
    Precision.NEXT_MEETING: compiled(
        # Only the group's own meeting: that of another body would get a false date.
        r"(?:(?:a|lors de|pendant|durant|au cours de) )?(?:la )?"
        rf"(?:(?:prochaine|future) (?:{_MEETING})|(?:{_MEETING}) (?:prochaine|suivante|a venir)|"
        rf"(?:{_MEETING}) de coordination)(?: ordinaire| mensuelle)?"
        r"(?: de coordination| (?:du )?(?:gtm|groupe(?: de travail)?|cluster))?"
        rf"(?:[ ,(]+(?:date )?{_TO_SETTLE})?|"
        r"(?:au |le )?prochain gtm",
    ),
}


def _read_phrase(text: str, meeting_on: date | None) -> Reading | None:
    for precision, phrase in _PHRASES.items():
        if phrase.fullmatch(text):
            return precision, None
    return None


_READERS = (
    _read_phrase,
    counted.read_counted,
    counted.read_running,
    counted.read_near,
    counted.read_week,
    counted.read_short_month,
    read_calendar,
    read_range,
)


def bare(text: str) -> str:
    """The folded text without what is read through; read again, it means the same."""
    return _PREFIX.sub("", _without_end(text))


def _without_end(text: str) -> str:
    return _SUFFIX.sub("", without_hours(_CONDITION.sub("", fold(text))))


def parse(text: str, meeting_on: date | None) -> Deadline:
    """The deadline that this wording is in a meeting of that day; never raises.

    The next meeting has no `due_on` here: only the group's calendar knows it.
    """
    if reading := counted.read_day_of_month(_without_end(text), meeting_on):
        return Deadline(text, *reading)
    words = bare(text)
    for read in _READERS:
        if reading := read(words, meeting_on):
            return Deadline(text, *reading)
    return Deadline(text, Precision.FREE, None)
