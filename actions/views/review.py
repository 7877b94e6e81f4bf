"""The review: what is late, whose it is, since when; and what is done on several at once."""

from django.contrib import messages
from django.http import QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from actions.follow_up import Said
from actions.last_change import LastChange
from actions.models import ActionItem
from actions.reviewing.filters import HEADINGS, SORTS, Review
from actions.reviewing.rows import of_page
from actions.reviewing.selection import LARGEST, SelectionForm
from actions.telling import number_of
from actions.views.action import review_address
from actions.views.undoing import tell_undone
from gtm import access
from gtm.pages import Pages

PAGE = 50


@require_safe
def action_list(request):
    """What is late, oldest first, unless the address asks for something else."""
    access.require(access.scope(request.user).reviews_actions)
    selection = SelectionForm(user=request.user, today=timezone.localdate())
    return _review(request, request.GET, selection)


@require_http_methods(["GET", "HEAD", "POST"])
def action_selection(request):
    """Designate, classify or verify the selected ones that are within one's rights."""
    access.require(access.scope(request.user).reviews_actions)
    if request.method != "POST":
        return redirect("actions:action_list")
    form = SelectionForm(request.POST, user=request.user, today=timezone.localdate())
    if not form.is_valid():
        return _review(request, QueryDict(form.data.get("retour", "")), form, status=422)
    changed = form.act(timezone.now())
    if changed:
        messages.success(request, form.done(changed))
    for told in form.left(changed):
        messages.warning(request, told)
    return redirect(review_address(form.cleaned_data["retour"]))


@require_http_methods(["GET", "HEAD", "POST"])
def selection_undo(request):
    """Take back one's last change of several, as far as nobody has touched them since."""
    access.require(access.scope(request.user).reviews_actions)
    if request.method != "POST":
        return redirect("actions:action_list")
    tell_undone(request, LastChange, _undo, number_of)
    return redirect(review_address(request.POST.get("retour", "")))


def _undo(change, now):
    return ActionItem.objects.undo(change, Said(change.by, now, reason="Changement groupé annulé."))


def _review(request, query, selection, status=200):
    today, scope = timezone.localdate(), access.scope(request.user)
    all_ticked, query = query.get("cocher") == "page", _filled(query)
    review = Review(query, ActionItem.objects.reviewed_by(request.user), today)
    found = review.count()
    page = Pages(review.keys(), PAGE, found).get_page(query.get("page"))
    context = {
        "review": review,
        "found": found,
        "page": page,
        "rows": of_page(
            page.object_list, request.user, today, review.owed, selection.selected, all_ticked
        ),
        "all_ticked": all_ticked,
        "may_take_all": page.has_other_pages() and found <= LARGEST,
        "headings": list(_headings(review.asked.get("tri", "retard"))),
        "words": [(_without(query, names), label) for names, label in review.narrowing],
        "selection": selection,
        "last_change": LastChange.of(request.user, timezone.now()),
        "query": query,
        "query_text": query.urlencode(),
        "own_only": scope.only_structures is not None,
    }
    return render(request, "actions/action_list.html", context, status=status)


def _filled(query):
    """The address without the fields that were left empty: shorter links to send round."""
    filled = QueryDict(mutable=True)
    for name, value in query.items():
        if value and name != "cocher":
            filled[name] = value
    return filled


def _headings(asked):
    """(heading, sort asked by its link, value of aria-sort); the oldest is the latest."""
    words = {True: ("ascending", "descending"), False: ("descending", "ascending")}
    for key in HEADINGS:
        label = SORTS[key][0]
        up, down = words[key != "retard"]
        if asked == key:
            yield label, f"-{key}", up
        else:
            yield label, key if key != "retard" else None, down if asked == f"-{key}" else "none"


def _without(query, names):
    """The address without some filters; nothing but late ones are shown where no state is asked."""
    rest = query.copy()
    for name in [*names, "page"]:
        rest.pop(name, None)
    if names == ["etat"]:
        rest["etat"] = "tout"
    return rest.urlencode()
