"""The words of a group's letters: all of them, one to change, back to the text proposed."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from gtm import journal, locks
from gtm.directory.members import kept_group
from gtm.models import Member
from meetings.convocation import previewing, signing, wording
from meetings.convocation.wording_forms import LetterSettingsForm, WordingForm
from meetings.models import Convocation, Wording

STYLES = {
    Member.Style.CONVOCATION: "Convocations aux services de l’État et aux collectivités",
    Member.Style.INVITATION: "Invitations aux partenaires",
}
KINDS = dict(Wording.KINDS) | {Convocation.Kind.CONVENE: "première lettre"}


@require_http_methods(["GET", "HEAD", "POST"])
def wording_list(request, pk):
    """The letters of a group, and what they have in common."""
    group, now = kept_group(request.user, pk), timezone.now()
    form = LetterSettingsForm(request.POST or None, instance=signing.settings_of(group))
    if journal.stored(form, request.user, now):
        messages.success(request, "La référence et la signature sont enregistrées.")
        return redirect("meetings:wording_list", group.pk)
    own = set(group.wordings.values_list("kind", "style"))
    context = {
        "group": group,
        "form": form,
        "styles": [
            (title, style, [(kind, label, (kind, style) in own) for kind, label in KINDS.items()])
            for style, title in STYLES.items()
        ],
        "reference": signing.reference_proposed(group, timezone.localdate(now).year),
    }
    return render(request, "meetings/wording_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def wording_edit(request, pk, kind, style):
    """Stored, or shown once more with the values of a real meeting (« Aperçu »)."""
    group, own = _loaded(request, pk, kind, style)
    initial = vars(wording.words_of(group, style, kind))
    form = WordingForm(request.POST or None, instance=own, initial=initial)
    is_preview = "preview" in request.POST
    if not is_preview and journal.stored(form, request.user, timezone.now()):
        messages.success(request, "Le texte est enregistré.")
        return redirect("meetings:wording_list", group.pk)
    words = wording.Words(form["subject"].value() or "", form["body"].value() or "")
    context = {
        "group": group,
        "form": form,
        "own": own,
        "title": f"{KINDS[kind].capitalize()} : {Member.Style(style).label}",
        "fields": wording.FIELDS.items(),
        "preview": previewing.preview(group, words, style, kind, request.user, timezone.now()),
    }
    return render(request, "meetings/wording_form.html", context)


def _loaded(request, pk, kind, style):
    group = kept_group(request.user, pk)
    if kind not in KINDS or style not in Member.Style.values:
        raise Http404
    found = Wording.objects.filter(group=group, kind=kind, style=style).first()
    return group, found or Wording(group=group, kind=kind, style=style)


@require_POST
def wording_reset(request, pk, kind, style):
    """Back to the text proposed."""
    group, own = _loaded(request, pk, kind, style)
    if own.pk:
        with transaction.atomic():
            locks.hold(group.pk)
            journal.record(request.user, timezone.now(), "retour au texte proposé", own)
            own.delete()
    messages.success(request, "Le texte proposé est de nouveau en usage.")
    return redirect("meetings:wording_edit", group.pk, kind, style)
