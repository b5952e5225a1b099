"""Whose lines are whose: one pass for each way of telling, over a list or over every line of nobody.

An identity number is one person's. A licence number is somebody's who handed it in; a name is compared with its words
as people are told apart elsewhere (`words_of`), and only with the date of birth.
"""

import uuid
from typing import Any

from django.db import connection

from participants.models import OfficialList

# A line of nobody is asked about again: somebody may have registered since.
OF_A_LIST = "line.list_id = %(list)s"
OF_NOBODY = (
    "line.pile = 'unmatched' AND line.list_id IN (SELECT id FROM participants_officiallist WHERE state = 'read')"
)
AGREES = """
CASE WHEN cardinality(words_of(line.name)) > 0 AND cardinality(words_of(person.name)) > 0
    THEN words_of(line.name) <@ words_of(person.name) OR words_of(person.name) <@ words_of(line.name) END
"""
PROPOSE = f"""
INSERT INTO participants_match (id, line_id, participant_id, method, name_agrees, loaded_by_id, state, made_it, because)
SELECT DISTINCT ON (line.id, person.id)
       gen_random_uuid(), line.id, person.id, '{{method}}', {AGREES}, list.loaded_by_id, 'proposed', false, ''
FROM participants_listline line
JOIN participants_officiallist list ON list.id = line.list_id
{{told_by}}
WHERE {{scope}} ON CONFLICT (line_id, participant_id) DO NOTHING
"""  # noqa: S608 - our own words
BY_NIK = "JOIN participants_participant person ON person.nik_fingerprint = line.nik_fingerprint"
# A draft asks nothing of a list: whoever writes one would choose by its number whose line they read.
BY_NUMBER = """
JOIN participants_milestone milestone ON milestone.kind = 'licence' AND milestone.state IN ('submitted', 'verified')
    AND upper(translate(milestone.number, ' .-', '')) = line.licence_number AND line.licence_number <> ''
JOIN participants_participant person ON person.id = milestone.participant_id
"""
# Only where nothing surer is known: whoever has another number is somebody else.
BY_NAME = """
JOIN LATERAL (SELECT words_of(line.name) AS words) said ON cardinality(said.words) > 0
JOIN participants_participant person ON person.birth_date = line.birth_date
    AND (line.nik_fingerprint IS NULL OR person.nik_fingerprint IS NULL) AND cardinality(words_of(person.name)) > 0
    AND (said.words <@ words_of(person.name) OR words_of(person.name) <@ said.words)
    AND NOT EXISTS (SELECT FROM participants_match sure WHERE sure.line_id = line.id AND sure.method <> 'name')
"""
# Sure is one person, by their identity number, or by a licence number whose name is theirs and whose line names no other.
PILES = """
WITH told AS (
    SELECT line.id, match.method,
           coalesce(person.merged_into_id, person.id) AS person,
           coalesce(match.name_agrees, false)
               AND coalesce(line.nik_fingerprint = person.nik_fingerprint, true) AS agrees
    FROM participants_listline line
    JOIN participants_match match ON match.line_id = line.id AND match.state IN ('proposed', 'confirmed')
    JOIN participants_participant person ON person.id = match.participant_id
    WHERE {scope}
), pile AS (
    SELECT id, count(DISTINCT person) = 1 AND bool_or(method = 'nik' OR (method = 'number' AND agrees)) AS sure
    FROM told GROUP BY id
)
UPDATE participants_listline line SET pile = CASE WHEN sure THEN 'matched' ELSE 'doubtful' END
FROM pile WHERE pile.id = line.id
"""
FORGET = """
UPDATE participants_listline line SET name = '' WHERE {scope} AND name <> '' AND pile <> 'doubtful'
"""


def match(one: OfficialList) -> None:
    """Propose whose the lines of the list may be, lay each on its pile, and forget the names that nobody has to look at."""
    _pass(OF_A_LIST, [("nik", BY_NIK), ("number", BY_NUMBER), ("name", BY_NAME)], {"list": one.pk})


def match_again() -> None:
    """The same of every line that was nobody's so far; their names are gone, so by number alone."""
    _pass(OF_NOBODY, [("nik", BY_NIK), ("number", BY_NUMBER)], {})


def lay(lists: list[uuid.UUID]) -> None:
    """Each line that came to these lists on its pile."""
    _pass("line.pile = 'unmatched' AND line.list_id = ANY (%(lists)s)", [], {"lists": lists})


def _pass(scope: str, ways: list[tuple[str, str]], said: dict[str, Any]) -> None:
    texts = [PROPOSE.format(method=method, told_by=told_by, scope=scope) for method, told_by in ways]
    with connection.cursor() as cursor:
        for text in [*texts, PILES.format(scope=scope), FORGET.format(scope=scope)]:
            cursor.execute(text, said)
