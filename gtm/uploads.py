"""Which files may be joined to something; they are only ever served as attachments."""

from pathlib import Path

TYPES = (".pdf", ".jpg", ".jpeg", ".png", ".docx", ".xlsx", ".pptx", ".odt", ".ods")
KINDS = "PDF, JPEG, PNG, .docx, .xlsx, .pptx, .odt ou .ods"
MAX_BYTES = 10 * 1024 * 1024


def refusal(file):
    """Why an uploaded file is not taken, in French; empty when it is."""
    if Path(file.name).suffix.lower() not in TYPES:
        return f"« {file.name} » : ce type n’est pas pris. Enregistrez le fichier en {KINDS}."
    return f"« {file.name} » : plus de 10 Mo." if file.size > MAX_BYTES else ""
