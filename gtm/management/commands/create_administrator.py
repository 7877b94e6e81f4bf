"""The first administrator of a new installation; she invites everybody else on screen."""

import sys
from getpass import getpass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from gtm import journal
from gtm.models import Membership, User


class Command(BaseCommand):
    help = "Crée le premier administrateur ; le mot de passe est demandé (ou lu sur l’entrée)."

    def add_arguments(self, parser):
        parser.add_argument("adresse")
        parser.add_argument("nom")

    def handle(self, adresse, nom, **options):
        user = User(email=adresse.lower(), name=nom)
        if User.objects.filter(email=user.email).exists():
            raise CommandError(f"{user.email} a déjà un compte : un administrateur l’invite.")
        password = getpass("Mot de passe : ") if sys.stdin.isatty() else sys.stdin.readline()
        password = password.rstrip("\n")
        try:
            validate_email(adresse)
            validate_password(password, user)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        _create(user, password, timezone.now())
        self.stdout.write(f"{user.email} est administrateur. Le second facteur suit à l’entrée.")


@transaction.atomic
def _create(user, password, now):
    user = User.objects.create_user(user.email, password, name=user.name)
    role = Membership(user=user, role="administrator", since=timezone.localtime(now).date())
    role.save()
    for made in (user, role):
        journal.record_changes(None, now, made, {})
