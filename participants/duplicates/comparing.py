"""How two people are compared: what speaks for one person and what against it, in the words of the database.

A name is compared as it sounds. A row that was merged into another is compared too, and speaks for the person kept.
"""

# What more people share says nothing of any two of them.
SHARED = 6
# Of a hundred: below this much, what speaks for one person is not worth anybody's look.
LEAST = 50
# How nearly two names of one date of birth are alike: where an initial stands for a word, where one name has one word alone.
WITH_INITIAL, NEARLY, OF_ONE_WORD = 0.2, 0.45, 0.6
# How alike each word of the shorter name is to one of the other's; and what a letter for a word is worth, and turned letters.
WORD, INITIAL, TURNED = 0.2, 0.75, 0.5

# What stands beside a name and is no part of it on a card.
BESIDE = "h,hj,haji,hajjah,hajah,bin,binti,dr,drs,dra,ir,se,sh,st,mm,spd,pd,ny,nyonya,tn,tuan,sdr,sdri,alm,almh,bpk,bapak,ibu,bu,pak"
MUHAMMAD = "^m(d|hd|u?h|ohd?|och|[uo]c?h?h?amm?[ae]d)?$"
# Each in turn: what is one sound, as spelled before 1972 and as it is heard.
SOUNDS = {
    "oe": "u", "dj": "j", "tj": "j", "ch": "h", "kh": "h", "dh": "d", "dz": "z", "sh": "s", "sy": "s", "sj": "s", "zh": "z",
    "ae": "ai", "ay": "ai",
}  # fmt: skip


def _as_it_sounds(word: str) -> str:
    """The text that makes of a word what it sounds like."""
    for spelled, instead in SOUNDS.items():
        word = f"replace({word}, '{spelled}', '{instead}')"
    return rf"rtrim(regexp_replace(translate({word}, 'jyzvfq', 'iiippk'), '(.)\1+', '\1', 'g'), 'h')"


PEOPLE = f"""
WITH home AS (
    SELECT DISTINCT ON (participant_id) participant_id, kecamatan_id
    FROM participants_residence ORDER BY participant_id, since DESC
), somebody AS MATERIALIZED (
    SELECT coalesce(merged_into_id, id) AS person, phone, birth_date, sex, nik_tail AS tail,
           coalesce(home.kecamatan_id, registered_in_id) AS place,
           (SELECT coalesce(string_agg(word, ' ' ORDER BY word), '') COLLATE "C" FROM (
                SELECT CASE WHEN at = 1 AND left(said, 1) = 'm' AND said ~ '{MUHAMMAD}' THEN 'muhamad'
                            ELSE {_as_it_sounds("said")} END AS word
                FROM unnest(words_of(name)) WITH ORDINALITY words (said, at)
                WHERE said <> ALL ('{{{BESIDE}}}')) words WHERE word <> '') AS name
    FROM participants_participant LEFT JOIN home ON participant_id = id
), alike AS MATERIALIZED (
    SELECT *, string_to_array(name, ' ') AS words,
           count(*) OVER (PARTITION BY phone) AS phones, count(*) OVER (PARTITION BY name) AS names
    FROM somebody
)"""  # noqa: S608 - our own words

# Two numbers are two people, unless one was mistyped: then their ends are the same or one digit apart. Of twins the one
# number follows the other.
AGAINST = """
(CASE WHEN one.tail = '' OR other.tail = '' THEN 0
      WHEN one.tail = other.tail THEN 5
      WHEN abs(one.tail::int - other.tail::int) = 1 THEN 35
      WHEN (SELECT count(*) FROM generate_series(1, 4) at WHERE substr(one.tail, at, 1) <> substr(other.tail, at, 1)) = 1
           THEN 15
      ELSE 30 END
 + CASE WHEN 'unknown' NOT IN (one.sex, other.sex) AND one.sex <> other.sex THEN 15 ELSE 0 END)
"""
_LETTERS = "(SELECT string_agg(letter, '' ORDER BY letter) FROM regexp_split_to_table({}, '') letter)"
# Of each word of the shorter name the nearest of the other's, and of these the farthest: 1 where every word is there.
FARTHEST = f"""
(SELECT min(nearest) FROM (
    SELECT max(CASE WHEN mine = theirs THEN 1
                    WHEN 1 IN (length(mine), length(theirs)) THEN {INITIAL} * (left(mine, 1) = left(theirs, 1))::int
                    WHEN length(mine) = length(theirs) AND {_LETTERS.format("mine")} = {_LETTERS.format("theirs")} THEN {TURNED}
                    ELSE similarity(mine, theirs) END) AS nearest
    FROM unnest(CASE WHEN cardinality(one.words) <= cardinality(other.words) THEN one.words ELSE other.words END) mine,
         unnest(CASE WHEN cardinality(one.words) <= cardinality(other.words) THEN other.words ELSE one.words END) theirs
    GROUP BY mine) words)
"""  # noqa: S608 - our own words

PHONE = f"""
SELECT one.person AS first, other.person AS second, 'phone' AS how,
       round(50 + 40 * coalesce({FARTHEST}, 0)) - {AGAINST}
       - CASE WHEN one.birth_date <> other.birth_date THEN 15 ELSE 0 END AS score
FROM alike one JOIN alike other USING (phone)
WHERE phone <> '' AND one.phones <= {SHARED} AND one.person < other.person
"""  # noqa: S608 - our own words
SAME_NAME_AND_BIRTH = f"""
SELECT one.person, other.person, 'birth', 95 - {AGAINST}
FROM alike one JOIN alike other USING (birth_date, name)
WHERE name <> '' AND one.person < other.person
"""  # noqa: S608 - our own words
# The names first, and of those that are left their words: else the words of every two of one day would be compared.
NEARLY_THE_NAME = f"""
SELECT first, second, 'nearly', least(90, round(10 + 100 * near + CASE WHEN farthest = {INITIAL} THEN 25 ELSE 0 END)) - against
FROM (SELECT one.person AS first, other.person AS second, least(cardinality(one.words), cardinality(other.words)) AS many, near,
             CASE WHEN near >= {WITH_INITIAL} THEN {FARTHEST} END AS farthest,
             CASE WHEN near >= {WITH_INITIAL} THEN {AGAINST} END AS against
      FROM alike one JOIN alike other USING (birth_date), LATERAL (SELECT similarity(one.name, other.name) AS near) names
      WHERE one.person < other.person AND one.name <> other.name) pair
WHERE farthest >= {WORD} AND near >= CASE WHEN many = 1 THEN {OF_ONE_WORD} WHEN farthest = {INITIAL} THEN {WITH_INITIAL}
                                          ELSE {NEARLY} END
"""  # noqa: S608 - our own words
# What so few have is of one of them; what many have, of anybody.
BY_NAMES = f"CASE WHEN one.names = 2 THEN {{}} WHEN one.names <= {SHARED // 2} THEN {{}} ELSE {{}} END"
SAME_NAME_AND_TURNED_BIRTH = f"""
SELECT one.person, other.person, 'date', {BY_NAMES.format(85, 75, 65)} - {AGAINST}
FROM alike one JOIN alike other USING (name)
WHERE name LIKE '% %' AND one.person < other.person AND one.birth_date <> other.birth_date AND other.birth_date = CASE
      WHEN extract(day FROM one.birth_date) <= 12 THEN make_date(extract(year FROM one.birth_date)::int,
          extract(day FROM one.birth_date)::int, extract(month FROM one.birth_date)::int) END
"""  # noqa: S608 - our own words
SAME_NAME_AND_NEARLY_THE_BIRTH = f"""
SELECT one.person, other.person, 'date', {BY_NAMES.format(85, 75, 65)} - {AGAINST}
FROM alike one JOIN alike other USING (name, place)
WHERE name LIKE '% %' AND one.names <= {SHARED} AND one.person < other.person
  AND (extract(year FROM one.birth_date) = extract(year FROM other.birth_date))::int
      + (extract(month FROM one.birth_date) = extract(month FROM other.birth_date))::int
      + (extract(day FROM one.birth_date) = extract(day FROM other.birth_date))::int = 2
"""  # noqa: S608 - our own words
SAME_NAME_IN_ONE_PLACE = f"""
SELECT one.person, other.person, 'name', {BY_NAMES.format(75, 65, 50)} - {AGAINST}
FROM alike one JOIN alike other USING (name, place)
WHERE name LIKE '% %' AND one.names <= {SHARED} AND (one.birth_date IS NULL OR other.birth_date IS NULL)
  AND one.person < other.person
"""  # noqa: S608 - our own words
WAYS = [
    PHONE,
    SAME_NAME_AND_BIRTH,
    NEARLY_THE_NAME,
    SAME_NAME_AND_TURNED_BIRTH,
    SAME_NAME_AND_NEARLY_THE_BIRTH,
    SAME_NAME_IN_ONE_PLACE,
]
# As a statement with arguments takes it.
PAIRS = " UNION ALL ".join(WAYS).replace("%", "%%")
