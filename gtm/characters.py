"""The signs of typed text, put right once, where it comes in: forms, pasted text, rescue files.

Letters, digits and their order stay. Every sign that ends a line is a line end; a list's bullet in
the private letters of Word's fonts is a bullet for everybody; what no page can show goes.
"""

import re

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Word's non-breaking and optional hyphens, as it pastes them.
_HYPHENS = {"\x1e": "\u2011", "\x1f": "\u00ad"}
# Symbol and Wingdings as Word and PDFs paste them: U+F000 and the letter that the key types.
_PRIVATE = {
    "\uf02d": "–", "\uf076": "❖", "\uf0a7": "▪", "\uf0a8": "□", "\uf0ae": "→", "\uf0b0": "°",
    "\uf0b1": "±", "\uf0b3": "≥", "\uf0a3": "≤", "\uf0d8": "➢", "\uf0de": "⇒", "\uf0e0": "→",
    "\uf0e8": "➔", "\uf0f0": "⇨", "\uf0fb": "✗", "\uf0fc": "✔", "\uf0fd": "☒", "\uf0fe": "☑",
    "\uf06e": "■", "\uf06f": "□", "\uf071": "❑",
}  # fmt: skip
_BULLET = "•"  # for a private sign that only its font knows
# Nothing is drawn for them; the last ones turn what is read round, or hide it.
_GONE = "[\x00-\x08\x0e-\x1d\x7f-\x9f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff]"
_STRANGE = re.compile(f"[\x1e\x1f\ue000-\uf8ff\U000f0000-\U0010ffff]|{_GONE}|[\ud800-\udfff]")


def normalised(text: str) -> str:
    """The text as it may be stored; twice is as good as once."""
    return _STRANGE.sub(_plain, _LINE_ENDS.sub("\n", text))


def _plain(found):
    sign = found[0]
    if sign in _HYPHENS:
        return _HYPHENS[sign]
    if "\ud800" <= sign <= "\udfff":
        return "\ufffd"  # half a sign: no text in Unicode
    if "\ue000" <= sign <= "\uf8ff" or sign >= "\U000f0000":
        return _PRIVATE.get(sign, _BULLET)
    return ""


class NormalCharacters:
    """Middleware: what a form or an address brings is normalised before any view reads it.

    Secrets stay as typed.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view_func, view_args, view_kwargs):
        request.GET = _taken(request.GET)
        if request.method == "POST":  # read already: the token against forged requests is in it
            request.POST = _taken(request.POST)


def _taken(query):
    """The same query where nothing is strange in it, as nearly always."""
    strange = {
        name: taken
        for name, values in query.lists()
        if "password" not in name and (taken := [*map(normalised, values)]) != values
    }
    if not strange:
        return query
    query = query.copy()
    for name, values in strange.items():
        query.setlist(name, values)
    query._mutable = False
    return query
