"""Every environment variable: its name, what it means, what it may be.

`settings.py` reads the values, `python -m gtm.variables` prints the table of `deploy/README.md`.
Empty is as good as absent, so that a line of a file can stand there for a later day.
"""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from gtm.values import (
    database,
    dsn,
    file,
    folder,
    mail_server,
    names,
    number,
    one_of,
    periods,
    sender,
    site,
    switch,
    target,
    text,
)

LOCAL = "http://127.0.0.1:8000"


class Wrong(ImproperlyConfigured):
    """What is wrong with the environment, in French, a line for each variable."""


@dataclass(frozen=True)
class Variable:
    name: str
    meaning: str  # French, for the table
    read: Callable[[str], Any]  # raises ValueError, with the French end of a sentence
    default: str = ""  # what stands for nothing; read like any other
    unset: str = ""  # how the table calls a default that is worked out, or none
    example: str = ""
    is_secret: bool = False  # or holds a password: shown nowhere

    def value(self, environment):
        """Raises ValueError."""
        text = environment.get(self.name, "").strip() or self.default
        return self.read(text)


VARIABLES = [
    Variable(
        "SECRET_KEY",
        "la clé de Django, obligatoire ; qui la change ferme les sessions et les liens envoyés",
        text,
        unset="écrite dans `.env`",
        example="cinquante signes au hasard",
        is_secret=True,
    ),
    Variable(
        "SITE_URL",
        "l’adresse publique ; en `https://`, cookies sûrs, HSTS et redirection suivent",
        site,
        default=LOCAL,
        example="https://gtm.example.ne",
    ),
    Variable(
        "DATABASE_URL",
        "la base de données ; PostgreSQL pour un pays",
        database,
        unset="SQLite, dans `DATA_DIR`",
        example="postgres://gtm:mot-de-passe@127.0.0.1:5432/gtm",
        is_secret=True,
    ),
    Variable(
        "CONN_MAX_AGE",
        "secondes pendant lesquelles une connexion à PostgreSQL sert encore ; 0 : une par requête",
        number(0, 86_400),
        default="60",
        example="0",
    ),
    Variable(
        "DATA_DIR",
        "base SQLite, photos, PDF publiés, fichiers statiques, courriels gardés sur le disque",
        folder,
        unset="`.data`, à côté de `manage.py`",
        example="/var/lib/gtm",
    ),
    Variable(
        "ALLOWED_HOSTS",
        "les noms sous lesquels le site répond, séparés par des virgules",
        names,
        unset="l’hôte de `SITE_URL`",
        example="gtm.example.ne,www.gtm.example.ne",
    ),
    Variable(
        "HSTS_SUBDOMAINS",
        "étendre HSTS à tout le domaine : engage ses autres sites pour un an",
        switch,
        default="0",
        example="1",
    ),
    Variable(
        "HSTS_PRELOAD",
        "proposer le domaine aux listes des navigateurs ; vaut aussi `HSTS_SUBDOMAINS`",
        switch,
        default="0",
        example="1",
    ),
    Variable(
        "BEHIND_PROXY",
        "se fier à l’en-tête `X-Forwarded-Proto` du mandataire",
        switch,
        default="0",
        example="1",
    ),
    Variable(
        "TRUSTED_PROXIES",
        "nombre de mandataires à nous qui ajoutent une ligne à `X-Forwarded-For` : les essais "
        "sont comptés par réseau",
        number(0, 10),
        default="0",
        example="1",
    ),
    Variable(
        "FILES_BY_PROXY",
        "le mandataire envoie lui-même PDF et photos, qu’il lit dans `DATA_DIR/files` "
        "(`X-Accel-Redirect`, comme dans `nginx.conf`)",
        switch,
        default="0",
        example="1",
    ),
    Variable(
        "EMAIL_URL",
        "le serveur qui envoie les courriels : `smtp+tls://` (STARTTLS, 587) ou `smtp+ssl://` "
        "(465) ; un signe spécial du mot de passe s’écrit en `%40`",
        mail_server,
        unset="le dossier `DATA_DIR/mails`",
        example="smtp+tls://nom:mot-de-passe@smtp.example.ne:587",
        is_secret=True,
    ),
    Variable(
        "DEFAULT_FROM_EMAIL",
        "l’expéditeur, d’un domaine dont SPF et DKIM autorisent ce serveur : sinon les courriels "
        "finissent en indésirables",
        sender,
        default="GTM <ne-pas-repondre@localhost>",
        example="GTM Niger <ne-pas-repondre@gtm.example.ne>",
    ),
    Variable(
        "SIGNING_KEY",
        "un fichier PKCS#12 : chaque PDF publié ou rendu public est alors signé (PAdES B-B)",
        file,
        unset="rien : les PDF ne sont pas signés",
        example="/etc/gtm/signature.p12",
    ),
    Variable(
        "SIGNING_PASSWORD",
        "ce qui ouvre `SIGNING_KEY`",
        text,
        unset="rien",
        example="…",
        is_secret=True,
    ),
    Variable(
        "BACKUP_TARGET",
        "où vont les sauvegardes : un dossier, `ssh://`, `s3://` (voir `deploy/backup.md`)",
        target,
        unset="rien : pas de sauvegarde",
        example="ssh://gtm@coffre.example.ne/srv/gtm",
    ),
    Variable(
        "BACKUP_PASSPHRASE",
        "chiffre et ouvre les sauvegardes ; gardez-la aussi ailleurs que sur ce serveur",
        text,
        unset="rien",
        example="six mots au hasard",
        is_secret=True,
    ),
    Variable(
        "BACKUP_RECIPIENTS",
        "à sa place, les clés publiques age de ceux qui liront les sauvegardes",
        names,
        unset="personne",
        example="age1…,age1…",
    ),
    Variable(
        "BACKUP_IDENTITY",
        "le fichier de la clé privée age, pour restaurer et pour les essais",
        file,
        unset="rien",
        example="/etc/gtm/age.txt",
    ),
    Variable(
        "BACKUP_UNENCRYPTED",
        "laisser les sauvegardes lisibles de tous, et lire celles qui le sont",
        switch,
        default="0",
        example="1",
    ),
    Variable(
        "BACKUP_KEEP",
        "combien de jours, de semaines et de mois gardent leur dernière sauvegarde",
        periods,
        default="7,5,12",
        example="14,8,24",
    ),
    Variable(
        "BACKUP_DATABASE_URL",
        "l’adresse directe de PostgreSQL, là où `DATABASE_URL` passe par PgBouncer",
        database,
        unset="`DATABASE_URL`",
        example="postgres://gtm:mot-de-passe@127.0.0.1:5432/gtm",
        is_secret=True,
    ),
    Variable(
        "BACKUP_ENDPOINT",
        "l’adresse d’un S3 qui n’est pas celui d’Amazon",
        text,
        unset="Amazon",
        example="https://s3.example.ne",
    ),
    Variable(
        "LOG_FORMAT",
        "le journal du serveur, une ligne par requête : `texte` (nom=valeur) ou `json`",
        one_of("texte", "json"),
        default="texte",
        example="json",
    ),
    Variable(
        "METRICS_TOKEN",
        "ouvre `/sante/mesures` à Prometheus, qui l’envoie par `Authorization: Bearer`",
        text,
        unset="rien : l’adresse n’existe pas",
        example="quarante signes au hasard",
    ),
    Variable(
        "SENTRY_DSN",
        "où vont les pannes, sans rien de personnel : l’adresse d’un projet Sentry ou GlitchTip",
        dsn,
        unset="nulle part",
        example="https://cle@sentry.example.ne/1",
    ),
    Variable(
        "SLOW_PAGE_MS",
        "millisecondes à partir desquelles « État du système » retient une page",
        number(1, 600_000),
        default="2000",
        example="1000",
    ),
    Variable(
        "SLOW_QUERY_MS",
        "de même, une requête à la base de données",
        number(1, 600_000),
        default="500",
        example="200",
    ),
    Variable(
        "DEMO",
        "comptes et données de démonstration, sans second facteur ; jamais en production",
        switch,
        default="0",
        example="1",
    ),
    Variable(
        "DEBUG",
        "pages d’erreur de Django, fichiers sources ; jamais en production",
        switch,
        default="0",
        example="1",
    ),
]


def read(environment: Mapping[str, str]) -> dict[str, Any]:
    """{name: value} of all variables. Raises `Wrong`, which names each that cannot be read."""
    values, faults = {}, []
    for each in VARIABLES:
        try:
            values[each.name] = each.value(environment)
        except ValueError as fault:
            faults.append(f"{each.name} {fault}.")
    if not faults and not values["SECRET_KEY"] and not values["DEBUG"]:
        faults.append("SECRET_KEY est absente : `script/setup` en écrit une dans `.env`.")
    if faults:
        raise Wrong("\n".join(faults))
    return values


def shown(environment):
    """{name: text} of the variables that are set; a secret is named, not told."""
    found = {each: environment.get(each.name, "").strip() for each in VARIABLES}
    return {each.name: "…" if each.is_secret else typed for each, typed in found.items() if typed}


def table():
    """The variables in Markdown."""
    rows = [
        f"| `{each.name}` | {_default(each)} | {each.meaning} | `{each.example}` |"
        for each in VARIABLES
    ]
    return "\n".join(["| variable | défaut | sens | exemple |", "|---|---|---|---|", *rows])


def _default(each):
    return each.unset or {switch: "non"}.get(each.read, f"`{each.default}`")


if __name__ == "__main__":
    sys.stdout.write(table() + "\n")
