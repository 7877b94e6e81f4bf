"""What a line of the log looks like, and what never stands in one.

Whoever reads the log opens nothing with it and learns of nobody: keys of addresses and addresses
of mails are blanked; an error has its places in the code, without the values that they held.
"""

import re
import traceback

import structlog
from django.db import DatabaseError, InterfaceError

from gtm.tokens import TOKEN, masked

MAIL_ADDRESS = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
CONTROL = re.compile(r"[\x00-\x1f\x7f]+")  # a line of the log stays one line
# Whose messages name code, tables and machines; those of others may quote what was typed.
QUOTES_NOBODY = (DatabaseError, InterfaceError, AttributeError, ImportError, NameError)
FIRST = ["timestamp", "level", "logger", "event", "reference"]


def formatter(style):
    """For `LOGGING`: `json`, one object a line, or `texte`, name=value."""
    shared = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    if style == "json":
        renderer = structlog.processors.JSONRenderer(ensure_ascii=False, default=str)
    else:
        renderer = structlog.processors.LogfmtRenderer(key_order=FIRST, drop_missing=True)
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*shared, _without_address],
        pass_foreign_args=True,
        processors=[
            _with_error,
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            _blanked,
            renderer,
        ],
    )


def _without_address(_logger, _method, event):
    """Django ends its lines with the path that was asked; ours of the request names the view."""
    words = event.pop("positional_args", ())
    if event["logger"].startswith("django.") and hasattr(event["_record"], "request"):
        event["event"] = " ".join(map(str, words[:-1])) or "refused"
    return event


def _with_error(_logger, _method, event):
    info = event.pop("exc_info", None)
    error = info[1] if isinstance(info, tuple) else info
    if isinstance(error, BaseException):
        event["error"], event["trace"] = told(error), places(error)
    return event


def _blanked(_logger, _method, event):
    return {name: _blank(name, value) for name, value in event.items()}


def _blank(name, value):
    if isinstance(value, list):
        return [_blank(name, each) for each in value]
    if not isinstance(value, str):
        return value
    value = CONTROL.sub(" ", value)
    text = TOKEN.sub("…", value) if name in ("trace", "timestamp") else masked(value)
    return MAIL_ADDRESS.sub("…", text)


def told(error):
    """« IntegrityError: UNIQUE constraint failed: gtm_user.email »: the first line alone.

    PostgreSQL quotes values in the next ones, and DataError in all of them.
    """
    kind = type(error).__name__
    if isinstance(error, OSError):
        return f"{kind}: {error.strerror or ''}".removesuffix(": ")
    if not isinstance(error, QUOTES_NOBODY) or kind == "DataError":
        return kind
    return f"{kind}: {str(error).partition(chr(10))[0][:300]}"


def places(error):
    """The lines of the code, the innermost last; then, below its name, those of what caused it."""
    found = [f"{each.filename}:{each.lineno} {each.name}" for each in _frames(error)]
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return [*found, told(cause), *places(cause)] if cause else found


def _frames(error):
    return traceback.extract_tb(error.__traceback__)
