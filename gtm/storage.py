"""Where files stand: our static ones under hashed names, people's on the disk before it is said."""

import os
import uuid
from pathlib import Path

from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage


class DurableFiles(FileSystemStorage):
    """What `save` has returned survives a power cut, and nothing ever stands there half-written.

    The names that we save under are new or say the content, so that a second file of one name is
    the same file.
    """

    def _save(self, name, content):
        part = f"{name}.{uuid.uuid4().hex}.part"
        try:
            super()._save(part, content)
            sync(self.path(part))
            Path(self.path(part)).replace(self.path(name))
        except OSError:
            self.delete(part)
            raise
        folder = Path(self.path(name)).parent
        for each in (folder, *folder.parents):
            sync(each)
            if each == Path(self.location):
                break
        return name


def sync(path):
    """To the disk: the content of a file, the names in a folder."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Rewrites the imports between our ES modules too, so that they can be cached for ever."""

    support_js_module_import_aggregation = True

    def file_hash(self, name, content=None):
        """Eight signs tell two states of one file apart; a script writes them at every import."""
        digest = super().file_hash(name, content)
        return digest and digest[:8]
