"""The program that signs a text for browsers: text in, JSON out, "null" where none would verify it.

As WebCrypto has it: RSASSA-PKCS1-v1_5, or ECDSA with r and s side by side (IEEE P1363).
"""

import json
import os
import sys
from base64 import b64encode
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, pkcs12

CURVES = {"secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"}  # all it knows


def attested(text, key):
    """{algorithm, key: SPKI, signature} in base64; None for a key of another kind."""
    if isinstance(key, rsa.RSAPrivateKey):
        algorithm = {"name": "RSASSA-PKCS1-v1_5"}
        signature = key.sign(text, padding.PKCS1v15(), SHA256())
    elif isinstance(key, ec.EllipticCurvePrivateKey) and key.curve.name in CURVES:
        algorithm = {"name": "ECDSA", "namedCurve": CURVES[key.curve.name]}
        size = (key.key_size + 7) // 8
        halves = decode_dss_signature(key.sign(text, ec.ECDSA(SHA256())))
        signature = b"".join(half.to_bytes(size) for half in halves)
    else:
        return None
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return {
        "algorithm": algorithm | {"hash": "SHA-256"},
        "key": b64encode(public).decode(),
        "signature": b64encode(signature).decode(),
    }


def main():
    content = Path(os.environ["SIGNING_KEY"]).read_bytes()
    password = os.environ["SIGNING_PASSWORD"].encode() or None
    key, _, _ = pkcs12.load_key_and_certificates(content, password)
    json.dump(attested(sys.stdin.buffer.read(), key), sys.stdout)


if __name__ == "__main__":
    main()
