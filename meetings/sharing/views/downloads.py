"""« Téléchargements »: SP/CCM sees who reads what, a structure what it reads itself."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gtm.access import require, scope
from meetings.models import Download
from meetings.sharing import downloads
from meetings.sharing.forms import DownloadFilter

PAGE = 25


@require_safe
def download_list(request):
    mine = scope(request.user)
    require(mine.reads_downloads)
    visible = Download.objects.visible_to(request.user)
    form = DownloadFilter(request.GET, visible)
    found = form.narrow(visible)
    page = Paginator(downloads.versions_in(found), PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "lines": downloads.lines(list(page), found),
        "totals": downloads.totals(found),
        "sees_all": mine.reads_every_download,
    }
    return render(request, "meetings/download_list.html", context)
