"""The program that signs a PDF: reads it, writes the name of who signs, a line feed, the bytes.

PAdES B-B (ETSI EN 319 142-1): the time in it is this machine's, no authority vouches for it. The
field is hidden, so that nothing is drawn, and named, so that PDF/UA stays whole (7.18.1, 7.18.4).
"""

import io
import os
import sys

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers

FIELD = fields.SigFieldSpec(
    "Signature",
    readable_field_name="Signature électronique",
    invis_sig_settings=fields.InvisSigSettings(set_print_flag=False, set_hidden_flag=True),
)
HOW = signers.PdfSignatureMetadata(
    field_name="Signature", subfilter=fields.SigSeedSubFilter.PADES, md_algorithm="sha256"
)


def sign(content, key, password):
    """(name of who signs, signed bytes), by a PKCS#12 file."""
    signer = signers.SimpleSigner.load_pkcs12(key, passphrase=password.encode() or None)
    if signer is None:
        raise ValueError("SIGNING_KEY is no PKCS#12 file that SIGNING_PASSWORD opens")
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    signed = signers.PdfSigner(HOW, signer=signer, new_field_spec=FIELD).sign_pdf(writer)
    return signer.subject_name, signed.getvalue()


def main():
    key, password = os.environ["SIGNING_KEY"], os.environ["SIGNING_PASSWORD"]
    name, signed = sign(sys.stdin.buffer.read(), key, password)
    sys.stdout.buffer.write(name.encode() + b"\n" + signed)


if __name__ == "__main__":
    main()
