"""What a browser does to send a photo or a file in pieces."""

import hashlib
import io
import uuid

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

PDF = b"%PDF-" + bytes(range(256)) * 40


def jpeg():
    out = io.BytesIO()
    Image.effect_noise((400, 300), 60).save(out, "JPEG")
    return out.getvalue()


class Sending:
    """A file cut in pieces; what each of them is answered."""

    def __init__(self, client, meeting, whole, name="salle.jpg", section="photo", uid=None):
        self.client, self.whole, self.name = client, whole, name
        self.uid = uid or uuid.uuid4()
        self.address = reverse(f"meetings:{section}_piece", args=[meeting.pk, self.uid])

    def post(self, start, end, **fields):
        form = {
            "offset": start,
            "size": len(self.whole),
            "sha256": hashlib.sha256(self.whole).hexdigest(),
            "piece": SimpleUploadedFile(self.name, self.whole[start:end]),
        }
        return self.client.post(self.address, form | fields, HTTP_ACCEPT="application/json")

    def piece(self, start, end):
        return self.post(start, end).json().get("received")

    def all(self, **fields):
        return self.post(0, len(self.whole), **fields)
