import pytest


@pytest.fixture(autouse=True)
def _backed_up(settings):
    """Somewhere; that nothing is backed up is told apart."""
    settings.BACKUP_TARGET = "/srv/gtm-backup"
