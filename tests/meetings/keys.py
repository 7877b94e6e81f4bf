"""Keys that sign PDFs, as PKCS#12 files with a certificate that nobody vouches for."""

from datetime import UTC, datetime
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID

NAME, PASSWORD = "SP/CCM, essai", "un mot de passe"
KINDS = {
    "rsa": lambda: rsa.generate_private_key(65537, 2048),
    "P-256": lambda: ec.generate_private_key(ec.SECP256R1()),
    "P-521": lambda: ec.generate_private_key(ec.SECP521R1()),
    "brainpool": lambda: ec.generate_private_key(ec.BrainpoolP256R1()),
}
ITS_USES = {"digital_signature": True, "content_commitment": True}
OTHERS = ("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign")


@cache
def certified(name, kind):
    """(private key, its own certificate)"""
    key, subject = KINDS[kind](), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    uses = ITS_USES | dict.fromkeys((*OTHERS, "encipher_only", "decipher_only"), False)
    certificate = (
        x509.CertificateBuilder(subject, subject, key.public_key(), 1)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2099, 1, 1, tzinfo=UTC))
        .add_extension(x509.KeyUsage(**uses), critical=True)
        .sign(key, hashes.SHA256())
    )
    return key, certificate


def key_file(name=NAME, kind="rsa"):
    """Bytes of a PKCS#12 file that `PASSWORD` opens."""
    locked = BestAvailableEncryption(PASSWORD.encode())
    return pkcs12.serialize_key_and_certificates(b"gtm", *certified(name, kind), None, locked)


def install(settings, folder, **of_key):
    """The installation has this key from now on; returns its file."""
    path = folder / "cle.p12"
    path.write_bytes(key_file(**of_key))
    settings.SIGNING_KEY, settings.SIGNING_PASSWORD = str(path), PASSWORD
    return path
