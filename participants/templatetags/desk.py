"""What the pages of the desk say of a decision."""

from django import template

register = template.Library()


@register.filter
def decided(messages):
    """The message of what was just decided; nothing when none of them is of that."""
    return next((message for message in messages or () if message.extra_tags == "decided"), "")
