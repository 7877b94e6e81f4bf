"""Of Bootstrap's style sheet, the rules that our pages can ask for: a fifth of its bytes.

A class is one of ours when its name stands as a word in anything that writes our pages; what only a
comment says is kept too, which does no harm.
"""

import re
from pathlib import Path

from django.apps import apps
from django.conf import settings
from lightningcss import process_stylesheet

OURS = (
    "templates/**/*.html",
    "static/js/**/*.js",
    *(f"{app}/**/*.py" for app in ("gtm", "actions", "meetings")),
)
PACKAGES = ("allauth", "crispy_bootstrap5", "crispy_forms")  # whose templates we show
# Of crispy, what draws layouts that no form of ours has.
LAYOUTS = re.compile(
    r"/(accordion|modal|tab|alert|column|switch|multifield|floating_|prepended_|field_with_|field_file"
    r"|\w+_formset)[\w-]*\.html$"
)
# The oldest that know what our own sheets say; for newer ones some rules would be put otherwise.
BROWSERS = ["Chrome >= 88", "Firefox >= 78", "iOS >= 14", "Safari >= 14"]
CLASS = re.compile(r"\.([A-Za-z][\w-]*)")
DARK = re.compile(r"\[data-bs-theme=dark\][^{}]*{[^{}]*}")  # a theme that we do not ask for
ASKED, SET = re.compile(r"var\((--[\w-]+)"), re.compile(r"(--[\w-]+)\s*:")
WORD = re.compile(r"[\w-]+")


def pruned(css):
    css = _kept(DARK.sub("", css), set(CLASS.findall(css)) - _words())
    ours = "".join(path.read_text() for path in settings.BASE_DIR.glob("static/css/*.css"))
    gone = set()
    # What a variable was for may have gone, and then what that one was for.
    while unused := set(SET.findall(css)) - set(ASKED.findall(css + ours)) - gone:
        css, gone = _kept(css, unused), gone | unused
    return css


def _kept(css, unused):
    return process_stylesheet(css, unused_symbols=unused, browsers_list=BROWSERS)


def _words():
    paths = [path for each in OURS for path in settings.BASE_DIR.glob(each)]
    for app in apps.get_app_configs():
        if app.name.partition(".")[0] in PACKAGES:
            found = Path(app.path).glob("templates/**/*.html")
            paths += [path for path in found if not LAYOUTS.search(path.as_posix())]
    return {word for path in paths for word in WORD.findall(path.read_text())}
