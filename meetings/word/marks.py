"""How a field of the map is named in a Word file. Pure.

Twice: by the tag of its content control, which is its key, and by a bookmark, which LibreOffice
keeps where it drops the tag. A bookmark has at most 40 signs: « aw_<32 hexadecimal digits> ».
"""

import uuid

from meetings.text import document as doc

# Never changed once given: files filled in before an update of the application come back after it.
CODES = {
    "roles": {"role": "rr", "person": "rp", "replacing": "rm", "reason": "rs"},
    "attendance": {
        "wording": "aw",
        "quality": "aq",
        "presence": "ap",
        "represented_by": "ar",
        "persons": "an",
        "structures": "as",
        "name": "am",
        "function": "af",
        "phone": "at",
        "email": "ae",
    },
    "points": {
        "title": "pt",
        "presenters": "pp",
        "heading": "ph",
        "discussion": "pd",
        "strengths_intro": "ps",
        "weaknesses_intro": "pw",
        "responsible_heading": "pr",
        "postponed_reason": "px",
    },
    "subpoints": {"title": "ut", "presenters": "up"},
    "strengths": {"text": "st"},
    "weaknesses": {"text": "wt"},
    "actions": {"text": "ct", "responsible": "cr", "deadline": "cd", "followup_agencies": "cf"},
    "adoptions": {"decision": "dd"},
    "former_adoptions": {"meeting_date": "od", "decision": "oo"},
    "amendments": {"author": "ma", "point": "mp", "text": "mt"},
    "followups": {"said": "fs", "status": "ft", "reason": "fr", "new_deadline": "fd"},
    "former_actions": {
        "text": "gt",
        "meeting_date": "gd",
        "responsible": "gr",
        "deadline": "ge",
        "said": "gs",
        "status": "gu",
        "reason": "gm",
        "new_deadline": "gn",
    },
    "photos": {"caption": "hc", "credit": "hr"},
    "files": {"title": "jt"},
}
_HEADER = "z_"
_PLACES = {
    code: (section, name) for section, codes in CODES.items() for name, code in codes.items()
}


def bookmark_of(key):
    section, _, rest = key.partition("/")
    if not rest:
        return _HEADER + section
    uid, _, name = rest.partition("/")
    return f"{CODES[section][name]}_{uid.replace('-', '')}"


def key_of(bookmark):
    """The key that a bookmark names, or None: Word and people make bookmarks too."""
    code, _, rest = bookmark.partition("_")
    if bookmark.startswith(_HEADER):
        return rest if rest in doc.HEADER else None
    section, name = _PLACES.get(code, ("", ""))
    try:
        return doc.key_of(section, str(uuid.UUID(rest)), name) if section else None
    except ValueError:
        return None
