"""A target, and a key of one's own: a passphrase takes seconds on purpose."""

import pytest
from pyrage import x25519


@pytest.fixture(autouse=True)
def target(settings, tmp_path):
    """A folder, whose backups are sealed."""
    identity = x25519.Identity.generate()
    (tmp_path / "age.txt").write_text(f"# created: today\n{identity}\n")
    (tmp_path / "target").mkdir()
    settings.BACKUP_TARGET = str(tmp_path / "target")
    settings.BACKUP_IDENTITY = str(tmp_path / "age.txt")
    settings.BACKUP_RECIPIENTS = [str(identity.to_public())]
    settings.BACKUP_PASSPHRASE, settings.BACKUP_UNENCRYPTED = "", False
    return tmp_path / "target"
