"""What concerns one: the list of notices, which are seen, and when they come by mail."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gtm import notices
from gtm.ids import number_in
from gtm.people.forms import NoticeChoicesForm

PER_PAGE = 25


def _own(request):
    return request.user.notices.readable(timezone.localdate())


@require_safe
def notice_list(request):
    pages = Paginator(_own(request), PER_PAGE)
    page = pages.get_page(request.GET.get("page"))
    context = {"page": page, "count": pages.count, "newest": page[0].pk if pages.count else 0}
    return render(request, "gtm/notice_list.html", context)


@require_POST
def notices_see(request):
    """The one that is opened, or all that the page showed: what came since stays new."""
    one, until = (number_in(request.POST.get(name)) for name in ("avis", "jusqu"))
    shown = Q(pk=one) | Q(pk__lte=until)
    notices.see(request.user.notices.filter(shown), timezone.now())
    return redirect("meetings:home" if "accueil" in request.POST else "gtm:notice_list")


@require_http_methods(["GET", "HEAD", "POST"])
def notice_choices(request):
    """When one gets a mail, for each family that one's roles concern."""
    roles = request.user.memberships.current(timezone.localdate()).values_list("role", flat=True)
    form = NoticeChoicesForm(request.POST or None, user=request.user, roles=set(roles))
    if form.is_valid():
        notices.choose(request.user, form.cleaned_data, timezone.now())
        messages.success(request, "Vos choix sont enregistrés.")
        return redirect("gtm:notice_choices")
    return render(request, "gtm/notice_choices.html", {"form": form})
