"""Which group stands above another: department, region, central GTM, CCM."""

from gtm.models import Territory, WorkingGroup
from gtm.refusals import NotNow
from gtm.typography import of_name

Body, Level = WorkingGroup.Body, WorkingGroup.Level


def group_above(group):
    """The active `WorkingGroup` to which a group passes points up.

    Raises `NotNow` with what is missing.
    """
    groups = WorkingGroup.objects.filter(is_active=True).exclude(pk=group.pk)
    if group.body == Body.CCM:
        raise NotNow(f"Rien n’est au-dessus du {group} : ses points ne se portent pas plus haut.")
    if group.level == Level.DEPARTMENTAL:
        region = group.territory.region
        found = groups.filter(body=Body.GTM, level=Level.REGIONAL, territory=region).first()
        return _found(found, f"Il n’y a pas de GTM actif de la région {of_name(str(region))}.")
    if group.level == Level.REGIONAL:
        country = {"level": Level.CENTRAL, "territory__kind": Territory.Kind.COUNTRY}
        return _found(
            groups.filter(body=Body.GTM, **country).first(), "Il n’y a pas de GTM central."
        )
    return _found(groups.filter(body=Body.CCM).order_by("pk").first(), "Il n’y a pas de CCM.")


def _found(group, missing):
    if group is None:
        raise NotNow(f"{missing} Demandez au SP/CCM de le créer : ce point attend jusque-là.")
    return group
