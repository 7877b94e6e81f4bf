"""What is told of a meeting depends on who reads."""

from django import template

register = template.Library()


@register.simple_tag(takes_context=True)
def state_of(context, meeting):
    """(state, label) as the person who asked for the page sees it."""
    user = context.request.user
    return meeting.state_for(user), meeting.state_told(user)
