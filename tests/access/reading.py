"""What an answer holds, wherever it may hide; and what the database holds."""

import gzip
import io
import re
import zipfile
from contextlib import contextmanager
from functools import cache

import pikepdf
from django.apps import apps
from django.db import connection

from tests.pdftext import text_of

WRITES = re.compile(r"\s*(INSERT INTO|UPDATE|DELETE FROM) [\"`]?(\w+)")
UNCOUNTED = {"django_session", "cache"}  # written by every visit


def everything_in(answer):
    """Headers, body, and what a compressed body, a PDF or an archive holds; in lower case."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if answer.get("Content-Encoding") == "gzip":
        body = gzip.decompress(body)
    heads = "\n".join(f"{name}: {value}" for name, value in answer.items())
    cookies = answer.cookies.output()
    return f"{heads}\n{cookies}\n{_text(body)}".lower()


@cache
def _text(body):
    text = body.decode("utf-8", "replace")
    if body.startswith(b"%PDF-"):
        with pikepdf.open(io.BytesIO(body)) as pdf:
            streams = [_stream(each) for each in pdf.objects if isinstance(each, pikepdf.Stream)]
        text += text_of(body) + b"\n".join(streams).decode("latin-1")
    if body.startswith(b"PK\3\4"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            text += "".join(_text(archive.read(name)) for name in archive.namelist())
    return text


def _stream(each):
    try:
        return each.read_bytes()
    except pikepdf.PdfError:  # a JPEG: kept as it is
        return each.read_raw_bytes()


def marks_in(text, marks):
    """Names of the marks that a text holds, however its digits are spaced."""
    joined = re.sub(r"(?<=\d)[\s.\u00a0\u202f]+(?=\d)", "", text)
    return {name for name, mark in marks.items() if mark in text or mark in joined}


@contextmanager
def writes():
    """The tables written to meanwhile, sessions and cache left out."""
    written = []

    def note(execute, sql, params, many, context):
        found = WRITES.match(sql)
        if found and found[2] not in UNCOUNTED:
            written.append(found[0])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield written


def dump():
    """{table: its rows as text} of the whole database, sessions and cache left out."""
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(tables - UNCOUNTED):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            found[table] = sorted(repr(tuple(map(_plain, row))) for row in cursor.fetchall())
    return found


def _plain(value):
    """PostgreSQL gives bytes as a view, whose text tells where it lies and not what it holds."""
    return bytes(value) if isinstance(value, memoryview) else value
