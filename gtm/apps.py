"""The application and its own deployment check."""

from pathlib import Path

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import Error, Tags, register


class GtmConfig(AppConfig):
    name = "gtm"

    def ready(self):
        register(no_demo, Tags.security, deploy=True)
        register(signing_key_is_there, Tags.security, deploy=True)


def no_demo(app_configs, **kwargs):
    """Accounts with a public password must not exist where real minutes are."""
    if settings.DEMO:
        return [Error("DEMO est actif : ses comptes ont un mot de passe public.", id="gtm.E001")]
    return []


def signing_key_is_there(app_configs, **kwargs):
    """Found out at the deployment, not at the next publication."""
    if settings.SIGNING_KEY and not Path(settings.SIGNING_KEY).is_file():
        return [Error("SIGNING_KEY nomme un fichier qui n’existe pas.", id="gtm.E002")]
    return []
