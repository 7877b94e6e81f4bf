"""Photos and joined files: each has a form and an address of its own."""

import hashlib

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.datastructures import MultiValueDict
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gtm.typography import counted
from meetings.models import JoinedFile, Meeting, Photo
from meetings.writing import photos, pieces, store
from meetings.writing.forms import JoinedFileForm, PhotoForm, PieceForm
from meetings.writing.views.saves import other_account, refused_account

A_YEAR = 31_536_000  # seconds


def _editable(request, pk):
    meetings = Meeting.objects.managed_by(request.user).select_related("group", "territory")
    meeting = get_object_or_404(meetings, pk=pk)
    if not meeting.is_editable:
        raise PermissionDenied("Ce compte rendu ne se modifie plus.")
    return meeting


@require_http_methods(["GET", "HEAD", "POST"])
def photo_add(request, pk):
    return _add(request, pk, PhotoForm, "photos")


@require_http_methods(["GET", "HEAD", "POST"])
def file_add(request, pk):
    return _add(request, pk, JoinedFileForm, "files")


def _add(request, pk, form_class, section):
    """Without JavaScript: store what was sent and place it in the text."""
    meeting = _editable(request, pk)
    form = form_class(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        return _place(request, meeting, section, form.store(meeting, request.user))
    context = {"meeting": meeting, "form": form, "section": section}
    status = 422 if form.errors else 200
    return render(request, "meetings/file_form.html", context, status=status)


def _place(request, meeting, section, stored):
    rows = [*meeting.document.get(section, ()), *(str(each.pk) for each in stored)]
    document = {**meeting.document, section: rows}
    saved = store.save(meeting, request.user, document, meeting.version, store.new_op_id())
    if not saved.is_current:
        return redirect("meetings:meeting_conflict", meeting.pk, saved.parked)
    messages.success(request, f"{counted(len(stored), 'fichier ajouté', 'fichiers ajoutés')}.")
    return redirect(reverse("meetings:meeting_edit", args=[meeting.pk]) + f"#{section}")


@require_POST
def photo_piece(request, pk, photo):
    return _take(request, pk, photo, Photo, PhotoForm)


@require_POST
def file_piece(request, pk, file):
    return _take(request, pk, file, JoinedFile, JoinedFileForm)


def _take(request, pk, uid, model, form_class):
    """By script: keep a piece; with the last one, do what the form does.

    Answers how many bytes are there, or the row that the editor places in its text.
    """
    if other_account(request):
        return refused_account(request)
    meeting = _editable(request, pk)
    form = PieceForm(request.POST, request.FILES, max_bytes=form_class.max_bytes)
    if not form.is_valid():
        return _refused(_errors(form))
    with pieces.arriving(request.user, meeting, uid) as arriving:
        stored = model.objects.filter(pk=uid).first()
        if stored is None:
            return _keep(request, arriving, meeting, uid, form, form_class)
        arriving.forget()
        if stored.meeting_id != meeting.pk:
            return _refused(["Cet envoi a déjà servi pour une autre réunion."])
        return JsonResponse(_answer(meeting, stored))


def _keep(request, arriving, meeting, uid, form, form_class):
    piece, size = form.cleaned_data["piece"], form.cleaned_data["size"]
    try:
        received = arriving.take(form.cleaned_data["offset"], piece)
    except pieces.TooMuch as refusal:
        return _refused([f"« {piece.name} » : {refusal}"])
    if not received:
        arriving.forget()  # it was only asked how much is there
    if received < size:
        return JsonResponse({"app": "gtm", "received": received})
    arriving.stream.seek(0)
    digest = hashlib.file_digest(arriving.stream, "sha256").hexdigest()
    if (received, digest) == (size, form.cleaned_data["sha256"]):
        whole = UploadedFile(arriving.stream, piece.name, size=size)
        answer = _store(request, meeting, uid, whole, form_class)
    else:
        answer = _refused([f"« {piece.name} » est arrivé abîmé. Réessayez."])
    arriving.forget()  # not before: where storing fails, it is tried again without the bytes
    return answer


def _store(request, meeting, uid, whole, form_class):
    whole.seek(0)
    form = form_class({}, MultiValueDict({"files": [whole]}))
    if not form.is_valid():
        return _refused(_errors(form))
    [stored] = form.store(meeting, request.user, id=uid)
    return JsonResponse(_answer(meeting, stored))


def _errors(form):
    return [error for errors in form.errors.values() for error in errors]


def _refused(errors):
    return JsonResponse({"app": "gtm", "error": " ".join(errors)}, status=422)


def _answer(meeting, stored):
    name = "photo_image" if hasattr(stored, "width") else "file_download"
    address = reverse(f"meetings:{name}", args=[meeting.pk, stored.pk])
    return {"app": "gtm", "row": {"uid": str(stored.pk), "name": stored.name, "address": address}}


def _with_photo(request, pk, uid):
    """The meeting, if its working text may be read or a published version shows this photo."""
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user), pk=pk)
    if Meeting.objects.with_text_visible_to(request.user).filter(pk=pk).exists():
        return meeting
    if meeting.publications.filter(document__photos__icontains=str(uid)).exists():
        return meeting
    raise Http404


@require_safe
def photo_image(request, pk, photo):
    meeting = _with_photo(request, pk, photo)
    stored = get_object_or_404(meeting.photos, pk=photo)
    response = FileResponse(stored.file.open(), content_type=photos.KIND)
    # What is under this address never changes, and comes over 2G at each reading otherwise.
    patch_cache_control(response, private=True, max_age=A_YEAR, immutable=True)
    return response


@require_safe
def file_download(request, pk, file):
    """Always as an attachment: nothing that was uploaded opens inside our pages."""
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user), pk=pk)
    stored = get_object_or_404(meeting.files_open_to(request.user), pk=file)
    return FileResponse(
        stored.file.open(),
        as_attachment=True,
        filename=stored.name,
        content_type="application/octet-stream",
    )
