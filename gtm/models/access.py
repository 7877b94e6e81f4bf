"""Keys by which a program reads in the name of a person, who made them."""

from django.db import models
from django.db.models import F, Q

from gtm.models.journal import JournalEntry
from gtm.models.people import User
from gtm.tokens import new_token, token_hash


class AccessTokenQuerySet(models.QuerySet):
    def open(self, now):
        """Neither revoked nor expired, and its maker's account is open."""
        return self.filter(user__is_active=True, revoked_at=None, expires_at__gt=now)

    def of_token(self, token):
        return self.filter(sha256=token_hash(token))


class AccessToken(models.Model):
    """Reads what its maker may read, at the moment of reading; shown once, kept as its hash."""

    class Purpose(models.TextChoices):
        API = "api", "programme (API)"
        FEED = "feed", "fil Atom des publications"

    user = models.ForeignKey(User, models.CASCADE, related_name="access_tokens")
    purpose = models.CharField("usage", max_length=4, choices=Purpose, default=Purpose.API)
    name = models.CharField("nom", max_length=80)
    sha256 = models.CharField("empreinte du jeton", max_length=64, unique=True)
    created_at = models.DateTimeField("créé le")
    expires_at = models.DateTimeField("valable jusqu’au")
    revoked_at = models.DateTimeField("révoqué le", null=True)
    last_used_on = models.DateField("dernier usage", null=True)

    objects = AccessTokenQuerySet.as_manager()
    JOURNAL = (JournalEntry.Kind.TOKEN, ["purpose", "name", "expires_at"])

    class Meta:
        verbose_name = "jeton d’accès"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")),
                name="token_ends_after_it_begins",
                violation_error_message="Ce jeton finirait avant d’avoir servi.",
            )
        ]

    def __str__(self):
        return f"Jeton « {self.name} » de {self.user.name}"

    def renew(self):
        """Give a new token, returned and kept nowhere. Saves nothing."""
        token = new_token()
        self.sha256 = token_hash(token)
        return token
