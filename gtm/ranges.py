"""Part of a file, for a download that goes on where a bad network cut it (RFC 9110, § 14)."""

import re

from django.http import HttpResponse

ONE_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})$", re.ASCII)


def partial(request, response, size):
    """206 with the bytes asked for, 416 when there are none, else `response` as it is.

    `response` is a `FileResponse` of `size` bytes with an ETag. Several ranges, and a range of
    another state of the file (If-Range), get the whole, as the rules allow.
    """
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
