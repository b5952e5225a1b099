"""What is said of a target, as pages show it."""

from django import template

from programs.remarks import remark_read

register = template.Library()
register.filter(remark_read)
