"""What makes a backup unreadable to others: the age format, so that its own tool opens it too.

A passphrase opens one key, which stands in the target; that key opens all the rest. To try a
passphrase takes seconds on purpose, and there are thousands of files.
"""

import hashlib
import io
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyrage
from django.conf import settings
from pyrage import passphrase, ssh, x25519

from gtm.keeping.refusals import Refused
from gtm.keeping.targets import Missing

KEY = "key.age"
NOT_OPENED = "La phrase de passe est fausse : elle n’ouvre pas cette sauvegarde."
ALTERED_KEY = f"Clé altérée : {KEY}, que la phrase de passe devrait ouvrir."
NOTHING_OPENS = (
    "Cette sauvegarde est chiffrée : donnez BACKUP_PASSPHRASE, ou BACKUP_IDENTITY (le fichier de "
    "la clé age)."
)
KEY_IS_MISSING = f"La clé {KEY} manque dans la cible : la phrase de passe n’ouvre rien sans elle."
OTHER_KEY = "Cette sauvegarde est chiffrée pour une autre clé que les vôtres."
NOTHING_SAID = (
    "Rien ne dit comment chiffrer : donnez BACKUP_PASSPHRASE ou BACKUP_RECIPIENTS, ou "
    "BACKUP_UNENCRYPTED=1 pour laisser la sauvegarde lisible."
)


class Altered(Refused):
    """What age authenticates is not what was sealed."""


@dataclass(frozen=True)
class Seal:
    """Whom it is written for, and who reads it; nobody: what is written is plain."""

    recipients: list[Any] = field(default_factory=list)
    identities: list[Any] = field(default_factory=list)

    @property
    def suffix(self):
        return ".age" if self.recipients else ""

    @property
    def name(self):
        """Files sealed for others stand elsewhere: a new key makes them anew."""
        whom = "\n".join(sorted(map(str, self.recipients)))
        return hashlib.sha256(whom.encode()).hexdigest()[:8] if whom else "clair"

    def close(self, reader, writer):
        if self.recipients:
            try:
                pyrage.encrypt_io(reader, writer, self.recipients)
            except pyrage.EncryptError as error:  # which tells of the disk in its own way
                raise OSError(str(error)) from error
        else:
            shutil.copyfileobj(reader, writer)

    def open(self, name, reader, writer):
        """Write what stands in `reader`; raises `Refused` where it cannot be believed."""
        if not name.endswith(".age"):
            if not settings.BACKUP_UNENCRYPTED:
                raise Refused(f"{name} n’est pas chiffré : BACKUP_UNENCRYPTED=1 le lit quand même.")
            shutil.copyfileobj(reader, writer)
            return
        if not self.identities:
            raise Refused(NOTHING_OPENS)
        try:
            pyrage.decrypt_io(reader, writer, self.identities)
        except pyrage.DecryptError as error:
            if "No matching keys" in str(error):
                raise Refused(OTHER_KEY) from error
            raise Altered(name) from error
        except OSError as error:
            if error.errno:  # a full disk, not age
                raise
            raise Altered(name) from error


def to_write(target, scratch):
    """The seal of a new backup; the first passphrase of a target makes its key."""
    if settings.BACKUP_UNENCRYPTED:
        return Seal()
    if settings.BACKUP_PASSPHRASE:
        try:
            identity = _key_of(target, scratch)
        except Missing:
            identity = _make_key(target, scratch)
        return Seal([identity.to_public()], [identity])
    if settings.BACKUP_RECIPIENTS:
        return Seal([_recipient(each) for each in settings.BACKUP_RECIPIENTS], _identities())
    raise Refused(NOTHING_SAID)


def to_read(target, scratch):
    """The seal that opens a backup, whatever it was made with."""
    identities = _identities()
    if settings.BACKUP_PASSPHRASE:
        try:
            identities.append(_key_of(target, scratch))
        except Missing:
            if not identities and not settings.BACKUP_UNENCRYPTED:
                raise Refused(KEY_IS_MISSING) from None
    return Seal(identities=identities)


def _key_of(target, scratch):
    path = scratch / KEY
    target.get(KEY, path)
    try:
        found = passphrase.decrypt(path.read_bytes(), settings.BACKUP_PASSPHRASE).decode()
        return x25519.Identity.from_str(found)
    except pyrage.DecryptError as error:
        wrong = str(error) == "Decryption failed"
        raise Refused(NOT_OPENED if wrong else ALTERED_KEY) from error


def _make_key(target, scratch):
    identity = x25519.Identity.generate()
    path = scratch / KEY
    path.write_bytes(passphrase.encrypt(str(identity).encode(), settings.BACKUP_PASSPHRASE))
    target.put(path, KEY)
    return _key_of(target, scratch)  # what will be needed is what the target gives back


def _recipient(text):
    try:
        kind = ssh if text.startswith("ssh-") else x25519
        return kind.Recipient.from_str(text)
    except pyrage.RecipientError as error:
        raise Refused(f"BACKUP_RECIPIENTS : {text} n’est pas une clé publique age.") from error


def _identities():
    """Those of the file of `BACKUP_IDENTITY`, as `age-keygen` or `ssh-keygen` write it."""
    if not settings.BACKUP_IDENTITY:
        return []
    content = Path(settings.BACKUP_IDENTITY).read_bytes()
    try:
        if content.startswith(b"-----"):
            return [ssh.Identity.from_buffer(content)]
        lines = content.decode().split()
        return [x25519.Identity.from_str(line) for line in lines if line.startswith("AGE-")]
    except (pyrage.IdentityError, UnicodeDecodeError) as error:
        raise Refused("BACKUP_IDENTITY ne contient pas de clé age lisible.") from error


def opened_bytes(seal, name, path):
    with path.open("rb") as reader, io.BytesIO() as writer:
        seal.open(name, reader, writer)
        return writer.getvalue()
