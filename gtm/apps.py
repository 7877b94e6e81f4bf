"""The application and its own deployment check."""

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import Error, Tags, register
from django.utils.module_loading import import_string


class GtmConfig(AppConfig):
    name = "gtm"

    def ready(self):
        register(no_demo, Tags.security, deploy=True)
        if settings.SENTRY_DSN:  # it costs a start of every command
            import_string("gtm.watching.sentry.begin")(settings.SENTRY_DSN)


def no_demo(app_configs, **kwargs):
    """Accounts with a public password must not exist where real minutes are."""
    if settings.DEMO:
        return [Error("DEMO est actif : ses comptes ont un mot de passe public.", id="gtm.E001")]
    return []
