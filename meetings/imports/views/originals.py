"""Old minutes: brought in, a list to work off, each beside its original."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gtm.access import require, scope
from gtm.ids import number_in
from gtm.refusals import NotNow, telling
from gtm.typography import counted
from meetings.imports import keeping
from meetings.imports.forms import BeginForm, ImportForm
from meetings.models import Meeting, Original
from meetings.writing import originals
from meetings.writing.views.editor import found_in

PAGE = 25


@require_http_methods(["GET", "HEAD", "POST"])
def original_list(request):
    """Bring files in; those that are there, what needs work first."""
    require(scope(request.user).reviews_meetings)
    group = number_in(request.GET.get("groupe"))
    form = ImportForm(request.POST or None, request.FILES or None, user=request.user, group=group)
    if request.method == "POST" and form.is_valid():
        return _brought_in(request, form)
    visible = Original.objects.visible_to(request.user)
    page = Paginator(visible.listed(), PAGE).get_page(request.GET.get("page"))
    twins = visible.filter(pk__in=_ids(request.GET.get("deja", ""))).select_related("meeting")
    context = {"form": form, "page": page, "twins": twins, "scope": scope(request.user)}
    status = 422 if form.errors else 200
    return render(request, "meetings/original_list.html", context, status=status)


def _brought_in(request, form):
    kept = form.keep(request.user)
    new = [original for original, is_new in kept if is_new]
    keeping.read_all(new, request.user, timezone.localdate())
    refused = [original for original in new if original.refusal]
    if taken := len(new) - len(refused):
        messages.success(request, f"{counted(taken, 'fichier importé', 'fichiers importés')}.")
    if refused:
        told = counted(len(refused), "fichier refusé", "fichiers refusés")
        messages.warning(request, f"{told} : la liste dit pourquoi.")
    if len(kept) == len(new) == 1:
        return redirect(_next_of(new[0], request.user))
    twins = ",".join(str(original.pk) for original, is_new in kept if not is_new)
    address = reverse("meetings:original_list")
    return redirect(f"{address}?deja={twins}" if twins else address)


def _next_of(original, user):
    """Where one goes on with a file brought in alone: its draft, or what is asked of it."""
    if original.meeting and scope(user).manages(original.group_id):
        return reverse("meetings:meeting_edit", args=[original.meeting_id])
    return original.get_absolute_url() if original.is_read else reverse("meetings:original_list")


def _ids(text):
    """The ids in a list of them; what is none is left out."""
    found = []
    for word in text.split(",")[: keeping.PATIENCE * 2]:
        try:
            found.append(UUID(word))
        except ValueError:
            continue
    return found


def _visible(request, pk):
    rows = Original.objects.visible_to(request.user).select_related("group", "meeting")
    return get_object_or_404(rows, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def original_detail(request, pk):
    """The original as text, and what is asked before its draft can be made."""
    original, today = _visible(request, pk), timezone.localdate()
    form = BeginForm(request.POST or None, original=original, user=request.user, today=today)
    if request.method == "POST" and not original.is_read:
        raise PermissionDenied("Ce fichier n’est pas encore lu, ou il ne se lit pas.")
    if request.method == "POST" and form.is_valid():
        return _begun(request, original, form)
    blocks, told = originals.shown(original)
    context = {"original": original, "form": form, "blocks": blocks, "told": told}
    context["asked"] = keeping.asked(original, today)
    context["writes"] = scope(request.user).manages(original.group_id)
    status = 422 if form.errors else 200
    return render(request, "meetings/original_detail.html", context, status=status)


def _begun(request, original, form):
    try:
        meeting = form.begin(request.user)
    except NotNow as refusal:
        messages.error(request, str(refusal))
        return redirect(original)
    done = "Brouillon créé" if meeting.is_imported else "Texte repris dans la réunion"
    messages.success(request, f"{done}. Comparez-le à l’original.")
    if scope(request.user).manages(original.group_id):
        return redirect("meetings:meeting_edit", meeting.pk)
    return redirect(meeting)


@require_POST
def original_read(request, pk):
    """Read what there was no time for."""
    original = _visible(request, pk)
    if not (original.is_read or original.refusal):
        keeping.read_all([original], request.user, timezone.localdate())
    return redirect("meetings:original_list")


@require_POST
def original_remove(request, pk):
    original = _visible(request, pk)
    with telling(request, "Fichier retiré de la liste."):
        keeping.remove(original, timezone.now())
    return redirect("meetings:original_list")


@require_safe
def original_file(request, pk):
    """Always as an attachment: nothing that was uploaded opens inside our pages."""
    original = _visible(request, pk)
    require(original.file)
    return FileResponse(
        original.file.open(),
        as_attachment=True,
        filename=original.name,
        content_type="application/octet-stream",
    )


@require_POST
def original_check(request, pk):
    """By script: a field was compared. Without one, the editor's own form says so."""
    original = _visible(request, pk)
    meeting = Meeting.objects.editable_by(request.user).filter(pk=original.meeting_id).first()
    require(meeting)
    originals.check(original, request.POST.getlist("key"))
    return JsonResponse({"app": "gtm", **found_in(meeting, meeting.document)})
