"""The application with points at which it dies: `gunicorn tests.failpoints:application`.

A file in DATA_DIR named after the point arms it, once: `before` a save touches the database,
`inside` its transaction (everything written, nothing committed), `after` the commit and before the
answer. The worker kills itself by SIGKILL, as a power cut would. No code of this is in the product.
"""

import os
import signal
from pathlib import Path

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gtm.settings")
application = get_wsgi_application()

from meetings.writing import saving, store  # noqa: E402 - after the set-up

POINTS = ("before", "inside", "after")


def arm(folder, point):
    assert point in POINTS
    (Path(folder) / f"failpoint-{point}").touch()


def die_at(point):
    armed = Path(settings.DATA_DIR) / f"failpoint-{point}"
    if armed.exists():
        armed.unlink()
        os.kill(os.getpid(), signal.SIGKILL)


_save, _keep = store.save, saving._keep


def save(*arguments, **named):
    die_at("before")
    saved = _save(*arguments, **named)
    die_at("after")
    return saved


def keep(*arguments, **named):
    _keep(*arguments, **named)
    die_at("inside")


store.save, saving._keep = save, keep
