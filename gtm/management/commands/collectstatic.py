"""`collectstatic` with our scripts and styles made few and small; the sources run as they are.

Here and not in the storage: what makes them is needed to collect files, never to serve them.
"""

import re
import tempfile
from pathlib import Path
from posixpath import normpath

import minify
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.management.commands import collectstatic
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage

from gtm.bundles import bundles
from gtm.pruning import pruned
from gtm.storage import HashedStaticFiles

TYPES = {"js": "application/javascript", "css": "text/css"}  # by our folder
PACKAGES = ("bootstrap", "jquery*")  # of the first, the rules that we use are in our sheets
IMPORT = re.compile(r'@import "([^"]+)";\n')


class SmallStaticFiles(HashedStaticFiles):
    """Saves scripts and styles of ours put together, without what only people read."""

    def post_process(self, paths, dry_run=False, **options):
        if dry_run:
            return
        modules = bundles(_texts(paths, "js/", ".js"))
        made = modules | {name: joined(name) for name in _texts(paths, "css/", ".css")}
        with tempfile.TemporaryDirectory() as folder:
            for name, text in made.items():
                path = Path(folder, name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
            storage = FileSystemStorage(folder)
            others = {name: found for name, found in paths.items() if not name.startswith("js/")}
            yield from super().post_process(others | {name: (storage, name) for name in made})

    def _save(self, name, content):
        kind = TYPES.get(name.partition("/")[0])
        if kind:
            content.seek(0)
            content = ContentFile(minify.string(kind, content.read().decode()).encode())
        return super()._save(name, content)


def _texts(paths, start, end):
    """{name: text} of the files that are found so."""
    texts = {}
    for name, (storage, path) in paths.items():
        if name.startswith(start) and name.endswith(end):
            with storage.open(path) as file:
                texts[name] = file.read().decode()
    return texts


def joined(name):
    """A sheet with those that it imports in their places; of a package's, what our pages need."""
    text = Path(finders.find(name)).read_text()
    if not name.startswith("css/"):
        return pruned(text)
    return IMPORT.sub(lambda found: joined(normpath(f"css/{found[1]}")), text)


class Command(collectstatic.Command):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.storage = SmallStaticFiles()

    def set_options(self, **options):
        ignored = [*options["ignore_patterns"], *PACKAGES]
        super().set_options(**options | {"ignore_patterns": ignored})
