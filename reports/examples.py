"""What the description of the API shows of the larger shapes: made-up numbers."""

from typing import Any

SUMMARY: dict[str, Any] = {
    "programme": {"code": "OKOCE", "first_month": "2017-12", "months": 60},
    "month": "2018-03",
    "status": "open",
    "as_of": "2018-03-24T09:15:02+07:00",
    "revision": 18231,
    "definition": {"code": "OKOCE-2026.1", "metric": "new_entrepreneurs", "backcast": False},
    "headline": {
        "month": {"value": 1284, "first_published": None, "target": 4000},
        "programme": {"value": 4890, "backcast": False, "target": 200000},
        "required_per_month": 3446,
        "forecast": None,
        "audit": None,
    },
    "ladder": [
        {"metric": "registered", "step": "P1", "month": 9120, "cumulative": 31844, "median_days": None},
        {"metric": "trained", "step": "P2", "month": 5210, "cumulative": 19743, "median_days": 19},
        {"metric": "mentored", "step": "P3", "month": 4730, "cumulative": 17514, "median_days": 33},
        {"metric": "licensed", "step": "P4", "month": 4302, "cumulative": 16558, "median_days": 41},
        {"metric": "marketed", "step": "P5", "month": 1410, "cumulative": 5095, "median_days": 64},
        {"metric": "bookkeeping", "step": "P6", "month": 1022, "cumulative": 3821, "median_days": 71},
        {"metric": "funded", "step": "P7", "month": 171, "cumulative": 636, "median_days": 88},
        {"metric": "new_entrepreneurs", "step": None, "month": 1284, "cumulative": 4890, "median_days": 12},
        {"metric": "level_up", "step": None, "month": 890, "cumulative": 3312, "median_days": None},
    ],
    "trainings": {"value": 41, "floor": 50, "ceiling": 70},
    "jobs_created": {"programme_year": 1, "value": 9800, "target": 40000},
    "spending": {
        "year": 2018,
        "value": 31200000000,
        "target": 82000000000,
        "new_entrepreneurs": 4700,
        "per_new_entrepreneur": 6638298,
    },
    "coverage": {"kecamatan_reporting": 41, "of": 44},
}

COUNTS: dict[str, Any] = {
    "as_of": "2018-03-24T09:15:02+07:00",
    "revision": 18231,
    "definition": {
        "code": "OKOCE-2026.1",
        "attendance_percent": 75,
        "visit_days": 2,
        "licence_types": ["NIB", "IUMK"],
    },
    "series": [],
    "resident": "yes",
    "vintage": "latest",
    "periods": [{"month": "2018-02", "status": "provisional"}, {"month": "2018-03", "status": "open"}],
    "coverage": {"kecamatan_reporting": 41, "of": 44},
    "count": 2,
    "results": [
        {"month": "2018-02", "metric": "registered", "value": 1102},
        {"month": "2018-03", "metric": "registered", "value": 1284},
    ],
}

ENTRY: dict[str, Any] = {
    "id": 921130,
    "revision": 18305,
    "at": "2018-04-02T10:00:00+07:00",
    "metric": "registered",
    "month": "2018-03",
    "posting_month": "2018-04",
    "vintage": "adjustment",
    "kecamatan": "31.74.01",
    "gender": "female",
    "age_band": "25-34",
    "delta": -1,
    "reason": "record revoked",
    "change": "7b0c5c0e-4c0f-4b0e-8f5d-0d4c1f6f2b11",
    "source_kind": "participant",
    "source": "7a0e4c1d-2b69-4f3a-8e5c-d91b6f0a3c27",
}
