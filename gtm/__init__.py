"""Who we are, and the wiring; the number of the version, as `CHANGELOG.md` tells it."""

__version__ = "0.1.0"
