"""The fields of the minutes: sections, their labels and limits, which list stands where. Pure."""

from dataclasses import dataclass

from actions.statuses import Status
from meetings import choices


@dataclass(frozen=True)
class Field:
    """A field of the map: its French label, the most characters it may hold, its choices.

    A computed one is never taken from a form: it is shown, and frozen at publication.
    """

    label: str
    limit: int = 300
    choices: tuple = ()
    computed: bool = False


def _choices(enum):
    return tuple(enum.choices)


ROLES = (
    ("chair", "préside"),
    ("cochair", "copréside"),
    ("secretary", "rapporteur"),
    ("convener", "convoque"),
)
DISCUSSION_HEADINGS = ("Points clés de discussion", "Points de discussion clés")
RESPONSIBLE_HEADINGS = (
    "Personne/Agence Responsable",
    "Personne/Structure Responsable",
    "Personnes/agences responsables",
)
PHOTOS_HEADING = "Photos illustratives de la réunion"
# The statuses that a meeting may give an action, and what is no status: a new deadline.
PROGRESS = (
    ("", "(non abordé)"),
    *(
        (status.value, status.label)
        for status in (
            Status.DONE,
            Status.NOT_DONE,
            Status.DOING,
            Status.WAITING,
            Status.PERMANENT,
            Status.CANCELLED,
        )
    ),
    ("rescheduled", "reconduite"),
)
# What is typed about an action of an earlier meeting.
SAID = {
    "said": Field("Observations", 2_000),
    "status": Field("Statut", choices=PROGRESS),
    "reason": Field("Motif", 500),
    "new_deadline": Field("Nouvelle échéance", 200),
}

HEADER = {
    "kind": Field("Nature", choices=_choices(choices.MeetingKind)),
    "number": Field("Numéro de la réunion", 60),
    "date": Field("Date", 60),
    "place": Field("Lieu", 200),
    "modality": Field("Modalité", choices=_choices(choices.Modality)),
    "platform": Field("Plateforme (Teams, Skype…)", 100),
    "territory": Field("Délocalisée à", 20),
    "start": Field("Heure de début", 40),
    "end": Field("Heure de fin", 40),
    "opening": Field("Ouverture", 5_000),
    "attendance_total": Field("Nombre de participants", 60),
    "attendance_women": Field("dont femmes", 60),
    "attendance_annexed": Field("Liste de présence en annexe", 1),
    "agenda_adoption": Field(
        "Adoption de l’ordre du jour",
        choices=(("", "non notée"), ("adopted", "adopté"), ("amended", "adopté avec modification")),
    ),
    "closing": Field("Clôture", 5_000),
    # Texts begun since print what was spoken of and count the rest, unless `followup_all`; those of
    # before print all, unless `followup_said_only`, so that no published one changes.
    "followup_counted": Field("Les points d’action dont il n’a pas été question sont comptés", 1),
    "followup_all": Field("Imprimer aussi les points d’action dont il n’a pas été question", 1),
    "followup_said_only": Field("N’imprimer que les points d’action dont il a été question", 1),
    "next_date": Field("Date de la prochaine réunion", 60),
    "next_place": Field("Lieu de la prochaine réunion", 200),
    "next_probable": Field("Date probable", 1),
    "photos_heading": Field("Titre des photos", 150),
}
ROWS = {
    "roles": {
        "role": Field("Rôle", choices=ROLES),
        "person": Field("Personne, fonction ou structure"),
        "replacing": Field("En remplacement de"),
        "reason": Field("Motif du remplacement"),
    },
    "attendance": {
        "wording": Field("Présence"),
        "quality": Field("Qualité", choices=_choices(choices.Quality)),
        "presence": Field("Présence", choices=_choices(choices.Presence)),
        "represented_by": Field("Représenté par", 200),
        "persons": Field("Nombre de personnes", 60),
        "structures": Field("Structures représentées"),
        "name": Field("Nom", 150),
        "function": Field("Fonction", 150),
        "phone": Field("Téléphone", 40),
        "email": Field("Adresse électronique", 254),
    },
    "points": {
        "title": Field("Intitulé", 500),
        "unnumbered": Field("Sans numéro", 1),
        "presenters": Field("Intervenants"),
        "minutes": Field("Durée (minutes)", 20),  # announced, never printed in the minutes
        "heading": Field("Titre de la discussion", 150),
        "discussion": Field("Discussion", 100_000),
        "strengths_intro": Field("Introduction des forces", 2_000),
        "weaknesses_intro": Field("Introduction des faiblesses", 2_000),
        "responsible_heading": Field("En-tête des responsables", 80),
        "without_deadline": Field("Sans colonne « Date limite »", 1),
        "no_action": Field("Imprimer « N/A » faute de point d’action", 1),
        "postponed": Field("Point reporté", 1),
        "postponed_reason": Field("Motif du report", 500),
        "followup": Field("Le suivi des points d’action s’imprime ici", 1),
    },
    "subpoints": {"title": Field("Sous-point", 500), "presenters": Field("Intervenants")},
    "strengths": {"text": Field("Force", 2_000)},
    "weaknesses": {"text": Field("Faiblesse", 2_000)},
    "actions": {
        "text": Field("Point d’action", 2_000),
        "responsible": Field("Responsable", 500),
        "deadline": Field("Date limite", 200),
        "followup_agencies": Field("Suivi confié à", 500),
    },
    "adoptions": {
        "decision": Field("Adoption", choices=(("", "(non notée)"), *_choices(choices.Decision))),
        "meeting_date": Field("Réunion du", 60, computed=True),
    },
    # Minutes that are not in this system: their day is typed.
    "former_adoptions": {
        "meeting_date": Field("Compte rendu de la réunion du", 60),
        "decision": Field("Adoption", choices=(("", "(non notée)"), *_choices(choices.Decision))),
    },
    "amendments": {
        "text": Field("Amendement", 2_000),
        "point": Field("Point concerné", 500),
        "author": Field("Proposé par"),
    },
    "followups": {
        **SAID,
        "text": Field("Point d’action", 2_000, computed=True),
        "responsible": Field("Responsable", 500, computed=True),
        "deadline": Field("Échéance", 200, computed=True),
        "meeting_date": Field("Réunion du", 60, computed=True),
        "number": Field("Numéro", 20, computed=True),
        "days_late": Field("Jours de retard", 10, computed=True),
        "unpublished": Field("Compte rendu non publié", 1, computed=True),
        "closed": Field("Clos depuis la dernière réunion", 60, computed=True),
    },
    "former_actions": {
        "text": Field("Point d’action", 2_000),
        "meeting_date": Field("Réunion du", 60),
        "responsible": Field("Responsable", 500),
        "deadline": Field("Échéance", 200),
        **SAID,
    },
    "photos": {
        "caption": Field("Légende"),
        "credit": Field("Crédit", 150),
        "consent": Field("Accord des personnes", 1),
    },
    "files": {
        "title": Field("Intitulé de la pièce", 200),
        "shared": Field("Ouverte aux structures membres", 1),
    },
}
LISTS = (
    "roles", "attendance", "adoptions", "former_adoptions", "followups", "former_actions",
    "points", "photos", "files",
)  # fmt: skip
CHILDREN = {
    "points": ("subpoints", "strengths", "weaknesses", "actions"),
    "adoptions": ("amendments",),
    "former_adoptions": ("amendments",),
}
# Rows that come from other meetings, under the uid they have there: computed when shown, and in
# the map only where something is typed.
CARRIED = ("adoptions", "followups")
FLAGS = {
    "attendance_annexed", "next_probable", "unnumbered", "without_deadline", "no_action",
    "postponed", "consent", "followup", "followup_said_only", "unpublished",
    "shared", "followup_counted", "followup_all",
}  # fmt: skip
