"""Searching all that is published, and the minutes that a word being typed leads to."""

from django.core.paginator import Paginator
from django.http import JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from meetings.models import Meeting
from meetings.search import indexing, results, vocabulary
from meetings.search.forms import Search, typed
from meetings.search.query import parse

PAGE = 10
SUGGESTED = 5


@require_safe
def search(request):
    """What is found, best first; without words, what may be searched and how."""
    found = Search(request.GET, request.user, vocabulary.known())
    page = Paginator(found.results.rows, PAGE).get_page(request.GET.get("page"))
    today = timezone.localdate()
    context = {
        "search": found,
        "page": page,
        "hits": results.hits(page.object_list, found.query, request.user, today),
    }
    return render(request, "meetings/search.html", context)


@require_safe
def search_suggest(request):
    """The best minutes for what is being typed: {"found": [{"title", "says", "address"}]}."""
    query = parse(typed(request.GET), vocabulary.known(), is_begun=True).marked(
        indexing.READERS[False]
    )
    rows = results.of(query, Meeting.objects.visible_to(request.user).out()).rows[:SUGGESTED]
    found = results.hits(rows, query, request.user, timezone.localdate())
    return JsonResponse({"app": "gtm", "found": [_told(hit) for hit in found]})


def _told(hit):
    first = hit.sentences[0] if hit.sentences else None
    return {
        "title": hit.title,
        "says": "".join(text for text, _ in first.pieces) if first else "",
        "address": hit.address_of(first),
    }
