"""The program that reads the signatures of any PDF: bytes in, a list as JSON out; so it is bounded.

It is given nothing but the file. No chain of certificates is built, nothing is fetched: whether a
signature holds, by which key, and up to which byte. `signature.read` judges what that means.
"""

import hashlib
import io
import json
import resource
import sys

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import validate_sig_integrity

SECONDS, MEMORY = 10, 1_000_000_000  # of the processor; bytes
STRONG = ("sha256", "sha384", "sha512")


def read(content):
    """[{key: SHA-256 of the public key, name, is_whole, end, at}] of a PDF.

    `is_whole`: all bytes before `end` are those that were signed. `at` is what the signer says.
    Raises whatever a library raises on a file that nobody has made by hand.
    """
    reader = PdfFileReader(io.BytesIO(content), strict=False)
    return [_told(found, content) for found in reader.embedded_regular_signatures]


def _told(found, content):
    certificate, at = found.signer_cert, found.self_reported_timestamp
    _, _, after, rest = found.byte_range
    named = certificate.subject.native
    return {
        "key": hashlib.sha256(certificate.public_key.dump()).hexdigest(),
        "name": str(named.get("common_name") or named.get("organization_name") or ""),
        "is_whole": _covers(found, content) and _holds(found),
        "end": int(after + rest),
        "at": at.isoformat() if at else "",
    }


def _covers(found, content):
    """Whether all was signed but the signature itself, in hexadecimal, from the first byte on.

    pyHanko compares lengths: a signature padded to the length of what was added would pass.
    """
    start, length, after, rest = found.byte_range
    gap = content[length:after]
    if start != 0 or after + rest > len(content) or gap[:1] + gap[-1:] != b"<>":
        return False
    return bytes.fromhex(gap[1:-1].decode("ascii")) == found.pkcs7_content


def _holds(found):
    if found.md_algorithm not in STRONG:
        raise ValueError(f"{found.md_algorithm} proves nothing")
    digest = found.compute_digest()
    try:
        return all(validate_sig_integrity(found.signer_info, found.signer_cert, "data", digest))
    except SignatureValidationError:
        return False


def main():
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    json.dump(read(sys.stdin.buffer.read()), sys.stdout)


if __name__ == "__main__":
    main()
