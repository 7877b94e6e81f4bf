"""What leaves for Sentry, where `SENTRY_DSN` names one: the places of an error, and no values."""

import sentry_sdk
import structlog
from sentry_sdk.integrations.atexit import AtexitIntegration
from sentry_sdk.integrations.django import DjangoIntegration
from sentry_sdk.integrations.excepthook import ExcepthookIntegration
from sentry_sdk.integrations.logging import LoggingIntegration

from gtm.release import release
from gtm.watching.logs import told

# All that an event is made of here; the rest (request, user, breadcrumbs, extra) never leaves.
KEPT = (
    *("event_id", "timestamp", "level", "platform", "logger", "exception", "transaction"),
    *("release", "environment", "sdk"),
)
FRAME = ("filename", "abs_path", "function", "module", "lineno", "in_app", "context_line")


def begin(dsn, **options):
    """Personal data are off by default there; `stripped` does not count on it."""
    sentry_sdk.init(
        dsn,
        release=release(),
        include_local_variables=False,
        include_source_context=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        auto_session_tracking=False,
        default_integrations=False,
        integrations=[
            DjangoIntegration(transaction_style="function_name", cache_spans=False),
            LoggingIntegration(level=None, event_level=None),
            ExcepthookIntegration(),
            AtexitIntegration(callback=lambda *_: None),  # waits for what leaves, in silence
        ],
        before_send=stripped,
        **options,
    )


def stripped(event, hint):
    """What is left of an event once nothing that somebody typed can be in it."""
    kept = {name: event[name] for name in KEPT if name in event}
    kept["tags"] = structlog.contextvars.get_contextvars()  # the reference
    errors = _chain(hint.get("exc_info", (None, None))[1])
    for each in kept.get("exception", {}).get("values", []):
        each["value"] = errors.get(each.get("type"), "")
        each.pop("mechanism", None)
        for frame in each.get("stacktrace", {}).get("frames", []):
            for name in frame.keys() - set(FRAME):
                del frame[name]
    return kept


def _chain(error):
    """{type: what may be told} of an error and its causes."""
    found = {}
    while error is not None:
        found.setdefault(type(error).__name__, told(error))
        error = error.__cause__ or error.__context__
    return found
