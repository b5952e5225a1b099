"""Reference data: read from `programs/data/` into typed rows."""

import csv
import datetime
from pathlib import Path

from django.db.migrations.state import StateApps

from okoce.core.months import Month

FOLDER = Path(__file__).parent / "data"


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def number(text: str) -> int | None:
    return int(text) if text else None


def load(apps: StateApps, first_month: Month) -> None:
    """Fill the reference tables through a migration's models."""
    load_places(apps)
    apps.get_model("programs", "Programme").objects.create(
        code="OKOCE", name="One Kecamatan One Centre of Entrepreneurship", first_month=first_month.first, months=60
    )
    load_targets(apps, valid_from=first_month.first)
    for name, model in (("agencies", "Agency"), ("curricula", "Curriculum")):
        table = apps.get_model("programs", model).objects
        table.bulk_create(table.model(**row) for row in rows(name))


def load_places(apps: StateApps) -> None:
    City, Kecamatan, Centre = (apps.get_model("programs", name) for name in ("City", "Kecamatan", "Centre"))
    places = rows("kecamatan")
    City.objects.bulk_create(City(*city) for city in sorted({(row["city_code"], row["city_name"]) for row in places}))
    Kecamatan.objects.bulk_create(
        Kecamatan(
            code=row["code"],
            name=row["name"],
            city_id=row["city_code"],
            aliases=[alias for alias in row["aliases"].split(";") if alias],
            grid_row=int(row["grid_row"]),
            grid_col=int(row["grid_col"]),
        )
        for row in places
    )
    Centre.objects.bulk_create(Centre(kecamatan_id=row["code"], name=f"Pusat {row['name']}") for row in places)


def load_targets(apps: StateApps, *, valid_from: datetime.date) -> None:
    Target = apps.get_model("programs", "Target")
    Target.objects.bulk_create(
        Target(
            code=row["code"],
            metric=row["metric"],
            period=row["period"],
            from_month=int(row["from_month"]),
            to_month=int(row["to_month"]),
            floor=number(row["floor"]),
            ceiling=number(row["ceiling"]),
            unit=row["unit"],
            source=row["source"],
            note=row["note"],
            valid_from=valid_from,
        )
        for row in rows("targets")
    )
