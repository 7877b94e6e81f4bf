"""A text that a page sends to be saved, and what it is answered, whatever is written there."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.shortcuts import redirect
from django.urls import reverse

from gtm.ids import number_in
from gtm.middleware import wants_json
from gtm.typography import french
from meetings.text import diff
from meetings.writing import saving


@dataclass(frozen=True)
class Written:
    """What the answer to a save has to know of the kind of text that is written.

    `save` is that of its store; `joining` names the page where two texts are joined;
    `closed(owner)` says why nobody writes it any more, "" while somebody does;
    `beside(request, owner, document)` is what a script learns beside the version. What is said
    once its owner was taken away begins with who did: `removed`, on the page `removed_page`.
    """

    save: Callable
    joining: str
    closed: Callable
    removed: str
    removed_page: str
    beside: Callable = lambda request, owner, document: {}


def answered(request, kind, owner, document):
    """Save what a page sent. Returns the answer; None where the caller leads to the next page."""
    if other_account(request):
        return refused_account(request)
    try:
        saved = _stored(request, kind, owner, document, uuid_of(request.POST.get("op_id")))
    except saving.OperationReused:
        if wants_json(request):
            return _refused(REUSED)
        # A page taken from the browser's history, changed and sent: a save of its own.
        saved = _stored(request, kind, owner, document, uuid.uuid4())
    if not saved.is_current:
        return _set_aside(request, kind, owner, saved)
    if wants_json(request):
        return _json_answer(request, kind, owner, document, saved)
    if saved.is_merged:
        messages.info(request, in_one_message(saved.told))
    return None


REUSED = "Cet enregistrement a déjà servi pour un autre texte : rechargez la page."


def _stored(request, kind, owner, document, op_id):
    base = number_in(request.POST.get("base_version"))
    by_timer = "auto" in request.POST
    return kind.save(owner, request.user, document, base, op_id, by_timer=by_timer)


def _refused(told):
    return JsonResponse({"app": "gtm", "error": french(told)}, status=422)


def _set_aside(request, kind, owner, saved):
    """To be put together with the current text, or once what was removed is back."""
    owner.refresh_from_db()  # its state may have changed a moment ago
    if owner.removed_at:
        return _removed(request, kind, owner)
    address = reverse(kind.joining, args=[owner.pk, saved.parked])
    if not wants_json(request):
        return redirect(address)
    told = {"conflict": address, "told": french(_against(request, kind, owner))}
    return JsonResponse(_head(saved) | told, status=409)


def _removed(request, kind, owner):
    told = f"{owner.removed_by} {kind.removed}"
    if wants_json(request):
        return _refused(told)
    messages.warning(request, told)
    return redirect(kind.removed_page)


def _head(saved):
    return {"app": "gtm", "version": saved.version, "saved_at": saved.saved_at}


def _json_answer(request, kind, owner, document, saved):
    answer = _head(saved)
    if saved.is_merged:
        document = owner.revisions.get(version=saved.version).document
        answer["merged"] = {"document": document, "summary": list(saved.told)}
    return JsonResponse(answer | kind.beside(request, owner, document))


def _against(request, kind, owner):
    """Why a text was set aside: who changed the same, or that nobody writes any more."""
    closed = kind.closed(owner)
    if closed:
        return closed
    since = owner.revisions.filter(version__gt=number_in(request.POST.get("base_version")))
    names = since.by_others(request.user).writers()
    return f"{diff.who(names)} changé les mêmes champs."


def in_one_message(told):
    """What others did meanwhile, as a message of the next page."""
    shown = [*told[:8], "…"] if len(told) > 8 else told
    return " · ".join(["Enregistré, et réuni avec ce que d’autres ont écrit entre-temps", *shown])


def other_account(request):
    """Whether the page was made for somebody else than the person who sends it."""
    return request.POST.get("account", str(request.user.pk)) != str(request.user.pk)


def refused_account(request):
    if wants_json(request):
        return JsonResponse({"app": "gtm", "other_account": True}, status=401)
    raise PermissionDenied(
        "Cette page a été ouverte avec un autre compte. Revenez en arrière : le texte s’y trouve "
        "encore ; reconnectez-vous avec ce compte dans un autre onglet, puis renvoyez-le."
    )


def uuid_of(value):
    """A uuid as posted; a new one, which is nobody's, for anything else."""
    try:
        return uuid.UUID(value or "")
    except ValueError:
        return uuid.uuid4()
