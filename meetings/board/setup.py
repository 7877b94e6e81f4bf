"""What an administrator has still to set up, in the order in which it is needed."""

from datetime import timedelta

from django.urls import reverse

from actions.frameworks import Framework, in_force
from gtm.models import Membership, Ministry, WorkingGroup
from gtm.typography import counted, long_date

PREPARED = timedelta(days=60)  # before a plan ends


def first_steps(today):
    """[(what, address)] of what nobody has done yet."""
    current = Membership.objects.current(today).filter(user__is_active=True)
    written = Membership.objects.secretaries(today).values("group")
    orphans = WorkingGroup.objects.filter(is_active=True).exclude(pk__in=written).count()
    waits = counted(orphans, "groupe n’a pas de rapporteur", "groupes n’ont pas de rapporteur")
    steps = [
        (
            not current.filter(role="reviewer").exists(),
            "Inviter le SP/CCM",
            "gtm:invitation_create",
        ),
        (not WorkingGroup.objects.exists(), "Créer un premier groupe", "gtm:group_list"),
        (orphans, waits, "gtm:group_list"),
        (not Ministry.objects.exists(), "Donner le nom du ministère", "gtm:country_edit"),
        (*_plan(today), "actions:framework_list"),
    ]
    return [(what, reverse(page)) for waiting, what, page in steps if waiting]


def _plan(today):
    """Whether axes are missing, today or once the plan is over, and what is to be done."""
    plan = Framework.objects.filter(in_force(today), is_main=True, items__isnull=False).first()
    if plan is None:
        return True, "Saisir les axes du plan en cours"
    ends = plan.until and plan.until <= today + PREPARED
    if not ends or Framework.objects.filter(since__gt=plan.until).exists():
        return False, ""
    until = long_date(plan.until)
    return True, f"Préparer ce qui suit « {plan} », jusqu’au {until}"
