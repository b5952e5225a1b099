"""The guide for facilitators: everything they do in the field, on two sheets of paper."""

from django.shortcuts import render


def guide(request):
    return render(request, "participants/guide.html")
