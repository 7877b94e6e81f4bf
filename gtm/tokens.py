"""The secrets in addresses: made at random, kept as their hash alone, in no log."""

import hashlib
import logging
import re
import secrets

BYTES = 32  # 256 bits; 43 letters in an address
TOKEN = re.compile(r"(?<![\w-])[\w-]{43}(?![\w-])")


def new_token():
    return secrets.token_urlsafe(BYTES)


def token_hash(token):
    return hashlib.sha256(token.encode()).hexdigest()


class HiddenTokens(logging.Filter):
    """Django logs the address of whatever it refuses: who reads the log opens nothing with it."""

    def filter(self, record):
        text = record.getMessage()
        if TOKEN.search(text):
            record.msg, record.args = TOKEN.sub("…", text), ()
        return True
