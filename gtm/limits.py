"""Where tries are counted: passwords, codes, mails that are asked for."""

import logging
from uuid import uuid4

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import DatabaseError

logger = logging.getLogger(__name__)


class OpenOnFailure(DatabaseCache):
    """What cannot be written is not counted: nobody hears of too many tries from a full disk.

    Django's own says the same, no, where the key is taken and where the table takes nothing.
    """

    def add(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        if super().add(key, value, timeout, version):
            return True
        if super().add(f"probe:{uuid4()}", True, 1):
            return False
        logger.error("Les essais ne sont pas comptés : la base refuse d’écrire.")
        return True

    def get_many(self, keys, version=None):
        try:
            return super().get_many(keys, version)
        except DatabaseError:  # it deletes what has expired
            return {}

    def delete(self, key, version=None):
        try:
            return super().delete(key, version)
        except DatabaseError:
            return False
