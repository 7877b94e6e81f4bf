"""What people write above the columns of their tables, and in them; the browser reads it. Pure.

One table for all lists: a pasted table is taken by the names of its columns, in any order. Names
are compared without accents, case, signs and plurals (static/js/paste/columns.js).
"""

import re

from actions.statuses import Status
from meetings.choices import Presence, Quality
from meetings.text.fields import ROWS

# What a column holds → the headings seen above it. The first that fits wins.
HEADINGS = {
    "number": "N°|No|Nº|Num|Numéro|N° d’ordre|Ordre|N° ordre|#|Item|Rang|N° point|N/O|N°/O",
    "action": "Action|Point d’action|Action à prendre|Action à mener|Action de suivi|Action clé"
    "|Action prévue|Action retenue|Action requise|Action à entreprendre|Action proposée|Activité"
    "|Activité prévue|Activité à mener|Tâche|Tâche à faire|Recommandation|Recommandation/Action"
    "|Action/Recommandation|Décision|Décision/Action|Engagement|Mesure|Résolution|Suite à donner"
    "|Quoi|Que faire|À faire|Libellé|Intitulé de l’action|Description|Action point|Next step"
    "|Recommandation formulée|Principale recommandation|Point d’action de la réunion précédente",
    "responsible": "Responsable|Personne/Agence Responsable|Personne/Structure Responsable"
    "|Personne/agence responsable|Personne responsable|Structure responsable|Agence responsable"
    "|Organisation responsable|Entité responsable|Partenaire responsable|Responsabilité"
    "|Responsable/Deadline|Responsable/Échéance|Responsable et échéance|Responsable de suivi"
    "|Responsable du suivi|Responsable de la mise en œuvre|Responsable de mise en œuvre"
    "|Responsable d’exécution|Acteur responsable|Acteur|Porteur|Pilote|Chargé|Chargé de l’action"
    "|Qui|Qui fait quoi|Lead|Chef de file|Point focal|Point focal/agence|Agence|Structure en charge"
    "|Structure concernée|Structure/Agence|Agence/Structure|Structure|Organisation|En charge"
    "|Service responsable|Institution responsable|Personne en charge|Porteur de l’action",
    "deadline": "Échéance|Date limite|Délai|Deadline|Date butoir|Date d’échéance|Date prévue"
    "|Date de réalisation|Date limite d’exécution|Délai d’exécution|Délai de réalisation|Calendrier"
    "|Période|Période d’exécution|Quand|Date|Chronogramme|Timing|Horizon|Date fin|Date de fin"
    "|Délai/Échéance|Échéancier|Pour quand|Date de mise en œuvre|Délai de mise en œuvre|Terme",
    "status": "Statut|État|Niveau d’exécution|Niveau de réalisation|Niveau de mise en œuvre"
    "|État d’exécution|État de mise en œuvre|État d’avancement|Degré d’exécution|Avancement"
    "|Statut de mise en œuvre|Statut d’exécution|Situation|Réalisation|Exécution|Progrès|Status"
    "|Mise en œuvre|Niveau d’avancement|Suivi|État de réalisation|Point d’exécution|Fait/Non fait",
    "said": "Observation|Commentaire|Remarque|Obs|Ce qui a été dit|Difficulté rencontrée"
    "|Explication|Observation/Commentaire|Commentaire/Observation|Note|Justification|Précision",
    "reason": "Motif|Raison|Motif du retard|Cause",
    "new_deadline": "Nouvelle échéance|Nouveau délai|Nouvelle date|Échéance révisée|Reconduite au"
    "|Nouvelle date limite|Date révisée",
    "meeting_date": "Réunion du|Date de la réunion|Réunion|Date réunion|Décidé le"
    "|Réunion d’origine",
    "charged": "Suivi confié à|Structure chargée du suivi|Chargé du suivi",
    "title": "Point|Point à l’ordre du jour|Point inscrit à l’ordre du jour|Ordre du jour|Agenda"
    "|Intitulé|Intitulé du point|Sujet|Thème|Objet|Rubrique|Point de l’ordre du jour|Point discuté"
    "|Session|Sous-point",
    "presenters": "Intervenant|Présentateur|Orateur|Facilitateur|Présenté par|Animateur|Modérateur"
    "|Exposant|Responsable de la présentation",
    "strength": "Force|Point fort|Atout|Acquis|Succès|Progrès|Bonne pratique|Progrès (forces)",
    "weakness": "Faiblesse|Point faible|Point à améliorer|Insuffisance|Difficulté|Contrainte|Défi"
    "|Limite|Obstacle|Lacune",
    "wording": "Présence|Participant|Membre|Liste des participants|Liste de présence"
    "|Structure/Organisation|Présent|Invité|Participant présent|Désignation",
    "first": "Prénom",
    "name": "Nom et prénom|Nom & prénom|Nom|Prénom et nom|Nom/Prénom|Nom complet|Nom, prénom"
    "|Personne|Identité|Prénom & nom|Représentant|Nom du participant|Nom(s) et prénom(s)|Name",
    "function": "Fonction|Titre|Qualification|Poste|Fonction/Titre|Titre/Fonction|Profession"
    "|Fonction occupée|Position|Grade",
    "structure": "Structure|Organisation|Institution|Agence|Organisme|Service|Structure/Institution"
    "|Provenance|ONG|Entité|Agence/Structure|Structure d’origine|Organisation/Structure|Direction"
    "|Partenaire|Structure/Service|Structure représentée|Organisation/Institution|Ministère",
    "phone": "Téléphone|Tél|Contact|Numéro de téléphone|N° de téléphone|Contact téléphonique"
    "|Portable|GSM|N° tél|Tel/Mobile|Contact tél|Mobile|WhatsApp|Numéro",
    "email": "E-mail|Mail|Courriel|Adresse e-mail|Adresse électronique|Adresse mail|Email"
    "|Adresse courriel|Email address",
    "presence": "Présence|Statut|Présent/Absent|Présent(e)/Absent(e)|État|Participation",
    "quality": "Qualité|Membre/Observateur|Statut du participant",
    "represented": "Représenté par|Suppléant|Remplacé par",
    "persons": "Nombre|Nombre de personnes|Effectif|Nb|Nbre",
    "other": "Signature|Émargement|Sexe|Genre|H/F|F/H|Localité|Région|Lieu|Budget|Coût|Zone|Âge"
    "|Indicateur|Durée|Heure|Horaire|Point principal de discussion et décision|Discussion|Visa"
    "|Point clé de discussion|Point de discussion|Source de vérification|Moyen de vérification"
    "|Ressource|Partenaire d’appui|Appui|Priorité|Résultat attendu|Financement|Axe|Domaine|Jour 1"
    "|Nationalité|Cadre|Constat|Problème",
}
# Field of a list → what it takes, the first that stands in the table; without headings, in this
# order. Those joined by a plus are taken together.
ORDER = {
    "actions": {
        "text": "action title",
        "responsible": "responsible structure name",
        "deadline": "deadline",
        "followup_agencies": "charged",
    },
    "former_actions": {
        "text": "action title",
        "responsible": "responsible structure name",
        "deadline": "deadline",
        "status": "status",
        "said": "said",
        "reason": "reason",
        "new_deadline": "new_deadline",
        "meeting_date": "meeting_date",
    },
    "attendance": {
        "wording": "first+name+structure+function wording responsible",
        "phone": "phone",
        "email": "email",
        "presence": "presence status",
        "quality": "quality",
        "persons": "persons",
        "represented_by": "represented",
        "structures": "",
        "name": "",
        "function": "",
    },
    "strengths": {"text": "strength"},
    "weaknesses": {"text": "weakness"},
    "subpoints": {"title": "title", "presenters": "presenters responsible"},
    "points": {"title": "title action", "presenters": "presenters responsible structure name"},
}
# What stands wholly in a cell → the choice it means. A sentence is kept as what was said.
STATUSES = {
    Status.DONE: "Fait|Réalisé|Exécuté|Achevé|Terminé|Complété|Accompli|Effectué|Clos|Clôturé|Oui"
    "|Atteint|Finalisé|Done|Completed|100 %|OK|✓|✔|✅|Déjà fait|Totalement réalisé",
    Status.NOT_DONE: "Non fait|Non réalisé|Non exécuté|Pas fait|Non|Non effectué|Non achevé"
    "|Non atteint|Pas encore|Pas encore fait|Non encore réalisé|Non complété|Not done|0 %|❌|✗|✘"
    "|Non accompli|Pas réalisé|Non démarré",
    Status.DOING: "En cours|En cours d’exécution|En cours de réalisation|Partiellement fait|Entamé"
    "|Partiellement réalisé|Partiel|Démarré|Fait partiellement|Ongoing|In progress|Encours"
    "|En cours de finalisation|Réalisé partiellement|Commencé|Partiellement exécuté",
    Status.WAITING: "En attente|En instance|Suspendu|En suspens|Attente|Pending",
    Status.PERMANENT: "Permanent|Permanente|Permanant|Permanante|Continu|Continue|En continu",
    Status.CANCELLED: "Annulé|Abandonné|Caduc|Caduque|Sans objet|Cancelled",
    "rescheduled": "Reconduit|Reconduite|Reporté|À reconduire|Reprogrammé|Reconduction",
}
PRESENCES = {
    Presence.PRESENT: "Présent|Présente|P|Oui|X|✓|✔|✅|Présent(e)",
    Presence.REMOTE: "À distance|En ligne|Virtuel|Visio|Visioconférence|Online|Zoom|Teams",
    Presence.EXCUSED: "Excusé|Excusée|Absent excusé|Absente excusée|E|Excusé(e)",
    Presence.ABSENT: "Absent|Absente|A|Non|Absent non excusé|Absent(e)|❌",
}
QUALITIES = {
    Quality.MEMBER: "Membre",
    Quality.OBSERVER: "Observateur|Observatrice",
    Quality.GUEST: "Invité|Invitée",
}
WORDS = {"status": STATUSES, "presence": PRESENCES, "quality": QUALITIES}
_BY_SEMICOLONS = re.compile(r"(?:\([^()]*\)|[^;])+")
_BY_COMMAS = re.compile(r"(?:\([^()]*\)|[^,])+")


def _listed(words):
    return {str(name): text.split("|") for name, text in words.items()}


def table():
    """All of it, as it is served: lists, their fields with labels, headings, words of the cells."""
    return {
        "headings": _listed(HEADINGS),
        "words": {name: _listed(words) for name, words in WORDS.items()},
        "fields": {
            section: {name: [ROWS[section][name].label, takes] for name, takes in fields.items()}
            for section, fields in ORDER.items()
        },
    }


def apart(wording):
    """The lines that a one-line list of attendance would make, [] where it is none.

    « OIM ; HCR ; PAM. »: two parts between semicolons are enough; of commas, which names have too
    (« Ali Moussa, OIM »), it takes four. What stands in brackets is not cut.
    """
    for pattern, least in ((_BY_SEMICOLONS, 2), (_BY_COMMAS, 4)):
        parts = [part.strip() for part in pattern.findall(wording)]
        parts = [part for part in parts if part.strip(".")]
        if len(parts) >= least:
            return [*parts[:-1], parts[-1].removesuffix(".")]
    return []
