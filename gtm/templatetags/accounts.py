"""What the pages of a package show of an account: it calls their views, not ours."""

import re

from django import template
from django.conf import settings

from gtm import access, typography

register = template.Library()

# The order matters: most name those before them too.
_BROWSERS = [
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("SamsungBrowser", "Samsung"),
]
_BROWSERS += [("Chrome", "Chrome"), ("Chromium", "Chromium"), ("Safari", "Safari")]
_SYSTEMS = [("Android", "Android"), ("iPhone|iPad", "iOS"), ("Windows", "Windows")]
_SYSTEMS += [("Mac OS", "macOS"), ("Linux", "Linux")]


@register.simple_tag(takes_context=True)
def must_have_second_factor(context):
    """Whether the person's roles ask for one."""
    return settings.SECOND_FACTOR_REQUIRED and context["user"].needs_second_factor


@register.simple_tag(takes_context=True)
def manages_accounts(context):
    """Whether the menu shows the accounts: every page has it, and no view speaks for all."""
    return bool(access.scope(context["user"]).assigns)


@register.filter
def browser(user_agent):
    """« Firefox, Windows » from what a browser says of itself."""
    found = [
        next((name for sign, name in known if re.search(sign, user_agent)), None)
        for known in (_BROWSERS, _SYSTEMS)
    ]
    return ", ".join(filter(None, found)) or "Navigateur inconnu"


@register.filter
def instant(at):
    """« 1er décembre 2026 à 17h16 »; `french` after it raises the « er »."""
    return typography.long_instant(at)


@register.filter
def day_of(at):
    return typography.day_of(at)
