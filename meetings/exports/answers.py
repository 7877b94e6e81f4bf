"""Answering with a file that is made when it is asked for, unless the browser has it already."""

import hashlib

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag

from gtm.release import release


def answered(request, shown, make, kind, name, *, inline=False):
    """The file that `make()` makes of `shown`, or 304: what it shows is told apart by its `repr`.

    Another release may make another file of the same. Made in pieces, it is handed over in pieces.
    """
    digest = hashlib.sha256(f"{shown!r} {release()}".encode()).hexdigest()
    etag = quote_etag(digest)
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = attached(make(), kind, name, inline=inline)
    response["ETag"] = etag
    patch_cache_control(response, private=True, no_cache=True)
    return response


def attached(content, kind, name, *, inline=False):
    """A file to take away; `content` is its bytes, its text, or an iterator of pieces of them."""
    disposition = f'{"inline" if inline else "attachment"}; filename="{name}"'
    answer = HttpResponse if isinstance(content, bytes | str) else StreamingHttpResponse
    return answer(content, content_type=kind, headers={"Content-Disposition": disposition})
