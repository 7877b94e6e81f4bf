"""What Django itself costs: a page of fifty rows, without middleware, account or form.

`bench/reading` measures by it; `here` leads the requests of one handler to it.
"""

from django.shortcuts import render
from django.urls import path

from gtm.models import Agency

ROWS = """<!doctype html><title>Structures</title><table>{% for row in rows %}<tr>
<td><a href="{% url 'one' row.pk %}">{{ row.acronym }}</a></td><td>{{ row.name }}</td>
<td>{{ row.category }}</td><td>{{ row.territory }}</td><td>{{ row.email }}</td></tr>
{% endfor %}</table>"""
COUNT = 50


def rows(request, pk=None):
    shown = list(Agency.objects.select_related("territory").order_by("acronym", "pk")[:COUNT])
    if len(shown) != COUNT:
        raise LookupError(f"{len(shown)} rows")
    return render(request, "bare.html", {"rows": shown})


urlpatterns = [path("", rows), path("<int:pk>/", rows, name="one")]


def here(get_response):
    """Middleware: the addresses are those of this file."""

    def answer(request):
        request.urlconf = __name__
        return get_response(request)

    return answer
