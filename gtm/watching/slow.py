"""Slow pages and queries: their shape, how often and how long at worst, for the status page."""

import hashlib
import logging
import re

from django.db import Error
from django.db.models import F
from django.db.models.functions import Greatest

from gtm import locks
from gtm.models import Slow

MOST = 200  # rows: what was seen longest ago makes room
LITERAL = re.compile(r"'(?:[^']|'')*'|\b\d+(?:\.\d+)?\b")
COLUMNS = re.compile(r"^(SELECT (?:DISTINCT )?).{200,}? FROM ")  # too many to read
MANY = re.compile(r"\(\s*(%s|\?)(?:\s*,\s*\1)+\s*\)")

logger = logging.getLogger(__name__)


def shape_of(sql):
    """SQL without values: its literals are blanked, a list of parameters is as long as any."""
    text = COLUMNS.sub(r"\1… FROM ", " ".join(sql.split()))
    return MANY.sub("(…)", LITERAL.sub("?", text))[:1000]


def note(found, page, now):
    """Write down [(kind, shape, milliseconds)]; a base that is busy is not made busier."""
    try:
        with locks.impatient():
            for kind, shape, ms in found:
                _note(kind, shape[:1000], page[:200], ms, now)
    except Error as error:
        logger.warning("Une lenteur n’est pas notée (%s).", type(error).__name__)


def _note(kind, shape, page, ms, now):
    digest = hashlib.sha256(f"{kind} {shape}".encode()).hexdigest()
    row = Slow.objects.filter(digest=digest)
    more = {"times": F("times") + 1, "worst": Greatest("worst", ms), "seen_at": now, "page": page}
    if row.update(**more):
        return
    first = {"kind": kind, "shape": shape, "page": page, "worst": ms, "seen_at": now}
    if not Slow.objects.get_or_create(digest=digest, defaults=first | {"times": 1})[1]:
        row.update(**more)
    extra = Slow.objects.order_by("-seen_at", "-pk").values("pk")[MOST:]
    Slow.objects.filter(pk__in=[each["pk"] for each in extra]).delete()
