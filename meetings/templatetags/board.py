"""The figures of the board: a number that leads to its list, or a number alone."""

from django import template
from django.utils.html import format_html

from gtm.typography import number

register = template.Library()


@register.simple_tag
def figure(count, address, *query, late=False):
    """The number, as a link to the list of as many; `query` is joined to what the list is asked.

    Without an address it stands alone: no list has as many, as those of today for a past period.
    """
    css = format_html(' class="{}"', "late") if late and count else ""
    if not address:
        return format_html("<span{}>{}</span>", css, number(count))
    asked = "".join(map(str, query))
    return format_html('<a{} href="{}?{}">{}</a>', css, address, asked, number(count))
