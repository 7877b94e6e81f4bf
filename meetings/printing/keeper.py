"""The program that tells the public part of the key: writes its SHA-256 (of the SPKI, DER)."""

import hashlib
import os
import sys
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, pkcs12


def told(path, password):
    """Hexadecimal, as `openssl` tells it, of a PKCS#12 file."""
    content = Path(path).read_bytes()
    key, _, _ = pkcs12.load_key_and_certificates(content, password.encode() or None)
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(public).hexdigest()


if __name__ == "__main__":
    sys.stdout.write(told(os.environ["SIGNING_KEY"], os.environ["SIGNING_PASSWORD"]))
