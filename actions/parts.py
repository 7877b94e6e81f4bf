"""Who has a part in an action: the responsibles of its wording, the structures designated since.

And the conditions on actions that follow from it, one place each, for filters, rights and counts.
"""

from collections import Counter

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from gtm.models import Agency


class ActionResponsible(models.Model):
    """One of the ordered responsibles of an action; the first leads."""

    class Kind(models.TextChoices):
        STRUCTURE = "structure", "structure"
        COLLECTIVE = "collective", "ensemble"
        FUNCTION = "function", "fonction"
        PERSON = "person", "personne"
        FREE = "free", "texte libre"

    action = models.ForeignKey("actions.ActionItem", models.CASCADE, related_name="responsibles")
    position = models.PositiveIntegerField("ordre")
    kind = models.CharField("nature", max_length=12, choices=Kind)
    wording = models.CharField("libellé", max_length=500)
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True)

    class Meta:
        verbose_name = "responsable"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["action", "position"],
                name="responsible_place_once_per_action",
                violation_error_message="Ce point d’action a déjà un responsable à cette place.",
            )
        ]
        # Those of a structure, without a row read.
        indexes = [
            models.Index(fields=["agency", "action", "position"], name="responsible_by_agency")
        ]

    def __str__(self):
        return self.wording


class FollowUpAgency(models.Model):
    """A « structure chargée du suivi », designated behind the wording of the minutes."""

    action = models.ForeignKey("actions.ActionItem", models.CASCADE, related_name="follow_ups")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="structure")
    designated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    designated_at = models.DateTimeField("désignée le")

    class Meta:
        verbose_name = "structure chargée du suivi"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["action", "agency"], name="follow_up_agency_once_per_action"
            )
        ]

    def __str__(self):
        return self.agency.label


def _of(agencies):
    # Two short lists of ids: a join on the parent is far slower on a long register.
    family = Agency.objects.filter(Q(pk__in=agencies) | Q(parent__in=agencies))
    return Q(agency__in=family.values("pk"))


def _one_of(rows):
    return Q(pk__in=rows.values("action"))


def in_charge(agencies):
    """Led by one of these structures or an antenne of one, or designated to it."""
    leading = ActionResponsible.objects.filter(_of(agencies), position=0)
    return _one_of(leading) | _one_of(FollowUpAgency.objects.filter(_of(agencies)))


def part_of(agencies):
    """Those in which one of these structures, or an antenne of one, has a part."""
    named = ActionResponsible.objects.filter(_of(agencies))
    return _one_of(named) | _one_of(FollowUpAgency.objects.filter(_of(agencies)))


def common():
    """« Actions communes », « à attribuer »: open, led by a collective, nobody designated."""
    collectives = Agency.objects.filter(is_collective=True)
    return Q(is_open=True) & Q(lead__in=collectives.values("pk"))


# « Structure chef de file »: each action has one at most, so that totals equal their lines.
BY_LEAD = (
    "Structure chef de file : la première chargée du suivi, sinon la première responsable ; "
    "une antenne compte pour sa structure, et chaque point d’action une seule fois."
)
UNLED = "Sans structure désignée"  # as a structure reads it
NO_LEAD = f"{UNLED} (à attribuer)"  # as those who designate one do
LEAD = Coalesce("lead__parent", "lead")


def led_by(agencies):
    """Those of which one of these structures, or an antenne of one, is the chef de file."""
    family = Agency.objects.filter(Q(pk__in=agencies) | Q(parent__in=agencies))
    return Q(lead__in=family.values("pk"))


def led_by_nobody():
    """Those that a collective leads, or nobody of the directory."""
    return Q(lead=None) | Q(lead__in=Agency.objects.filter(is_collective=True).values("pk"))


def count_by_lead(actions, by=LEAD):
    """{structure: how many actions it leads; None: how many nobody does}; each counts once."""
    found, nobody = Counter(), led_by_nobody()
    rows = actions.order_by().exclude(nobody).annotate(head=by).values_list("head")
    found.update(dict(rows.annotate(count=Count("pk"))))
    if rest := actions.filter(nobody).count():
        found[None] = rest
    return found


def secretariat():
    """SP/CCM among the structures: the one whose own actions its staff do not close."""
    return Agency.objects.filter(is_secretariat=True)


def agencies_of(action, *, leading=False):
    """Ids of the structures that an action names, or that were designated; `leading`: its lead."""
    named = action.responsibles.filter(agency__isnull=False)
    if leading:
        named = named.filter(position=0)
    charged = action.follow_ups.values_list("agency", flat=True)
    return {*named.values_list("agency", flat=True), *charged}


WITH_ANTENNES = Coalesce("agency__parent", "agency")


def count_by_structure(actions, by=WITH_ANTENNES, *, leading=False, collectives=False):
    """{structure: how many of the actions it has a part in}; one counts for each structure.

    An action of a structure and of its antenne is one of the structure's; `by` F("agency") counts
    each alone. `leading`: that it leads or was designated for; `collectives`: them too.
    """
    named = ActionResponsible.objects.filter(agency__isnull=False)
    if leading:
        named = named.filter(position=0)
    if not collectives:
        named = named.filter(agency__is_collective=False)
    named = named.annotate(head=by)
    already = named.filter(action=OuterRef("action"), head=OuterRef("head"))
    charged = FollowUpAgency.objects.annotate(head=by).filter(~Exists(already))
    found = Counter()
    for parts in (named, charged):
        rows = parts.filter(action__in=actions.order_by().values("pk")).order_by()
        grouped = rows.values_list("head").annotate(count=Count("action", distinct=True))
        found.update(dict(grouped))
    return found
