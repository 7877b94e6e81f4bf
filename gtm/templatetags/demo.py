"""The accounts of the demonstration, for the screen on which one signs in."""

from django import template
from django.conf import settings
from django.utils import timezone

from gtm.demo import DOMAIN, PASSWORD
from gtm.models import Membership

register = template.Library()


@register.inclusion_tag("account/_demo.html")
def demo_accounts():
    """One line per role; nothing at all unless DEMO."""
    if not settings.DEMO:
        return {}
    roles = Membership.objects.current(timezone.localdate()).filter(user__email__endswith=DOMAIN)
    return {
        "memberships": roles.select_related("user", "group", "agency__territory"),
        "password": PASSWORD,
    }
