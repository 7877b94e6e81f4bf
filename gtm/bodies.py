"""How many bytes a request may bring, by its address and by who sends it."""

import zlib

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig

from gtm import kept

MB = 1024 * 1024
STRANGER = MB  # sign-in, invitation, observations by a link
VERIFICATION = 20 * MB + 64 * 1024  # one PDF, whoever asks, and the form around it
ANSWER = 21 * MB  # two files joined through a personal link, and the form around them
FRAME = 6 * MB  # a filled-in Word file through a personal link
FILES = 32 * MB  # two photos as cameras make them, without script


def most(path, account, kind):
    """Bytes of a body of that content type; `account` is empty for who never signed in here.

    Asked before any of the body is kept, so it looks up nothing.
    """
    is_files = kind.startswith("multipart/")
    if path == "/verifier/" and is_files:
        return VERIFICATION
    if path.startswith("/actions/repondre/") and is_files:
        return ANSWER
    if path.startswith("/trame/") and is_files:
        return FRAME
    if not account:
        return STRANGER
    return FILES if is_files else settings.DATA_UPLOAD_MAX_MEMORY_SIZE


class SizedBodies:
    """No body beyond its size is read; a form that a script has gzipped is read as if it were none.

    Raises `RequestDataTooBig`, and `BadRequest` for what is no gzip. A body without a length is
    empty for Django, or has been given one by the server that has read it.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view_func, view_args, view_kwargs):
        account = kept.account_of(request) or request.user.is_authenticated
        limit = most(request.path_info, account, request.content_type)
        length = request.META.get("CONTENT_LENGTH") or ""
        if length.isdecimal() and int(length) > limit:
            raise RequestDataTooBig("more than this address takes")
        if request.headers.get("Content-Encoding") == "gzip":
            form = min(limit, settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
            request._body = _unpacked(request.body, form)  # from which Django reads POST and FILES


def _unpacked(body, limit):
    unpacker = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    try:
        text = unpacker.decompress(body, limit + 1)
    except zlib.error:
        raise BadRequest("no gzip") from None
    if len(text) > limit:
        raise RequestDataTooBig("more than a form may hold")
    if not unpacker.eof:
        raise BadRequest("its end is missing")
    return text
