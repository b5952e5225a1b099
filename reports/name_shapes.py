"""The shapes of what trainings and places are called: curricula, agencies, kecamatan."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

CODE = _("What a training names it by.")
NAME = _("Its name, in Indonesian.")


class CurriculumShape(serializers.Serializer):
    example = {
        "code": "DASAR",
        "name": "Dasar kewirausahaan",
        "topic": "Pola pikir dan rencana usaha",
        "hours": 4,
    }

    code = serializers.CharField(help_text=CODE)
    name = serializers.CharField(help_text=NAME)
    topic = serializers.CharField(help_text=_("What it teaches."))
    hours = serializers.IntegerField(help_text=_("Hours that it takes."))


class AgencyShape(serializers.Serializer):
    example = {"code": "DINSOS", "name": "Dinas Sosial"}

    code = serializers.CharField(help_text=CODE)
    name = serializers.CharField(help_text=NAME)


class KecamatanShape(serializers.Serializer):
    example = {
        "code": "31.74.01",
        "name": "Tebet",
        "city": "31.74",
        "city_name": "Jakarta Selatan",
        "aliases": [],
        "grid_row": 6,
        "grid_col": 5,
    }

    code = serializers.CharField(help_text=_("Dotted Kemendagri code."))
    name = serializers.CharField(help_text=NAME)
    city = serializers.CharField(source="city_id", help_text=_("Dotted code of the city."))
    city_name = serializers.CharField(source="city.name", help_text=_("Name of the city."))
    aliases = serializers.ListField(child=serializers.CharField(), help_text=_("Other spellings."))
    grid_row = serializers.IntegerField(help_text=_("Place on the tile map, from the north."))
    grid_col = serializers.IntegerField(help_text=_("Place on the tile map, from the west."))
