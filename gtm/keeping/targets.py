"""Where backups stand: a folder, another machine, or a bucket. Four verbs, and no more.

Names are paths with slashes. What is put is there whole or not at all.
"""

import posixpath
import shutil
import stat
import uuid
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import unquote, urlsplit

import boto3
import paramiko
from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings

from gtm.keeping.refusals import Refused
from gtm.storage import sync

PATIENCE = 30  # seconds, until a target that says nothing has not answered
PART = ".part"  # ends the name of what is not whole yet


class Missing(Refused):
    """Nothing has that name."""


@contextmanager
def opened(address):
    """The target at an address; raises `Refused` where there is none."""
    if not address:
        raise Refused("Aucune cible : donnez BACKUP_TARGET.")
    kind = KINDS.get(urlsplit(address).scheme)
    if kind is None:
        raise Refused(f"{address} n’est pas une cible : un dossier, ssh://… ou s3://….")
    with _told(address), closing(kind(urlsplit(address))) as target:
        yield target


@contextmanager
def _told(address):
    try:
        yield
    except (paramiko.SSHException, Boto3Error, BotoCoreError, ClientError, EOFError) as error:
        raise Refused(f"La cible {address} ne répond pas : {error}.") from error
    except OSError as error:
        raise Refused(f"La sauvegarde ne peut être écrite ni lue : {error}.") from error


class Folder:
    """Of this machine; better of another disk, mounted here."""

    def __init__(self, parts):
        self.root = Path(unquote(parts.path))
        if not self.root.is_dir():
            raise Refused(f"Le dossier {self.root} n’existe pas : montez le disque, ou créez-le.")

    def close(self):
        pass

    def put(self, path, name):
        whole = self.root / name
        whole.parent.mkdir(parents=True, exist_ok=True)
        part = whole.with_name(f"{whole.name}.{uuid.uuid4().hex}{PART}")
        try:
            shutil.copyfile(path, part)
            sync(part)
            part.replace(whole)
        except OSError:
            part.unlink(missing_ok=True)
            raise
        sync(whole.parent)

    def get(self, name, path):
        try:
            shutil.copyfile(self.root / name, path)
        except FileNotFoundError as error:
            raise Missing(name) from error

    def sizes(self, prefix):
        """{name: bytes} of what begins with a folder."""
        found = (path for path in (self.root / prefix).rglob("*") if path.is_file())
        return {path.relative_to(self.root).as_posix(): path.stat().st_size for path in found}

    def remove(self, name):
        path = self.root / name
        path.unlink(missing_ok=True)
        with suppress(OSError):  # it holds more
            path.parent.rmdir()


class Machine:
    """By SFTP, with the keys of this account; only a host that its known_hosts names."""

    def __init__(self, parts):
        self.root = unquote(parts.path)
        self.ssh = paramiko.SSHClient()
        self.ssh.load_system_host_keys()
        self.ssh.set_missing_host_key_policy(paramiko.RejectPolicy())
        waits = {"timeout": PATIENCE, "auth_timeout": PATIENCE}
        self.ssh.connect(parts.hostname, parts.port or 22, parts.username, **waits)
        self.sftp = self.ssh.open_sftp()
        self.sftp.get_channel().settimeout(PATIENCE)
        try:
            self.sftp.stat(self.root)
        except FileNotFoundError as error:
            self.close()
            raise Refused(f"Le dossier {self.root} n’existe pas sur {parts.hostname}.") from error

    def close(self):
        self.ssh.close()

    def put(self, path, name):
        whole = posixpath.join(self.root, name)
        self._make(posixpath.dirname(whole))
        part = f"{whole}.{uuid.uuid4().hex}{PART}"
        self.sftp.put(str(path), part)  # looks whether its size is right
        self.sftp.posix_rename(part, whole)

    def _make(self, folder):
        try:
            self.sftp.stat(folder)
        except FileNotFoundError:
            self._make(posixpath.dirname(folder))
            self.sftp.mkdir(folder)

    def get(self, name, path):
        try:
            self.sftp.get(posixpath.join(self.root, name), str(path))
        except FileNotFoundError as error:
            raise Missing(name) from error

    def sizes(self, prefix):
        try:
            rows = self.sftp.listdir_attr(posixpath.join(self.root, prefix))
        except FileNotFoundError:
            return {}
        found = {}
        for row in rows:
            name = posixpath.join(prefix, row.filename)
            found |= self.sizes(name) if stat.S_ISDIR(row.st_mode) else {name: row.st_size}
        return found

    def remove(self, name):
        path = posixpath.join(self.root, name)
        with suppress(FileNotFoundError):
            self.sftp.remove(path)
        with suppress(OSError):  # it holds more
            self.sftp.rmdir(posixpath.dirname(path))


class Bucket:
    """Of S3 or of what speaks like it; its keys are those that boto3 finds in the environment."""

    def __init__(self, parts):
        self.bucket, self.prefix = parts.hostname, unquote(parts.path).strip("/")
        endpoint = settings.BACKUP_ENDPOINT or None
        style = {"addressing_style": "path" if endpoint else "auto"}
        how = Config(s3=style, connect_timeout=PATIENCE, read_timeout=PATIENCE)
        self.s3 = boto3.client("s3", endpoint_url=endpoint, config=how)
        self.s3.head_bucket(Bucket=self.bucket)

    def close(self):
        self.s3.close()

    def put(self, path, name):
        self.s3.upload_file(str(path), self.bucket, self._key(name))

    def get(self, name, path):
        try:
            self.s3.download_file(self.bucket, self._key(name), str(path))
        except ClientError as error:
            if error.response["Error"]["Code"] in ("404", "NoSuchKey"):
                raise Missing(name) from error
            raise

    def sizes(self, prefix):
        pages = self.s3.get_paginator("list_objects_v2")
        found = pages.paginate(Bucket=self.bucket, Prefix=self._key(prefix) + "/")
        rows = (row for page in found for row in page.get("Contents", []))
        return {row["Key"][len(self._key("")) :]: row["Size"] for row in rows}

    def remove(self, name):
        self.s3.delete_object(Bucket=self.bucket, Key=self._key(name))

    def _key(self, name):
        return f"{self.prefix}/{name}" if self.prefix else name


KINDS = {"": Folder, "file": Folder, "ssh": Machine, "s3": Bucket}
