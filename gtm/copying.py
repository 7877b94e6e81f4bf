"""All rows from one database into another of any engine, and whether both hold the same."""

import hashlib
import json
from contextlib import contextmanager

from django.apps import apps
from django.core.management.color import no_style
from django.db import connections, transaction

BATCH = 500


def tables():
    """The models whose rows are copied; some are made again there, or tell of this base alone."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and not hasattr(model, "STAYS")
    ]


def rows_in(alias):
    """{table: how many rows} of those that hold any."""
    counts = {model._meta.db_table: _rows(model, alias).count() for model in tables()}
    return {table: count for table, count in counts.items() if count}


class Differs(Exception):
    """{table: (rows here, rows there)} of what is not the same on both sides."""

    def __init__(self, tables):
        super().__init__(tables)
        self.tables = tables


def copy(source, target):
    """Every row as it is, number and instants included; all of them or none.

    Raises `Differs`, also where somebody has written meanwhile. Returns (tables, rows).
    """
    with transaction.atomic(using=target):
        with _still(source):
            for model in tables():
                _empty(model, target)  # what migrations put there
            for model in tables():
                _copy_table(model, source, target)
        _count_on(target)
        if found := differences(source, target):
            raise Differs(found)
    counts = rows_in(target)
    return len(counts), sum(counts.values())


def differences(source, target):
    """{table: (rows here, rows there)} of the tables whose content is not the same."""
    found = {}
    for model in tables():
        here, there = digest(model, source), digest(model, target)
        if here != there:
            found[model._meta.db_table] = (here[0], there[0])
    return found


def digest(model, alias):
    """(count, SHA-256 of all rows in the order of their key), the same on every engine."""
    names = [field.attname for field in _fields(model)]
    count, content = 0, hashlib.sha256()
    for row in _rows(model, alias).order_by("pk").values_list(*names).iterator(BATCH):
        count += 1
        content.update(json.dumps(row, default=_told, sort_keys=True).encode() + b"\n")
    return count, content.hexdigest()


def _copy_table(model, source, target):
    fields, batch = _fields(model), []
    for row in _rows(model, source).order_by("pk").iterator(BATCH):
        batch.append(row)
        if len(batch) == BATCH:
            _insert(model, batch, fields, target)
            batch = []
    _insert(model, batch, fields, target)


def _insert(model, batch, fields, target):
    """`raw`: as a fixture is loaded, so that no instant is renewed."""
    most = connections[target].ops.bulk_batch_size(fields, batch) if batch else 1
    for start in range(0, len(batch), most):
        part = batch[start : start + most]
        model._base_manager.using(target)._insert(part, fields=fields, using=target, raw=True)


def _fields(model):
    return [field for field in model._meta.local_concrete_fields if not field.generated]


def _rows(model, alias):
    return model._base_manager.using(alias).all()


def _empty(model, alias):
    """In SQL: some tables refuse to lose a row, and this one holds nobody's yet."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608


def _count_on(alias):
    """New rows take numbers after those that came with the others."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        for line in connection.ops.sequence_reset_sql(no_style(), tables()):
            cursor.execute(line)


@contextmanager
def _still(alias):
    """One state of a database, whoever writes meanwhile; on SQLite nobody does."""
    connection = connections[alias]
    with transaction.atomic(using=alias):
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def _told(value):
    """What JSON does not know: days, instants, identifiers, bytes, decimals."""
    return value.hex() if isinstance(value, bytes | memoryview) else str(value)
