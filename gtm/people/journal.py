"""The journal on screen."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gtm import access
from gtm.models import JournalEntry
from gtm.people.forms import JournalFilter

PER_PAGE = 25


@require_safe
def journal_list(request):
    access.require(access.scope(request.user).assigns)
    form = JournalFilter(request.GET)
    entries = form.narrow(JournalEntry.objects.select_related("actor"))
    pages = Paginator(entries, PER_PAGE)
    page = pages.get_page(request.GET.get("page"))
    return render(
        request, "gtm/journal_list.html", {"form": form, "page": page, "count": pages.count}
    )
