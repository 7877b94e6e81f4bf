"""The index itself: FTS5 on SQLite, a tsvector with GIN on PostgreSQL, filled and asked alike.

Both hold the lexemes that `language` made, and read nothing by themselves: the same texts are found
on both, whatever stemmer, configuration or extension a server comes with. An engine is asked for
the last `MOST` texts that were published, then ranks them: a word that all have costs no more.
"""

from django.core.exceptions import EmptyResultSet
from django.db import connection

from meetings.search.language import BREAK
from meetings.search.passages import WEIGHTS
from meetings.search.query import for_postgresql, for_sqlite

MOST = 1_000  # texts that are ranked and counted: the last ones published
_VECTOR_BYTES = 900_000  # PostgreSQL refuses a tsvector of a million


def put(entry, lexemes):
    """Store the lexemes of an entry: {weight: [lexeme, …]}, see `passages.WEIGHTS`."""
    _here().put(entry, lexemes)


def find(query, meetings):
    """[(id of the entry, rank, its marks)] of the texts of some meetings, the last ones first.

    The greater the rank, the nearer to what is asked; at most `MOST` and one more.
    """
    try:
        among = _among(meetings, "e.meeting_id")
    except EmptyResultSet:  # of who may read none
        return []
    sql, params = _here().asked(query, *among)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def empty():
    _here().empty()


def _here():
    return Sqlite if connection.vendor == "sqlite" else Postgresql


def _among(meetings, column):
    """The SQL that the meeting named by a column is one of some, and its parameters."""
    own = meetings.order_by().extra(where=[f'"meetings_meeting"."id" = {column}'])  # noqa: S610
    sql, params = own.values("pk").query.sql_with_params()
    return f"EXISTS ({sql})", params


class Sqlite:
    """`meetings_searchtext` has a row for each entry, under its id, and a column for each weight.

    A row whose entry is gone is found no more; `rebuild_search` takes it away.
    """

    RANK = "-bm25(meetings_searchtext, 8.0, 3.0, 1.0, 0.0)"

    @classmethod
    def put(cls, entry, lexemes):
        texts = [" ".join(lexemes[weight]) for weight in WEIGHTS]
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT OR REPLACE INTO meetings_searchtext (rowid, decided, said, around, marks)"
                " VALUES (%s, %s, %s, %s, %s)",
                [entry.pk, *texts, entry.marks],
            )

    @classmethod
    def asked(cls, query, among, params):
        sql = f"""
            SELECT e.id, {cls.RANK}, e.marks
            FROM meetings_searchtext JOIN meetings_searchentry e
                ON e.id = meetings_searchtext.rowid
            WHERE meetings_searchtext MATCH %s AND {among}
            ORDER BY meetings_searchtext.rowid DESC LIMIT {MOST + 1}
        """  # noqa: S608
        return sql, [for_sqlite(query), *params]

    @classmethod
    def empty(cls):
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM meetings_searchtext")


class Postgresql:
    """`meetings_searchentry.lexemes`, with the weights A, B and C; marks have D."""

    RANK = "ts_rank('{0, 0.1, 0.3, 1}', e.lexemes, %s::tsquery, 1)"

    @classmethod
    def put(cls, entry, lexemes):
        vector = cls._vector(entry.marks.split(), lexemes)
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE meetings_searchentry SET lexemes = %s::tsvector WHERE id = %s",
                [vector, entry.pk],
            )

    @classmethod
    def _vector(cls, marks, lexemes):
        """`'axyz':1A,7B …`, as long as a tsvector may be."""
        places, place, size = {mark: [] for mark in marks}, 0, 0
        for weight, letter in zip(WEIGHTS, "ABC", strict=True):
            for lexeme in lexemes[weight]:
                place += 1
                if lexeme == BREAK:
                    continue
                size += 8 if lexeme in places else 8 + len(lexeme.encode())
                if size > _VECTOR_BYTES:
                    break
                places.setdefault(lexeme, []).append(f"{place}{letter}")
        told = (
            f"'{lexeme}':{','.join(at)}" if at else f"'{lexeme}'" for lexeme, at in places.items()
        )
        return " ".join(told)

    @classmethod
    def asked(cls, query, among, params):
        text = for_postgresql(query)
        sql = f"""
            SELECT e.id, {cls.RANK}, e.marks FROM meetings_searchentry e
            WHERE e.lexemes @@ %s::tsquery AND {among}
            ORDER BY e.id DESC LIMIT {MOST + 1}
        """  # noqa: S608
        return sql, [text, text, *params]

    @classmethod
    def empty(cls):
        """The lexemes go with their entries."""
