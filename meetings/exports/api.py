"""The read-only API: what a person may read, for a program that has one of the person's tokens.

Its own description stands at `openapi.json`; the page for people is in `views/opened.py`.
"""

from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import NinjaAPI, Query
from ninja.errors import AuthenticationError, ValidationError
from ninja.security import HttpBearer

from gtm.access import scope
from gtm.models import AccessToken, Agency, Territory, WorkingGroup
from meetings.exports import data, opened, shapes
from meetings.exports.bearers import TooMany, token_of
from meetings.models import Meeting

UNKNOWN = "Jeton absent, inconnu, expiré ou révoqué : « Authorization: Bearer … »."
REFUSED = {401: shapes.Problem, 422: shapes.Problem, 429: shapes.Problem}
ONE = REFUSED | {404: shapes.Problem}


class Token(HttpBearer):
    """`Authorization: Bearer …`; the person is `request.auth`."""

    def authenticate(self, request, token):
        now, today = timezone.now(), timezone.localdate()
        key = token_of(request, token, AccessToken.Purpose.API, now, today)
        return key and key.user


class _Api(NinjaAPI):
    def get_openapi_operation_id(self, operation):
        return operation.view_func.__name__


api = _Api(
    title="GTM Niger : réunions, comptes rendus et points d’action",
    version="1",
    description="Lecture seule. Donne ce que la personne dont on a le jeton peut lire ; publié.",
    auth=Token(),
    docs_url=None,
    urls_namespace="api",
)


# --- Answers other than what was asked for ---


def _problem(status, error):
    def answer(request, exc):
        return api.create_response(request, {"app": "gtm", "error": error}, status=status)

    return answer


api.add_exception_handler(AuthenticationError, _problem(401, UNKNOWN))
api.add_exception_handler(Http404, _problem(404, "Rien n’est publié sous cette adresse."))
api.add_exception_handler(TooMany, _problem(429, "Trop de demandes : réessayez dans une heure."))


@api.exception_handler(ValidationError)
def _invalid(request, exc):
    names = ", ".join(dict.fromkeys(str(each["loc"][-1]) for each in exc.errors))
    told = {"app": "gtm", "error": f"Une valeur ne se lit pas : {names}."}
    return api.create_response(request, told, status=422)


# --- Pages of rows ---


def _page(request, asked, found, row_of):
    """A page of a queryset by its key, and the address of the one that follows."""
    rows = list(found.filter(pk__gt=asked.after).order_by("pk")[: asked.limit + 1])
    more, rows = len(rows) > asked.limit, rows[: asked.limit]
    following = None
    if more:
        query = urlencode(asked.dict(exclude_defaults=True) | {"after": rows[-1].pk})
        following = f"{settings.SITE_URL}{request.path}?{query}"
    return {"items": [row_of(row) for row in rows], "next": following}


def _told(columns):
    return lambda row: {column.key: column.value(row) for column in columns}


def _members(request, found):
    """What all members see, and nobody else."""
    return found if scope(request.auth).is_member else found.none()


def _narrowed(asked, found, group, day):
    wanted = {f"{group}__slug": asked.group, f"{day}__gte": asked.since, f"{day}__lte": asked.until}
    return found.filter(**{name: value for name, value in wanted.items() if value})


# --- What may be asked for ---


@api.get("/territories", response={200: shapes.Territories, **REFUSED}, summary="Territoires")
def territories(request, asked: Query[shapes.Asked]):
    found = _members(request, Territory.objects.select_related("parent"))
    return _page(request, asked, found, _territory)


def _territory(row):
    return data.territory_of(row) | {"parent_pcode": row.parent.pcode if row.parent else None}


@api.get("/groups", response={200: shapes.Groups, **REFUSED}, summary="Groupes")
def groups(request, asked: Query[shapes.Asked]):
    found = _members(request, WorkingGroup.objects.select_related("territory"))
    return _page(request, asked, found, _group)


def _group(row):
    named = {name: getattr(row, name) for name in ("name", "slug", "level", "is_active")}
    return named | {"territory_pcode": row.territory.pcode}


@api.get("/agencies", response={200: shapes.Agencies, **REFUSED}, summary="Structures")
def agencies(request, asked: Query[shapes.Asked]):
    found = _members(request, Agency.objects.select_related("territory"))
    return _page(request, asked, found, _agency)


AGENCY = ("acronym", "name", "label", "category", "is_collective", "is_active", "parent_id")


def _agency(row):
    place = row.territory.pcode if row.territory else None
    return {name: getattr(row, name) for name in ("id", *AGENCY)} | {"territory_pcode": place}


@api.get("/meetings", response={200: shapes.Meetings, **REFUSED}, summary="Réunions publiées")
def meetings(request, asked: Query[shapes.AskedMeetings]):
    found = opened.meetings_of(Meeting.objects.visible_to(request.auth))
    found = _narrowed(asked, found, "meeting__group", "meeting__date")
    return _page(request, asked, found, _told(opened.meeting_columns()))


@api.get("/meetings/{meeting}", response={200: dict, **ONE}, summary="Compte rendu entier")
def meeting(request, meeting: UUID):
    """La dernière version publiée, au format de `/schemas/compte-rendu-1.json`."""
    visible = Meeting.objects.visible_to(request.auth).out()
    found = get_object_or_404(visible.select_related("group__territory"), pk=meeting)
    told = data.minutes(found.publications.first(), timezone.localdate())
    return HttpResponse(data.as_json(told), content_type="application/json")


@api.get("/actions", response={200: shapes.Actions, **REFUSED}, summary="Points d’action")
def actions(request, asked: Query[shapes.AskedActions]):
    found = _narrowed(asked, opened.actions_of(request.auth), "group", "decided_on")
    if asked.status:
        found = found.filter(status=asked.status)
    return _page(request, asked, found, _told(opened.action_columns(timezone.localdate())))
