"""The demonstration: accounts, and real minutes entered through the form that a browser uses."""

import json
import logging
import uuid
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gtm import journal, notices
from gtm.demo import DOMAIN, PASSWORD
from gtm.models import Agency, Membership, User, WorkingGroup
from meetings.models import Meeting

FOLDER = Path(__file__).resolve().parents[2] / "reference/minutes"
ACCOUNTS = [
    ("secretaire.zinder", "Amina (Zinder)", "secretary", "GTM/Zinder"),
    ("secretaire.agadez", "Moussa (Agadez)", "secretary", "GTM/Agadez"),
    ("secretaire.tahoua", "Hadiza (Tahoua)", "secretary", "GTM/Tahoua"),
    ("secretaire.niamey", "Issa (Niamey)", "secretary", "GTM/Niamey"),
    ("spccm", "Rakia (SP/CCM)", "reviewer", None),
    ("oim", "Paul (OIM)", "partner", "OIM"),
    ("admin", "Ali (administration)", "administrator", None),
]
LISTS = ("roles", "attendance", "points")
LISTS_OF_POINT = ("subpoints", "strengths", "weaknesses", "actions")
# Rows whose only field is a text are written as that text.
SINGLE = {"attendance": "wording", "strengths": "text", "weaknesses": "text"}


class Command(BaseCommand):
    help = "Charge la démonstration (comptes et comptes rendus réels), une seule fois."

    @notices.silence()
    def handle(self, **options):
        if not settings.DEMO:
            raise CommandError("La démonstration demande DEMO=1.")
        with transaction.atomic():
            users = {login: self.account(*row) for login, *row in _accounts()}
        requests = logging.getLogger("gtm.requests")
        requests.disabled = True  # ours are nobody's
        try:
            self.enter_all(users)
        finally:
            requests.disabled = False

    def enter_all(self, users):
        for path in sorted(FOLDER.glob("*.json")):
            minutes = json.loads(path.read_text())
            if enter(path.stem, minutes, users):
                self.stdout.write(f"Compte rendu entré : {path.stem}")

    def account(self, email, name, role, scope):
        user = User.objects.filter(email=email).first()
        if user is None:
            user = User.objects.create_user(email, PASSWORD, name=name)
            membership = Membership.objects.create(
                user=user,
                role=role,
                group=WorkingGroup.objects.get(name=scope) if role == "secretary" else None,
                agency=Agency.objects.get(acronym=scope, territory=None)
                if role == "partner"
                else None,
                since=timezone.localdate(),
            )
            for made in (user, membership):
                journal.record_changes(None, timezone.now(), made, {})
        return user


def _accounts():
    for login, name, role, scope in ACCOUNTS:
        yield login, login + DOMAIN, name, role, scope


def enter(name, minutes, users):
    """Create, write, submit and publish minutes by the addresses that a browser calls.

    Goes on where an interrupted run stopped; says whether there was anything to do.
    """
    pk = uid_of(name)
    state = _state(pk)
    if state == ("published" if minutes.get("publish") else "draft"):
        return False
    secretary = _browser(users[minutes["secretary"]])
    first = {
        "id": pk,
        "group": WorkingGroup.objects.get(name=minutes["group"]).pk,
        "modality": "on_site",
        **{key: minutes["fields"][key] for key in ("kind", "date", "place")},
    }
    if state != "submitted":
        _post(secretary, reverse("meetings:meeting_create"), first)
        form = form_of(name, minutes) | {"base_version": 1, "op_id": uid_of(name, "save")}
        _post(secretary, reverse("meetings:meeting_edit", args=[pk]), form)
    if minutes.get("publish"):
        if state != "submitted":
            _post(secretary, reverse("meetings:meeting_submit", args=[pk]), {})
        _post(_browser(users["spccm"]), reverse("meetings:meeting_publish", args=[pk]), {})
    return True


def _state(pk):
    """The state of a meeting; None while it has none, or only the text it was created with."""
    meetings = Meeting.objects.filter(pk=pk, version__gt=1)
    return meetings.values_list("state", flat=True).first()


def form_of(name, minutes):
    """The form's fields ({name: value or list of uids}) of minutes written as nested JSON."""
    form = dict(minutes["fields"])
    for section in LISTS:
        _rows(form, name, section, section, minutes.get(section, ()))
    return form


def _rows(form, path, key, section, rows):
    for index, cells in enumerate(rows):
        here = f"{path}/{section}/{index}"
        uid = uid_of(here)
        form.setdefault(key, []).append(uid)
        if isinstance(cells, str):
            cells = {SINGLE[section]: cells}
        for name, value in cells.items():
            if name in LISTS_OF_POINT:
                _rows(form, here, f"{section}/{uid}/{name}", name, value)
            else:
                form[f"{section}/{uid}/{name}"] = value


def uid_of(*names):
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "/".join(("gtm-demo", *names))))


def _browser(user):
    client = Client(headers={"host": urlsplit(settings.SITE_URL).netloc})
    client.force_login(user)
    return client


def _post(client, address, form):
    response = client.post(address, form, secure=settings.HTTPS)
    if response.status_code != 302:
        raise CommandError(
            f"{address} : {response.status_code}\n{response.content.decode()[:2000]}"
        )
