"""The secrets in addresses: made at random, kept as their hash alone, in no log."""

import hashlib
import re
import secrets

BYTES = 32  # 256 bits; 43 letters in an address
TOKEN = re.compile(r"(?<![\w-])[\w-]{43}(?![\w-])")

# A part of an address that is a key: longer than any word of ours, and no number of a meeting.
KEY_IN_ADDRESS = re.compile(r"(?<=/)(?![0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b)[\w:.=-]{24,}")


def masked(text):
    """A text in which no address opens a door: whatever is long enough to be a key is blanked."""
    return TOKEN.sub("…", KEY_IN_ADDRESS.sub("…", text))


def new_token():
    return secrets.token_urlsafe(BYTES)


def token_hash(token):
    return hashlib.sha256(token.encode()).hexdigest()
