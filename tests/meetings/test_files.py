import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from meetings.life import publishing
from meetings.models import JoinedFile, Meeting, Photo
from meetings.writing import photos
from tests.factories import hand_in, make_document, make_meeting, publish

pytestmark = pytest.mark.django_db


def picture(size=(400, 300), form="JPEG", name="photo.jpg", mode="RGB", **options):
    out = io.BytesIO()
    Image.effect_noise(size, 60).convert(mode).save(out, form, **options)
    return SimpleUploadedFile(name, out.getvalue())


def with_position():
    exif = Image.Exif()
    exif.get_ifd(0x8825)[2] = (13.0, 30.0, 0.0)  # the latitude
    exif[0x010F] = "Appareil"
    return picture(exif=exif)


def address(meeting, name="photo_add", *args):
    return reverse(f"meetings:{name}", args=[meeting.pk, *args])


def test_a_photo_is_made_small_and_loses_its_metadata(client, meeting):
    client.post(address(meeting), {"files": with_position()})
    photo = Photo.objects.get()
    with Image.open(photo.file) as stored:
        assert (stored.format, stored.size, dict(stored.getexif()), "exif" in stored.info) == (
            "JPEG",
            (400, 300),
            {},
            False,
        )


def test_a_photo_taken_sideways_stands_upright_once_its_metadata_are_gone(client, meeting):
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned by a quarter
    client.post(address(meeting), {"files": picture((400, 300), exif=exif)})
    photo = Photo.objects.get()
    assert (photo.width, photo.height) == (300, 400)


def test_a_large_photo_is_reduced_to_1600_pixels_and_150_kb(client, meeting):
    client.post(address(meeting), {"files": picture((3000, 2000))})
    photo = Photo.objects.get()
    assert (max(photo.width, photo.height) <= photos.MAX_SIDE, photo.size <= photos.GOAL_BYTES) == (
        True,
        True,
    )


def test_several_photos_are_placed_in_the_text_in_their_order(client, meeting):
    files = [picture(name=f"{n}.png", form="PNG") for n in range(3)]
    response = client.post(address(meeting), {"files": files})
    stored = Meeting.objects.get().document["photos"]
    names = [Photo.objects.get(pk=uid).name for uid in stored]
    assert (response.status_code, names) == (302, ["0.png", "1.png", "2.png"])


@pytest.mark.parametrize(
    "file",
    [
        SimpleUploadedFile("a.jpg", b"ce n'est pas une photo"),
        SimpleUploadedFile("a.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 50),
        SimpleUploadedFile("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        picture(form="GIF", name="a.gif", mode="P"),
        picture(form="BMP", name="a.bmp"),
        SimpleUploadedFile("a.jpg", b""),
    ],
    ids=["text", "broken", "svg", "gif", "bmp", "empty"],
)
def test_what_is_no_photo_is_refused_by_name(client, meeting, file):
    file.seek(0)
    response = client.post(address(meeting), {"files": file})
    assert (response.status_code, Photo.objects.count()) == (422, 0)
    page = response.content.decode()
    assert (f"« {file.name} » : ce n’est pas une photo" in page) is (file.size > 0)


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_unpacked(client, meeting):
    bomb = picture((8000, 5001), form="PNG", mode="1", name="bombe.png")
    response = client.post(address(meeting), {"files": bomb})
    assert (
        "« bombe.png » : plus de 40 millions de pixels. Réduisez la photo."
        in response.content.decode()
    )


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "1", "L", "CMYK"])
def test_every_mode_of_picture_becomes_a_colour_jpeg(client, meeting, mode):
    form = "JPEG" if mode == "CMYK" else "PNG"
    client.post(address(meeting), {"files": picture(mode=mode, form=form)})
    with Image.open(Photo.objects.get().file) as stored:
        assert (stored.format, stored.mode) == ("JPEG", "RGB")


def test_joined_files_are_served_as_attachments_only(client, meeting):
    html = SimpleUploadedFile("liste.pdf", b"<script>alert(1)</script>", "text/html")
    client.post(address(meeting, "file_add"), {"files": html})
    joined = JoinedFile.objects.get()
    response = client.get(address(meeting, "file_download", joined.pk))
    assert response["Content-Disposition"] == 'attachment; filename="liste.pdf"'
    assert response["Content-Type"] == "application/octet-stream"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_the_page_of_joined_files_says_who_opens_them(client, meeting):
    page = client.get(address(meeting, "file_add")).content.decode()
    assert "Une pièce reste au rapporteur et au SP/CCM" in page
    assert "tous les membres" not in page


def test_a_joined_file_of_a_wrong_type_is_refused(client, meeting):
    script = SimpleUploadedFile("a.html", b"x")
    response = client.post(address(meeting, "file_add"), {"files": script})
    assert (response.status_code, JoinedFile.objects.count()) == (422, 0)
    assert "« a.html »\u00a0: ce type n’est pas pris." in response.content.decode()


def test_photos_of_a_draft_are_seen_by_its_own_people_alone(
    client, meeting, client_of, partner, other_secretary, reviewer
):
    client.post(address(meeting), {"files": picture()})
    image = address(meeting, "photo_image", Photo.objects.get().pk)
    statuses = [client_of(who).get(image).status_code for who in (partner, other_secretary)]
    assert statuses == [404, 404]
    assert (client.get(image).status_code, client_of(reviewer).get(image).status_code) == (200, 200)


def test_members_see_the_photos_that_a_version_published(
    client, group, secretary, client_of, partner, reviewer
):
    meeting = make_meeting(group, secretary, document=make_document())
    client.post(address(meeting), {"files": [picture(), picture()]})
    first, second = Meeting.objects.get().document["photos"]
    document = Meeting.objects.get().document | {"photos": [first], f"photos/{first}/consent": "1"}
    Meeting.objects.update(document=document)
    version = publish(meeting, reviewer)
    assert version.size - version.light_size > Photo.objects.get(pk=first).size // 2
    member = client_of(partner)
    images = [member.get(address(meeting, "photo_image", uid)) for uid in (first, second)]
    assert [image.status_code for image in images] == [200, 404]


def test_a_photo_is_kept_by_the_browser_of_who_has_seen_it(client, meeting):
    """For as long as the same person is signed in there: the cookie tells."""
    client.post(address(meeting), {"files": picture()})
    answer = client.get(address(meeting, "photo_image", Photo.objects.get().pk))
    told = set(answer["Cache-Control"].split(", "))
    assert told == {"private", "max-age=31536000", "immutable"}
    assert "Cookie" in answer["Vary"]


def test_a_member_s_photo_reads_no_text_of_a_version(
    client, group, secretary, client_of, partner, reviewer
):
    meeting = make_meeting(group, secretary, document=make_document())
    client.post(address(meeting), {"files": picture()})
    document = Meeting.objects.get().document
    [uid] = document["photos"]
    Meeting.objects.update(document=document | {f"photos/{uid}/consent": "1"})
    publish(Meeting.objects.get(), reviewer)
    image = address(meeting, "photo_image", uid)
    member = client_of(partner)
    with CaptureQueriesContext(connection) as queries:
        assert member.get(image).status_code == 200
    asked = [each["sql"] for each in queries if 'FROM "meetings_publication"' in each["sql"]]
    assert [sql for sql in asked if '"document"' in sql.split(" FROM ")[0]] == []


def test_a_stored_file_that_is_gone_is_told_and_logged(client, meeting, caplog):
    client.post(address(meeting), {"files": picture()})
    photo = Photo.objects.get()
    photo.file.storage.delete(photo.file.name)
    client.raise_request_exception = False
    answer = client.get(address(meeting, "photo_image", photo.pk))
    assert (answer.status_code, "Ce fichier manque" in answer.content.decode()) == (404, True)
    assert [r.levelname for r in caplog.records if photo.file.name in r.getMessage()] == ["ERROR"]


def test_a_joined_file_is_opened_to_members_by_its_box_alone_and_closed_again_by_a_correction(
    client, group, secretary, client_of, partner, deputy, reviewer, outsider
):
    meeting = make_meeting(group, secretary, document=make_document())
    sheet, agenda = (SimpleUploadedFile(name, b"%PDF-1.7") for name in ("a.pdf", "b.pdf"))
    client.post(address(meeting, "file_add"), {"files": [sheet, agenda]})
    text = Meeting.objects.get().document
    opened = text["files"][1]
    Meeting.objects.update(document=text | {f"files/{opened}/shared": "1"})

    def open_to(who):
        client = client_of(who)
        page = client.get(address(meeting, "meeting_detail")).content.decode()
        files = [address(meeting, "file_download", uid) for uid in text["files"]]
        found = [client.get(each).status_code for each in files]
        assert [each in page for each in files] == [status == 200 for status in found]
        return found

    hand_in(meeting)
    assert (open_to(reviewer), open_to(deputy), open_to(partner)) == (
        [200, 200],
        [404, 200],
        [404, 404],
    )
    publishing.publish(Meeting.objects.get(), reviewer, meeting.date)
    assert (open_to(secretary), open_to(deputy), open_to(partner)) == (
        [200, 200],
        [404, 200],
        [404, 200],
    )
    shared = address(meeting, "file_download", opened)
    assert client_of(outsider).get(shared).status_code == 404
    both = {f"files/{uid}/shared": "1" for uid in text["files"]}
    Meeting.objects.update(state="draft", document=text | both)
    assert open_to(partner) == [404, 200]  # as the version says, not the correction being written
    Meeting.objects.update(document=text)
    hand_in(meeting, "Une pièce est reprise.")
    publishing.publish(Meeting.objects.get(), reviewer, meeting.date)
    assert (open_to(secretary), open_to(partner)) == ([200, 200], [404, 404])


def test_another_meeting_s_photo_is_not_found_under_this_one(client, meeting, group, secretary):
    client.post(address(meeting), {"files": picture()})
    other = make_meeting(group, secretary)
    photo = Photo.objects.get()
    assert client.get(address(other, "photo_image", photo.pk)).status_code == 404


def test_nothing_is_added_to_submitted_minutes(client, meeting):
    Meeting.objects.update(state="submitted")
    response = client.post(address(meeting), {"files": picture()})
    assert (response.status_code, Photo.objects.count()) == (403, 0)
