"""`collectstatic` with our scripts and styles made small; the sources run as they are.

Here and not in the storage: the minifier is needed when files are collected, never while serving.
"""

import minify
from django.contrib.staticfiles.management.commands import collectstatic
from django.core.files.base import ContentFile

from gtm.storage import HashedStaticFiles

TYPES = {"js": "application/javascript", "css": "text/css"}  # by our folder
# Of Bootstrap's package the pages use one file: compressing the others would take half a minute.
UNUSED = ["bootstrap-*", "bootstrap.css*", "bootstrap*rtl*", "bootstrap*.js*", "jquery*"]


class SmallStaticFiles(HashedStaticFiles):
    """Saves scripts and styles of ours without what only people read: a third of their bytes."""

    def _save(self, name, content):
        kind = TYPES.get(name.partition("/")[0])
        if kind:
            content.seek(0)
            content = ContentFile(minify.string(kind, content.read().decode()).encode())
        return super()._save(name, content)


class Command(collectstatic.Command):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.storage = SmallStaticFiles()

    def set_options(self, **options):
        super().set_options(**options | {"ignore_patterns": options["ignore_patterns"] + UNUSED})
