"""Why a file is not read, in French: told before anything of it is unpacked. Pure."""

import io
import zipfile
from xml.parsers import expat

MOST_BYTES = 10 * 1024 * 1024
_MOST_UNPACKED, _MOST_XML, _MOST_PARTS = 120 * 1024 * 1024, 16 * 1024 * 1024, 2_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_IMAGES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"II*\x00", b"MM\x00*", b"RIFF")

LOCKED = (
    "Ce fichier est protégé par un mot de passe. Enregistrez-le sans mot de passe, puis "
    "recommencez."
)
MACROS = "Ce fichier contient des macros. Enregistrez-le en .docx, sans macros, puis recommencez."
DAMAGED = "Ce fichier est abîmé. Ouvrez-le dans Word, enregistrez-le en .docx, puis recommencez."
TOO_LARGE = (
    "Ce fichier est trop grand une fois ouvert. Enregistrez-le sans images, puis recommencez."
)
TOO_SLOW = "La lecture de ce fichier prend trop de temps. Collez son texte à la place."
SCAN = (
    "Ce PDF est une image : aucun texte n’y est lisible. Collez le texte, ou importez le fichier "
    "Word d’origine."
)
TOO_MANY_BYTES = "Ce fichier dépasse 10 Mo. Enregistrez-le sans images, puis recommencez."
IMAGE = "Une image n’est pas lue. Collez le texte, ou importez le fichier d’origine."
TOO_LONG = "Ce texte est trop long pour un compte rendu. Partagez-le en plusieurs fichiers."
EMPTY = "Ce fichier ne contient aucun texte."
OLD_WORD = "Ce fichier est d’un ancien format (.doc). Enregistrez-le en .docx, puis recommencez."
OTHER = "Ce type n’est pas lu. Enregistrez le fichier en .docx, .odt ou .pdf, ou collez son texte."
TOO_MANY_PAGES = "Ce PDF a plus de 100 pages. Importez seulement celles du compte rendu."
ENTITIES = (
    "Ce fichier contient des déclarations qui ne sont pas lues. Enregistrez-le à nouveau en .docx."
)
NO_OFFICE = (
    "Les fichiers .odt ne sont pas lus sur ce serveur : LibreOffice n’y est pas installé. "
    "Enregistrez-le en .docx, puis recommencez."
)


class Refused(Exception):
    """The file is not read; the message says why and what to do, in French."""


def kind_of(content):
    """« docx », « odt », « pdf » or « text ». Raises `Refused`."""
    if len(content) > MOST_BYTES:
        raise Refused(TOO_MANY_BYTES)
    if not content.strip():
        raise Refused(EMPTY)
    if content.startswith(b"PK"):
        return _kind_of_zip(content)
    if content.startswith(_OLE):
        raise Refused(LOCKED if _ENCRYPTED in content else OLD_WORD)
    if b"%PDF-" in content[:1024]:
        return "pdf"
    if content.startswith(_IMAGES):
        raise Refused(IMAGE)
    beginning = content[:200].lstrip().lower()
    if beginning.startswith((b"{\\rtf", b"<html", b"<!doctype", b"<?xml", b"mime-version")):
        raise Refused(OTHER)
    decoded(content)
    return "text"


def decoded(content):
    """The text of a file of mere text. Raises `Refused`."""
    codings = (
        ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252")
    )
    for coding in codings:
        try:
            text = content.decode(coding)
        except UnicodeDecodeError:
            continue
        if not any(sign < " " and sign not in "\t\n\r\x0b\x0c" for sign in text):
            return text
    raise Refused(OTHER)


def _kind_of_zip(content):
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
            _refuse_bombs(parts)
            names = {part.filename for part in parts}
            kind = _kind_by_parts(packed, names)
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    _refuse_entities(packed.read(part))
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
        ValueError,
    ) as fault:
        raise Refused(DAMAGED) from fault
    return kind


def _refuse_bombs(parts):
    """By what the archive says of itself: no part gives more than that when it is read."""
    if any(part.flag_bits & 1 for part in parts):
        raise Refused(LOCKED)
    text = [part.file_size for part in parts if part.filename.endswith((".xml", ".rels"))]
    unpacked = sum(part.file_size for part in parts)
    is_large = max(text, default=0) > _MOST_XML or sum(text) > 2 * _MOST_XML
    if is_large or unpacked > _MOST_UNPACKED or len(parts) > _MOST_PARTS:
        raise Refused(TOO_LARGE)


def _kind_by_parts(packed, names):
    lowered = {name.lower() for name in names}
    if any(name.endswith("vbaproject.bin") or name.startswith("basic/") for name in lowered):
        raise Refused(MACROS)
    if "word/document.xml" in names or ("[Content_Types].xml" in names and _is_word(packed)):
        return "docx"
    if "mimetype" in names and "opendocument.text" in packed.read("mimetype")[:100].decode(
        "latin-1"
    ):
        if b"encryption-data" in packed.read("META-INF/manifest.xml"):
            raise Refused(LOCKED)
        return "odt"
    raise Refused(OTHER)


def _is_word(packed):
    return b"wordprocessingml.document.main" in packed.read("[Content_Types].xml")


def _refuse_entities(xml):
    """No office file declares a type of document: what one declares may be a bomb or a spy."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        parser.Parse(xml, True)
    except expat.ExpatError as fault:
        raise Refused(DAMAGED) from fault


def _refuse_doctype(*declared):
    raise Refused(ENTITIES)
