"""Where one meets and who comes: territories, structures, groups, letterheads."""

from functools import lru_cache, reduce
from operator import or_

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.urls import reverse

from gtm.models.country import (
    MOST_NEWS_DAYS,
    NEWS_DAYS_WANTED,
    RESPONSIBLE_HEADING,
    Ministry,
    own_news_days,
)
from gtm.models.rhythmic import Rhythmic
from gtm.names import fold

CENTRAL = "Niveau central"
SECRETARIAT = "spccm"  # SP/CCM's acronym, folded, when it is first entered


class ReminderRhythm(models.TextChoices):
    """How often a structure or a group gets the digest of its actions."""

    WEEKLY = "weekly", "chaque semaine"
    MONTHLY = "monthly", "chaque mois"
    NEVER = "never", "jamais"


class Territory(models.Model):
    """A unit of the administrative map; P-codes are those of OCHA's COD-AB."""

    class Kind(models.TextChoices):
        COUNTRY = "country", "pays"
        REGION = "region", "région"
        DEPARTMENT = "department", "département"
        CITY = "city", "ville"

    kind = models.CharField("niveau", max_length=12, choices=Kind)
    name = models.CharField("nom", max_length=100)
    pcode = models.CharField("P-code", max_length=12, unique=True)
    former_pcode = models.CharField("ancien P-code", max_length=12, blank=True)
    variants = models.TextField("autres graphies (une par ligne)", blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="dans"
    )

    class Meta:
        verbose_name = "territoire"
        ordering = ["pcode"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("gtm:territory_list") + f"#{self.pcode}"

    @property
    def region(self):
        """The region it is or lies in; None for the country. Reads what is above it."""
        place = self
        while place and place.kind != self.Kind.REGION:
            place = place.parent
        return place

    @property
    def region_name(self):
        """What it is called as a region of lists and figures: the country is one beside them."""
        return CENTRAL if self.kind == self.Kind.COUNTRY else self.name

    def holds(self, path):
        """The condition that the territory at `path` lies in this one; in the country, it alone."""
        steps = DEPTHS if self.kind == self.Kind.REGION else DEPTHS[:1]
        return reduce(or_, (Q(**{path + above: self}) for above in steps))


DEPTHS = ("", "__parent", "__parent__parent")  # a town lies in a department, and that in a region


def region_name(path):
    """As an expression, the `region_name` of a group's region, its territory being at `path`."""
    regions = (
        When(**{f"{path}{above}__kind": Territory.Kind.REGION}, then=F(f"{path}{above}__name"))
        for above in DEPTHS
    )
    central = When(**{f"{path}__kind": Territory.Kind.COUNTRY}, then=Value(CENTRAL))
    return Case(*regions, central, default=F(f"{path}__name"))


class AgencyQuerySet(models.QuerySet):
    def active(self):
        return self.filter(is_active=True)

    def named_in(self, territory):
        """The structures that a name may mean in a meeting of `territory` (None: central).

        The country's own and those of the territory or the region above it; never the antennes of
        another region.
        """
        return self.filter(Q(territory=None) | Q(territory__in=places_named_in(territory)))


def places_named_in(territory):
    """Ids of the territories whose structures a name may mean there, beside the country's own."""
    return {territory.pk, territory.parent_id} - {None} if territory else set()


ANTENNE_PLACE = "Une antenne a un territoire : choisissez-le."
ANTENNE_COLLECTIVE = "Un ensemble n’est pas une antenne."
ANTENNE_OWN = "Une structure n’est pas sa propre antenne."


class Agency(models.Model):
    """A structure, an antenne of one, or a collective wording such as « Partenaires »."""

    acronym = models.CharField("sigle", max_length=60)
    name = models.CharField("nom complet", max_length=250)
    category = models.CharField("catégorie", max_length=80)
    is_collective = models.BooleanField(
        "désigne un ensemble (État, partenaires…)",
        default=False,
        help_text="Un ensemble n’a pas de boîte aux lettres : "
        "on lui désigne une structure de suivi.",
    )
    aliases = models.TextField(
        "autres noms (un par ligne)",
        blank=True,
        help_text="Graphies reconnues à la saisie : SPCCM, UNHCR, WFP… Accents, majuscules, "
        "espaces, traits d’union et barres ne comptent pas.",
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="antennes",
        verbose_name="antenne de",
    )
    territory = models.ForeignKey(
        Territory, models.PROTECT, null=True, blank=True, verbose_name="territoire"
    )
    email = models.EmailField("adresse électronique", blank=True)
    phone = models.CharField("téléphone", max_length=40, blank=True)
    remark = models.TextField("remarque", blank=True)
    answers_by_link = models.BooleanField(
        "répond par lien, sans compte",
        default=True,
        help_text="Ses relances portent un lien personnel pour rendre compte. Retirer la coche "
        "ferme aussitôt les liens déjà envoyés, ceux des antennes compris.",
    )
    is_active = models.BooleanField("active", default=True)
    reminder_rhythm = models.CharField(
        "rythme des rappels", max_length=8, choices=ReminderRhythm, default=ReminderRhythm.WEEKLY
    )
    gets_reminders = models.BooleanField("rappels actifs", default=False)
    news_days = own_news_days()
    # Set once, on no form: rights depend on it, and acronyms change.
    is_secretariat = models.BooleanField("SP/CCM", default=False, editable=False)

    objects = AgencyQuerySet.as_manager()

    class Meta:
        verbose_name = "structure"
        ordering = ["acronym", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["acronym", "territory"],
                name="agency_acronym_once_per_territory",
                violation_error_message="Ce sigle existe déjà dans ce territoire.",
            ),
            # Two rules, as SQLite knows no « nulls not distinct ».
            models.UniqueConstraint(
                fields=["acronym"],
                condition=Q(territory=None),
                name="agency_acronym_once_without_territory",
                violation_error_message="Ce sigle existe déjà.",
            ),
            models.CheckConstraint(
                condition=Q(parent=None) | Q(territory__isnull=False),
                name="antenne_has_a_territory",
                violation_error_message=ANTENNE_PLACE,
            ),
            models.CheckConstraint(
                condition=Q(parent=None) | Q(is_collective=False),
                name="antenne_is_no_collective",
                violation_error_message=ANTENNE_COLLECTIVE,
            ),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("id")),
                name="antenne_is_not_its_own",
                violation_error_message=ANTENNE_OWN,
            ),
            models.CheckConstraint(
                condition=Q(news_days=None) | Q(news_days__range=(1, MOST_NEWS_DAYS)),
                name="agency_news_days_in_a_year",
                violation_error_message=NEWS_DAYS_WANTED,
            ),
        ]

    def __str__(self):
        return self.label

    def save(self, *args, **kwargs):
        if self._state.adding:
            self.is_secretariat = fold(self.acronym) == SECRETARIAT
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("gtm:agency_detail", args=[self.pk])

    @property
    def label(self):
        """« OIM Zinder » for an antenne, the acronym otherwise."""
        place = self.territory.name if self.territory_id else ""
        return f"{self.acronym} {place}".strip()

    @property
    def may_answer_by_link(self):
        """As `PersonalLinkQuerySet.open` says. Reads its parent."""
        return self.answers_by_link and (self.parent is None or self.parent.answers_by_link)

    @property
    def all_names(self):
        """Every wording that means this structure: acronym, name, aliases, with its territory."""
        names = [self.acronym, self.name, *self.aliases.splitlines()]
        if self.territory_id:
            names += [f"{name} {self.territory.name}" for name in names]
        return list(dict.fromkeys(name.strip() for name in names if name.strip()))

    @property
    def folded_names(self):
        return {_folded(name) for name in self.all_names} - {""}


# Every save reads the directory, whose names change once a month; nothing that is typed gets here.
_folded = lru_cache(maxsize=4_096)(fold)


def directory(agencies):
    """Map folded names to the agency they mean; an antenne wins over the parent it belongs to.

    `agencies` come from `Agency.objects.named_in(...)`, with their territory loaded. An antenne is
    also known by its parent's names. Where an acronym and somebody else's alias are equal, the
    acronym is right.
    """
    known = {}
    by_rank = sorted(agencies, key=lambda agency: agency.territory_id is not None)
    names = {agency.pk: agency.all_names for agency in by_rank}
    for agency in by_rank:
        for name in (*names.get(agency.parent_id, ()), *names[agency.pk]):
            known[_folded(name)] = agency
    for agency in by_rank:
        known[_folded(agency.acronym)] = agency
    known.pop("", None)
    return known


TWIN_GROUP = "Cette instance a déjà un groupe actif dans ce territoire."


class WorkingGroup(Rhythmic):
    """A body that meets: GTM, CRCM, CCM, at its level and in its territory."""

    class Body(models.TextChoices):
        GTM = "GTM", "GTM – groupe de travail sur la migration"
        CRCM = "CRCM", "CRCM – cadre régional de concertation"
        CCM = "CCM", "CCM – cadre de concertation"

    class Level(models.TextChoices):
        CENTRAL = "central", "central"
        REGIONAL = "regional", "régional"
        DEPARTMENTAL = "departmental", "départemental"

    body = models.CharField("instance", max_length=8, choices=Body, default=Body.GTM)
    level = models.CharField("niveau", max_length=12, choices=Level)
    territory = models.ForeignKey(Territory, models.PROTECT, verbose_name="territoire")
    name = models.CharField(
        "nom",
        max_length=80,
        unique=True,
        help_text="Tel qu’il est imprimé, par exemple « GTM/Zinder ».",
    )
    slug = models.SlugField("nom dans les fichiers", max_length=80, unique=True)
    responsible_heading = models.CharField(
        "en-tête de la colonne des responsables",
        max_length=80,
        default=RESPONSIBLE_HEADING,
    )
    has_signatures = models.BooleanField(
        "bloc de signatures à la fin du compte rendu", default=False
    )
    punctuates_lists = models.BooleanField(
        "listes ponctuées",
        default=True,
        help_text="« ; » après chaque ligne d’une liste imprimée et « . » après la dernière.",
    )
    meetings_per_year = models.PositiveSmallIntegerField(
        "réunions attendues par an",
        default=4,
        validators=[MinValueValidator(1), MaxValueValidator(52)],
        help_text="Le tableau de bord y compare les réunions tenues.",
    )
    # From when on it owes meetings; unknown of those that were there before it was noted.
    created_on = models.DateField("créé le", null=True, editable=False)
    is_active = models.BooleanField("actif", default=True)
    reminder_rhythm = models.CharField(
        "rythme des rappels", max_length=8, choices=ReminderRhythm, default=ReminderRhythm.WEEKLY
    )
    gets_reminders = models.BooleanField("rappels actifs", default=False)
    news_days = own_news_days()

    class Meta:
        verbose_name = "groupe"
        ordering = ["level", "slug"]  # whose letters have no accents
        constraints = [
            # Of those that meet: one that does not any more keeps its minutes beside the next.
            models.UniqueConstraint(
                fields=["body", "territory"],
                condition=Q(is_active=True),
                name="one_active_group_per_body_and_territory",
                violation_error_message=TWIN_GROUP,
            ),
            models.CheckConstraint(
                condition=Q(news_days=None) | Q(news_days__range=(1, MOST_NEWS_DAYS)),
                name="group_news_days_in_a_year",
                violation_error_message=NEWS_DAYS_WANTED,
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("gtm:group_detail", args=[self.pk])

    @property
    def region(self):
        """Where it counts: the region of its territory, the country for the central group."""
        return self.territory.region or self.territory

    @property
    def local_territory(self):
        """Where its meetings look for antennes: none for the central group."""
        return None if self.level == self.Level.CENTRAL else self.territory


class Letterhead(models.Model):
    """The head of a group's documents. Ministries change their names: all of it is data."""

    class Style(models.TextChoices):
        SIMPLE = "simple", "simple (titre seul, comme à Zinder)"
        ADMINISTRATIVE = "administrative", "administratif (République, ministère, région)"

    group = models.OneToOneField(
        WorkingGroup, models.CASCADE, related_name="letterhead", verbose_name="groupe"
    )
    style = models.CharField("en-tête", max_length=16, choices=Style, default=Style.SIMPLE)
    country = models.CharField("pays", max_length=80, default="RÉPUBLIQUE DU NIGER")
    motto = models.CharField(
        "devise", max_length=120, blank=True, default="Fraternité – Travail – Progrès"
    )
    ministry = models.CharField(
        "ministère",
        max_length=200,
        blank=True,
        help_text="Laissez vide pour suivre les réglages du pays, au jour de la réunion.",
    )
    lines = models.TextField("lignes suivantes (région, direction…)", blank=True)
    place = models.CharField("fait à", max_length=80, blank=True)

    class Meta:
        verbose_name = "en-tête"

    def __str__(self):
        return f"En-tête de {self.group}"

    def lines_on(self, day):
        """The lines under the motto on a document of a day: the ministry's, then the group's."""
        if self.style == self.Style.SIMPLE:
            return []
        above = [self.ministry]
        if not self.ministry.strip() and day:
            ministry = Ministry.objects.on(day)
            above = [ministry.name, *ministry.lines.splitlines()] if ministry else []
        return [line.strip() for line in (*above, *self.lines.splitlines()) if line.strip()]
