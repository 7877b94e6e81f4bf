"""Who belongs to a group, from when to when: those whom its meetings convene."""

from django.db import models
from django.db.models import F, Q

from gtm.models.structures import Agency, WorkingGroup
from gtm.names import fold

# How the categories of those begin whom a letter may convene: the State, its security included, and
# its local authorities. Others are partners, whom one invites.
OF_THE_STATE = ("etat", "collectivite")


def label_of(somebody):
    """« Rakia Saley, Cheffe de division, DRC Zinder » of who has a name, a function, an agency."""
    agency = somebody.agency.label if somebody.agency else ""
    return ", ".join(filter(None, [somebody.name, somebody.function, agency]))


class MemberQuerySet(models.QuerySet):
    def on(self, day):
        """The members of a day, whatever they are today."""
        return self.filter(since__lte=day).filter(Q(until=None) | Q(until__gte=day))

    def expected_on(self, group, day):
        """Whom a meeting of a group on a day convenes, and its attendance awaits."""
        return self.filter(group=group).on(day).whole().order_by("pk")

    def whole(self):
        """With what their label reads."""
        return self.select_related("agency__territory", "agency__parent")


class Member(models.Model):
    """A structure, a person or a function that a group convenes, from one day to another."""

    class Style(models.TextChoices):
        """The letter that somebody gets."""

        CONVOCATION = "convocation", "convocation"
        INVITATION = "invitation", "invitation"

    group = models.ForeignKey(
        WorkingGroup, models.PROTECT, related_name="members", verbose_name="groupe"
    )
    agency = models.ForeignKey(
        Agency,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="memberships_of_groups",
        verbose_name="structure",
    )
    function = models.CharField(
        "fonction",
        max_length=150,
        blank=True,
        help_text="Par exemple « Secrétaire général du gouvernorat ».",
    )
    name = models.CharField(
        "nom de la personne",
        max_length=150,
        blank=True,
        help_text="Laissez vide si c’est la structure ou la fonction qui est membre.",
    )
    email = models.EmailField(
        "adresse électronique",
        blank=True,
        help_text="Laissez vide pour écrire à la structure.",
    )
    phone = models.CharField("téléphone", max_length=40, blank=True)
    may_be_replaced = models.BooleanField(
        "peut se faire représenter",
        default=True,
        help_text="Sa réponse à une convocation peut désigner un suppléant.",
    )
    own_style = models.CharField(
        "lettre",
        max_length=12,
        choices=Style,
        blank=True,
        help_text="Laissez vide pour suivre la catégorie de la structure : les services de l’État "
        "et les collectivités sont convoqués, les partenaires invités.",
    )
    since = models.DateField("membre depuis le")
    until = models.DateField("jusqu’au (inclus)", null=True, blank=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = "membre d’un groupe"
        ordering = ["group", "since", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(agency__isnull=False) | ~Q(function="") | ~Q(name=""),
                name="member_is_somebody",
                violation_error_message="Dites qui est membre : une structure, une fonction ou "
                "une personne.",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")),
                name="member_ends_after_it_begins",
                violation_error_message="La fin précède le début.",
            ),
            # Two rules: a unique index takes two structures that are missing for different ones.
            models.UniqueConstraint(
                fields=["group", "agency", "function", "name"],
                condition=Q(until=None),
                name="member_once_in_a_group",
                violation_error_message="Ce membre est déjà dans le groupe.",
            ),
            models.UniqueConstraint(
                fields=["group", "function", "name"],
                condition=Q(until=None, agency=None),
                name="member_without_agency_once_in_a_group",
                violation_error_message="Ce membre est déjà dans le groupe.",
            ),
        ]

    def __str__(self):
        return self.label

    @property
    def label(self):
        """« Rakia Saley, Cheffe de division, DRC Zinder »: as far as it is known."""
        return label_of(self)

    def is_on(self, day):
        """As `MemberQuerySet.on`."""
        return self.since <= day and (self.until is None or day <= self.until)

    @property
    def style(self):
        return self.own_style or style_of(self.agency, self.function)


def style_of(agency, function=""):
    """The letter of who comes for a structure; without one, a function is taken for the State's."""
    if agency is None:
        is_convened = bool(function)
    else:
        is_convened = fold(agency.category).startswith(OF_THE_STATE)
    return Member.Style.CONVOCATION if is_convened else Member.Style.INVITATION
