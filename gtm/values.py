"""What an environment variable may be: each reader returns its value, or says what it expects.

`ValueError` holds the end of a French sentence that begins with the name of the variable.
"""

from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

import environ

YES, NO = ("1", "oui", "true", "yes", "on"), ("0", "non", "false", "no", "off")


def text(typed):
    return typed


def switch(typed):
    if typed.lower() in YES:
        return True
    if typed.lower() in NO:
        return False
    raise ValueError("attend 1 (oui) ou 0 (non)")


def number(least, most):
    def read(typed):
        if not typed.isascii() or not typed.isdigit() or not least <= int(typed) <= most:
            raise ValueError(f"attend un nombre entier, de {least} à {most}")
        return int(typed)

    return read


def one_of(*words):
    def read(typed):
        if typed not in words:
            raise ValueError(f"attend {' ou '.join(words)}")
        return typed

    return read


def dsn(typed):
    parts = urlsplit(typed)
    if typed and not (parts.scheme in ("http", "https") and parts.username and parts.hostname):
        raise ValueError("attend une adresse comme https://cle@sentry.example.ne/1")
    return typed


def names(typed):
    return [each.strip() for each in typed.split(",") if each.strip()]


def folder(typed):
    path = Path(typed).expanduser()
    if typed and not path.is_absolute():
        raise ValueError("attend un chemin entier, qui commence par /")
    return path if typed else None


def file(typed):
    if typed and not Path(typed).is_file():
        raise ValueError("nomme un fichier qui n’existe pas, ou que l’application ne peut pas voir")
    return typed


def site(typed):
    parts = urlsplit(typed)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/"):
        raise ValueError("attend une adresse entière et sans chemin, comme https://gtm.example.ne")
    if parts.scheme == "http" and parts.hostname not in ("127.0.0.1", "localhost", "::1"):
        raise ValueError("doit commencer par https:// (http:// n’est permis que sur 127.0.0.1)")
    return typed.rstrip("/")


def database(typed):
    """Django's settings of a database, None for none."""
    if not typed:
        return None
    if urlsplit(typed).scheme not in ("postgres", "postgresql", "sqlite"):
        raise ValueError("attend postgres://… ou sqlite:///…")
    try:
        return environ.Env.db_url_config(typed)
    except (ValueError, KeyError, AttributeError) as error:
        raise ValueError("ne se lit pas comme l’adresse d’une base de données") from error


def mail_server(typed):
    """Django's settings of a server for mails, {} for none."""
    if not typed:
        return {}
    if urlsplit(typed).scheme not in environ.Env.EMAIL_SCHEMES:
        raise ValueError("attend smtp+tls://nom:mot-de-passe@hôte:587, ou smtp+ssl://…:465")
    try:
        return environ.Env.email_url_config(typed)
    except (ValueError, KeyError, AttributeError) as error:
        raise ValueError("ne se lit pas comme l’adresse d’un serveur de courriels") from error


def target(typed):
    parts = urlsplit(typed)
    if parts.scheme in ("", "file") and (not typed or parts.path.startswith("/")):
        return typed
    if parts.scheme not in ("ssh", "s3") or not parts.hostname:
        raise ValueError("attend /un/dossier, ssh://compte@hôte/un/dossier ou s3://seau/préfixe")
    return typed


def periods(typed):
    found = [each.strip() for each in typed.split(",")]
    if len(found) != 3 or not all(each.isascii() and each.isdigit() for each in found):
        raise ValueError("attend trois nombres : jours, semaines, mois")
    return tuple(map(int, found))


def sender(typed):
    if "@" not in parseaddr(typed)[1]:
        raise ValueError("attend une adresse, comme GTM <ne-pas-repondre@gtm.example.ne>")
    return typed
