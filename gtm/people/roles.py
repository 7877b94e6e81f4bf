"""What each role may do, in the words of an invitation; the rules themselves are in access.py."""

OPENS = {
    "secretary": [
        "planifier les réunions du groupe et écrire leurs comptes rendus",
        "les soumettre au SP/CCM, puis suivre les points d’action du groupe",
        "lire les comptes rendus publiés de tous les groupes",
    ],
    "reviewer": [
        "lire les comptes rendus de tous les groupes, même en brouillon",
        "les renvoyer avec un motif ou les publier, sauf ceux que vous avez écrits",
        "tenir la liste des structures, inviter des rapporteurs et des structures membres",
    ],
    "deputy": [
        "valider et publier à la place du SP/CCM quand il a écrit lui-même le compte rendu",
        "lire les comptes rendus publiés de tous les groupes",
    ],
    "partner": [
        "retrouver les réunions et télécharger les comptes rendus publiés",
        "suivre les points d’action de votre structure",
    ],
    "administrator": [
        "tenir les comptes, les groupes, les structures et les territoires",
        "inviter toute personne, et lire le journal",
        "lire les comptes rendus publiés, mais aucun brouillon",
    ],
}
