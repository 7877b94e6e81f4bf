"""Stored files on their way: whole, in part, or by the proxy.

A part is for a download that goes on where a bad network cut it (RFC 9110, § 14). A proxy that
reads the files itself does all of it better, and holds no thread of ours meanwhile.
"""

import re
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import FileResponse, HttpResponse

ONE_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})$", re.ASCII)


def partial(request, response, size):
    """206 with the bytes asked for, 416 when there are none, else `response` as it is.

    `response` is a `FileResponse` of `size` bytes with an ETag. Several ranges, and a range of
    another state of the file (If-Range), get the whole, as the rules allow. The proxy that sends
    files cuts them itself.
    """
    if settings.FILES_BY_PROXY:
        return response
    response["Accept-Ranges"] = "bytes"
    asked = ONE_RANGE.match(request.headers.get("Range", ""))
    if request.method != "GET" or not asked or not any(asked.groups()):
        return response
    if request.headers.get("If-Range", response["ETag"]) != response["ETag"]:
        return response
    first, last = _bounds(*asked.groups(), size)
    if first > last:
        part = HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    else:
        response.file_to_stream.seek(first)
        content = response.file_to_stream.read(last - first + 1)
        part = HttpResponse(content, status=206)
        part["Content-Range"] = f"bytes {first}-{last}/{size}"
        for name in ("Content-Type", "Content-Disposition"):
            part[name] = response[name]
    response.file_to_stream.close()  # the file alone: closing the answer would end the request
    for name in ("Accept-Ranges", "Cache-Control", "ETag"):
        part[name] = response[name]
    return part


def _bounds(first, last, size):
    """First and last byte; an empty `first` asks for the last bytes."""
    if not first:
        return max(size - int(last), 0), size - 1
    return int(first), min(int(last), size - 1) if last else size - 1


def begins(request, response):
    """Whether a file is delivered from its first byte: not a look, nor the rest of a download."""
    if request.method != "GET":
        return False
    if settings.FILES_BY_PROXY:  # which cuts it after us
        asked = ONE_RANGE.match(request.headers.get("Range", ""))
        return response.status_code == 200 and (not asked or asked[1] == "0")
    is_first_part = response.get("Content-Range", "").startswith("bytes 0-")
    return response.status_code == 200 or is_first_part


def handed_to_proxy(get_response):
    """Middleware: of a stored file the proxy is told the place (`X-Accel-Redirect`)."""
    if not settings.FILES_BY_PROXY:
        raise MiddlewareNotUsed

    def middleware(request):
        response = get_response(request)
        if not isinstance(response, FileResponse):
            return response
        # An absolute name stays what it is; that of a field is under the root already.
        path = Path(settings.MEDIA_ROOT, response.file_to_stream.name)
        if not path.is_relative_to(settings.MEDIA_ROOT):
            return response
        response.file_to_stream.close()  # the file alone: closing the answer would end the request
        handed = HttpResponse(headers=response.headers)
        del handed["Content-Length"]
        handed["X-Accel-Redirect"] = quote(f"/_files/{path.relative_to(settings.MEDIA_ROOT)}")
        return handed

    return middleware
