"""The door for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import resolve

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gtm.settings")
application = get_wsgi_application()
# Imports all views, and WeasyPrint with them: seconds that the first page would wait for.
resolve("/")
