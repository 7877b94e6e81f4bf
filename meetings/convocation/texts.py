"""The texts proposed to every group, for each occasion and each kind of letter. Pure."""

CONVOCATION, INVITATION = "convocation", "invitation"
CONVENE, MOVE, CANCEL, REMIND = "convene", "move", "cancel", "remind"

_WHERE = "Lieu : {lieu} ({modalité})."
_AGENDA = "L’ordre du jour est le suivant : {ordre du jour}"
_ANSWER = "Vous voudrez bien faire connaître votre réponse avant le {réponse avant le}."
_REGARDS = "Je vous prie d’agréer, Madame, Monsieur, l’expression de ma considération distinguée."


def _text(*paragraphs):
    return "\n\n".join(paragraphs)


# {(kind, style): (subject, body)}
PROPOSED = {
    (CONVENE, CONVOCATION): (
        "Convocation à la {réunion} du {groupe}, le {date}",
        _text(
            "J’ai l’honneur de vous convoquer à la {réunion} du {groupe}, qui se tiendra le "
            "{date} à {heure}.",
            _WHERE,
            _AGENDA,
            "Votre présence est vivement souhaitée. En cas d’empêchement, vous voudrez bien m’en "
            "informer et, le cas échéant, indiquer la personne qui vous représentera.",
            _ANSWER,
        ),
    ),
    (CONVENE, INVITATION): (
        "Invitation à la {réunion} du {groupe}, le {date}",
        _text(
            "J’ai l’honneur de vous inviter à la {réunion} du {groupe}, qui se tiendra le {date} "
            "à {heure}.",
            _WHERE,
            _AGENDA,
            "J’attache du prix à votre participation. En cas d’empêchement, vous pouvez désigner "
            "la personne qui vous représentera.",
            _ANSWER,
            _REGARDS,
        ),
    ),
    (MOVE, CONVOCATION): (
        "Report de la {réunion} du {groupe} au {date}",
        _text(
            "J’ai l’honneur de vous informer que la {réunion} du {groupe} à laquelle vous étiez "
            "convoqué se tiendra désormais le {date} à {heure}.",
            "Elle était prévue le {ancienne date}.",
            "Motif : {motif}",
            _WHERE,
            _AGENDA,
            "La présente annule et remplace la convocation précédente.",
            _ANSWER,
        ),
    ),
    (MOVE, INVITATION): (
        "Report de la {réunion} du {groupe} au {date}",
        _text(
            "J’ai l’honneur de vous informer que la {réunion} du {groupe} à laquelle vous étiez "
            "invité se tiendra désormais le {date} à {heure}.",
            "Elle était prévue le {ancienne date}.",
            "Motif : {motif}",
            _WHERE,
            _AGENDA,
            "La présente annule et remplace l’invitation précédente.",
            _ANSWER,
            _REGARDS,
        ),
    ),
    (CANCEL, CONVOCATION): (
        "Annulation de la {réunion} du {groupe} du {date}",
        _text(
            "J’ai le regret de vous informer que la {réunion} du {groupe}, prévue le {date} à "
            "{heure}, n’aura pas lieu.",
            "Motif : {motif}",
            "Une nouvelle convocation vous parviendra, le cas échéant.",
        ),
    ),
    (CANCEL, INVITATION): (
        "Annulation de la {réunion} du {groupe} du {date}",
        _text(
            "J’ai le regret de vous informer que la {réunion} du {groupe}, prévue le {date} à "
            "{heure}, n’aura pas lieu.",
            "Motif : {motif}",
            "Une nouvelle invitation vous parviendra, le cas échéant.",
            _REGARDS,
        ),
    ),
    (REMIND, CONVOCATION): (
        "Rappel : {réunion} du {groupe}, le {date}",
        _text(
            "Sauf erreur, votre réponse à la convocation à la {réunion} du {groupe}, qui se "
            "tiendra le {date} à {heure}, ne m’est pas encore parvenue.",
            _WHERE,
            _ANSWER,
        ),
    ),
    (REMIND, INVITATION): (
        "Rappel : {réunion} du {groupe}, le {date}",
        _text(
            "Sauf erreur, votre réponse à l’invitation à la {réunion} du {groupe}, qui se tiendra "
            "le {date} à {heure}, ne m’est pas encore parvenue.",
            _WHERE,
            _ANSWER,
            _REGARDS,
        ),
    ),
}
