"""What verifiers wrote, as pages show it."""

from django import template

from participants.reasons import in_the_readers_language

register = template.Library()
register.filter("reason_read", in_the_readers_language)
