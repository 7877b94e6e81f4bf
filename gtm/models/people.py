"""Who signs in, as what, and who was asked to come."""

from datetime import timedelta

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from gtm import access
from gtm.models.structures import Agency, WorkingGroup
from gtm.tokens import new_token, token_hash


class UserManager(BaseUserManager):
    """Accounts are made by invitation; the address is the login."""

    def create_user(self, email, password=None, **fields):
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        # One address per account, verified: invitations and the demonstration prove it. allauth
        # alone changes it afterwards, and `email` follows.
        with transaction.atomic(using=self._db):
            user.save(using=self._db)
            user.emailaddress_set.create(email=user.email, verified=True, primary=True)
        return user


class UserQuerySet(models.QuerySet):
    def matching(self, words):
        """Whose name or address holds every word."""
        found = self
        for word in words.split():
            found = found.filter(Q(name__icontains=word) | Q(email__icontains=word))
        return found

    def administrators(self):
        """Those who open and close accounts, now and with no end in sight."""
        roles = Membership.objects.filter(role="administrator", until=None)
        return self.filter(is_active=True, pk__in=roles.values("user"))


class User(AbstractBaseUser):
    """A person who signs in; what she may do is said by her memberships alone."""

    email = models.EmailField("adresse électronique", unique=True)
    name = models.CharField("nom", max_length=150)
    # Under the letters that the person sends.
    function = models.CharField("fonction", max_length=150, blank=True)
    phone = models.CharField("téléphone", max_length=40, blank=True)
    is_active = models.BooleanField("compte actif", default=True)
    created_at = models.DateTimeField("créé le", auto_now_add=True)

    count_of_new = 0  # notices not seen yet: read with the account of who has signed in

    objects = UserManager.from_queryset(UserQuerySet)()

    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = "compte"
        ordering = ["name"]

    def __str__(self):
        return self.name

    @property
    def scope(self):
        """For templates shown to everybody, such as the menu."""
        return access.scope(self)

    def get_absolute_url(self):
        return reverse("gtm:user_detail", args=[self.pk])

    @property
    def needs_second_factor(self):
        """Those who publish or open doors to others; on an instance, read once."""
        return access.scope(self).needs_second_factor


# What a role is held in; the same for a membership and for the invitation to it.
SCOPE_FITS_ROLE = (
    Q(role="secretary", group__isnull=False, agency__isnull=True)
    | Q(role="partner", group__isnull=True, agency__isnull=False)
    | Q(role__in=["reviewer", "deputy", "administrator"], group=None, agency=None)
)
SCOPE_WANTED = (
    "Un rapporteur a un groupe, une structure membre a une structure, les autres rôles n’ont "
    "ni l’un ni l’autre."
)


HELD_ALREADY = "Cette personne a déjà ce rôle."


def role_label(held):
    """Of a membership or an invitation, its group or agency loaded."""
    place = held.group or held.agency
    return f"{held.get_role_display()} : {place}" if place else held.get_role_display()


CAPACITIES = {
    "secretary": "en qualité de rapporteur du {place}",
    "reviewer": "en qualité de membre du SP/CCM",
    "deputy": "en qualité de validateur suppléant",
    "partner": "au titre de la structure {place}",
    "administrator": "en qualité d’administrateur",
}


class MembershipQuerySet(models.QuerySet):
    def current(self, today):
        return self.filter(since__lte=today).filter(Q(until=None) | Q(until__gte=today))

    def not_ended(self, today):
        """Today's and those that are still to begin."""
        return self.filter(Q(until=None) | Q(until__gte=today))

    def secretaries(self, today):
        """Who writes the minutes of the groups: of today, and with an account that opens."""
        return self.current(today).filter(role="secretary", user__is_active=True)

    def alone(self, today):
        """Those secretaries without whom their group has none."""
        own = self.secretaries(today)
        others = Membership.objects.secretaries(today).filter(group=OuterRef("group"))
        return own.filter(~Exists(others.exclude(user=OuterRef("user"))))

    def take_up(self, user, today, **held):
        """(The role of a person, whether it begins now). Given twice at once, it begins once."""
        current = self.current(today).filter(user=user, **held).first()
        if current:
            return current, False
        role, is_new = self.get_or_create({"since": today}, user=user, until=None, **held)
        if role.since > today:
            role.since, is_new = today, True
            role.save(update_fields=["since"])
        return role, is_new


class Membership(models.Model):
    """What a person is, where, since when and until when; one person may hold several."""

    class Role(models.TextChoices):
        SECRETARY = "secretary", "rapporteur d’un groupe"
        REVIEWER = "reviewer", "SP/CCM"
        DEPUTY = "deputy", "validateur suppléant"
        PARTNER = "partner", "structure membre"
        ADMINISTRATOR = "administrator", "administrateur"

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    role = models.CharField("rôle", max_length=16, choices=Role)
    group = models.ForeignKey(
        WorkingGroup, models.PROTECT, null=True, blank=True, verbose_name="groupe"
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, verbose_name="structure"
    )
    since = models.DateField("depuis le")
    until = models.DateField("jusqu’au (inclus)", null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "rôle"
        ordering = ["since", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=SCOPE_FITS_ROLE,
                name="membership_scope_fits_role",
                violation_error_message=SCOPE_WANTED,
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=models.F("since")),
                name="membership_ends_after_it_begins",
                violation_error_message="La fin précède le début.",
            ),
            # One for each kind of place: a unique index takes two empty ones for different.
            models.UniqueConstraint(
                fields=["user", "group"],
                condition=Q(until=None, role="secretary"),
                name="secretary_of_a_group_once",
                violation_error_message=HELD_ALREADY,
            ),
            models.UniqueConstraint(
                fields=["user", "agency"],
                condition=Q(until=None, role="partner"),
                name="partner_of_an_agency_once",
                violation_error_message=HELD_ALREADY,
            ),
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=Q(until=None, group=None, agency=None),
                name="role_without_a_place_once",
                violation_error_message=HELD_ALREADY,
            ),
        ]

    def __str__(self):
        return f"{self.user} – {self.label}"

    @property
    def label(self):
        """« rapporteur d’un groupe : GTM/Zinder »."""
        return role_label(self)

    def is_current(self, today):
        return self.since <= today and not self.has_ended(today)

    def has_ended(self, today):
        return self.until is not None and self.until < today


class InvitationQuerySet(models.QuerySet):
    def waiting(self):
        """Neither accepted nor withdrawn; those that have expired are among them."""
        return self.filter(accepted_at=None, withdrawn_at=None)

    def open(self, now):
        return self.waiting().filter(expires_at__gt=now)

    def sent_by(self, user, may_assign):
        """Those that wait on the word of somebody who may give `may_assign` alone."""
        return self.waiting().filter(invited_by=user).exclude(role__in=may_assign)

    def vouched_by(self, user):
        """Accepted on the word of `user` alone: no administrator has confirmed who came."""
        return self.exclude(accepted_at=None).filter(invited_by=user, confirmed_at=None)

    def with_token(self, token):
        return self.filter(token_hash=token_hash(token))


class Invitation(models.Model):
    """A role that waits for the person at an address; she alone holds the token of its link."""

    LIFETIME = timedelta(days=7)

    email = models.EmailField("adresse électronique")
    role = models.CharField("rôle", max_length=16, choices=Membership.Role)
    group = models.ForeignKey(
        WorkingGroup, models.PROTECT, null=True, blank=True, verbose_name="groupe"
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, verbose_name="structure"
    )
    token_hash = models.CharField("empreinte du jeton", max_length=64, unique=True)
    times_sent = models.PositiveIntegerField("envois", default=0)
    invited_by = models.ForeignKey(
        User, models.PROTECT, related_name="invitations_sent", verbose_name="invité par"
    )
    created_at = models.DateTimeField("créée le", auto_now_add=True)
    expires_at = models.DateTimeField("valable jusqu’au")
    accepted_at = models.DateTimeField("acceptée le", null=True, blank=True)
    accepted_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="invitations_accepted",
        verbose_name="acceptée par",
    )
    withdrawn_at = models.DateTimeField("retirée le", null=True, blank=True)
    # By an administrator who did not send it: the account is another person's than the sender's.
    confirmed_at = models.DateTimeField("confirmée le", null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "invitation"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=SCOPE_FITS_ROLE,
                name="invitation_scope_fits_role",
                violation_error_message=SCOPE_WANTED,
            ),
        ]

    def __str__(self):
        return f"{self.email} – {self.label}"

    @property
    def label(self):
        return role_label(self)

    @property
    def capacity(self):
        """« en qualité de rapporteur du GTM/Gouré »."""
        return CAPACITIES[self.role].format(place=self.group or self.agency)

    def has_expired(self, now):
        return self.expires_at <= now

    def renew(self, now):
        """Give a new token, returned and kept nowhere. Saves nothing."""
        token = new_token()
        self.token_hash = token_hash(token)
        self.expires_at = now + self.LIFETIME
        self.times_sent += 1
        return token

    def send_again(self, by, now):
        """A new token, saved: the former link dies. None if it waits no more, or was sent just now.

        Who sends it again vouches for it.
        """
        this_one = Invitation.objects.waiting().filter(pk=self.pk, times_sent=self.times_sent)
        token, self.invited_by = self.renew(now), by
        fields = ("token_hash", "expires_at", "times_sent", "invited_by")
        return token if this_one.update(**{name: getattr(self, name) for name in fields}) else None

    def claim(self, now):
        """Use it up, in a transaction; says whether it was still open. Of two, one succeeds."""
        mine = Invitation.objects.open(now).filter(pk=self.pk, token_hash=self.token_hash)
        return mine.update(accepted_at=now) == 1


class CalendarFeed(models.Model):
    """A person's secret calendar address. Only its SHA-256 is kept: the address is shown once."""

    user = models.OneToOneField(User, models.CASCADE, related_name="calendar_feed")
    sha256 = models.CharField("empreinte de l’adresse", max_length=64, unique=True)
    created_at = models.DateTimeField("créé le")

    class Meta:
        verbose_name = "agenda personnel"

    def __str__(self):
        return f"Agenda de {self.user}"
