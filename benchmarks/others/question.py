"""The question that all of them answer, in the plainest SQL that answers as we do: PostgreSQL and DuckDB read the same text.

Nobody in the bench's data is merged into somebody else, and everybody's home is known by the day of registration: what
the rules say of those (docs/counting.md) is left out.
"""

METRIC = "registered"
# Months are grouped as days and written as texts afterwards: half the time.
QUESTION = """
SELECT left(month::text, 7) AS month, kecamatan, value
FROM (
    SELECT date_trunc('month', registered_on) AS month, kecamatan_id AS kecamatan, count(*) AS value
    FROM (
        SELECT DISTINCT ON (person.id) person.registered_on, home.kecamatan_id
        FROM participants_participant person
        JOIN participants_residence home ON home.participant_id = person.id AND home.since <= person.registered_on
        WHERE person.identity_verified
        ORDER BY person.id, home.since DESC
    ) registration
    WHERE kecamatan_id IS NOT NULL
    GROUP BY 1, 2
) counted
ORDER BY month, kecamatan
"""
COLUMNS = ("month", "kecamatan", "value")

# Tidy: a month as 2018-03, a kecamatan's dotted code, people.
Row = tuple[str, str, int]


def tidy(rows: list[dict]) -> list[Row]:
    """The rows of an answer in JSON."""
    return [tuple(row[name] for name in COLUMNS) for row in rows]
