"""The words that are searched as one: a list that everybody reads and SP/CCM keeps."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from gtm import access, journal
from meetings.models import Equivalence
from meetings.search.forms import EquivalenceForm


@require_http_methods(["GET", "HEAD", "POST"])
def equivalence_list(request):
    access.require(access.scope(request.user).is_member)
    form = EquivalenceForm(request.POST or None)
    if request.method == "POST":
        access.require(access.scope(request.user).keeps_equivalents)
        if journal.stored(form, request.user, timezone.now()):
            messages.success(request, "Ces mots se cherchent maintenant ensemble.")
            return redirect("meetings:equivalence_list")
    context = {
        "form": form,
        "equivalences": Equivalence.objects.all(),
        "keeps": access.scope(request.user).keeps_equivalents,
    }
    return render(request, "meetings/equivalence_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def equivalence_edit(request, pk):
    access.require(access.scope(request.user).keeps_equivalents)
    equivalence = get_object_or_404(Equivalence, pk=pk)
    form = EquivalenceForm(request.POST or None, instance=equivalence)
    if journal.stored(form, request.user, timezone.now()):
        messages.success(request, "La liste est corrigée : la recherche la suit dès maintenant.")
        return redirect("meetings:equivalence_list")
    context = {"form": form, "equivalence": equivalence}
    return render(request, "meetings/equivalence_form.html", context)


@require_POST
def equivalence_remove(request, pk):
    access.require(access.scope(request.user).keeps_equivalents)
    equivalence = Equivalence.objects.filter(pk=pk).first()
    if equivalence:  # else the button was pressed twice
        journal.record(request.user, timezone.now(), "retrait", equivalence)
        equivalence.delete()
        messages.success(request, "Ces mots ne se cherchent plus ensemble.")
    return redirect("meetings:equivalence_list")
