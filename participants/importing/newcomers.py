"""Who the rows of a list of people are: the rules of a registration for each, and who is there already."""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db.models import Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from okoce.accounts import reads
from okoce.accounts.models import Sent
from participants import registration
from participants.importing import numbers
from participants.importing.columns import day_of
from participants.importing.kinds import SAME, Case, Judged, key_of
from participants.matching import how_alike, surely, words_of
from participants.models import Findable, Participant
from participants.models.findable import LONGEST
from participants.registration import Particulars
from programs.days import check_fact_day, first_day


def settle(rows: list[Judged], case: Case) -> None:
    """Judge each as a registration; whoever is known by number, or by name with phone or birth, is there already."""
    first = first_day()
    for row in rows:
        _check(row, case, first)
    _by_number([row for row in rows if row.nik], case)
    _by_key([row for row in rows if not row.nik])
    _by_name(rows, case)


def _check(row: Judged, case: Case, first: datetime.date) -> None:
    said = row.said
    # A row without a number is known by what stands in it, and that is before anything is filled in below.
    row.record = uuid.uuid4() if row.nik else _key(said, case)
    on = day_of(said["registered_on"]) or case.today
    row.mistakes = dict(_halves(said)) | row.mistakes
    try:
        check_fact_day("registered_on", on, case.today, first=first)
        facts = registration.facts_of(_particulars(said), row.nik, on)
    except ValidationError as refusal:
        row.mistakes = {name: " ".join(sentences) for name, sentences in refusal.message_dict.items()} | row.mistakes
        return
    if row.nik:
        _compare(row, on)
    home = case.kecamatan.pk if case.kecamatan else None
    said |= {
        "sex": facts["sex"],
        "birth_date": facts["birth_date"] and facts["birth_date"].isoformat(),
        "since": on.isoformat(),
        "lives_in": said["lives_in"] or home,
    }


def _key(said: Mapping[str, Any], case: Case) -> uuid.UUID:
    """Of somebody without a number: of what the row says, and how often it stood before."""
    what = key_of("person", case.kecamatan and case.kecamatan.pk, said)
    return key_of(what, case.nth(what))


def _particulars(said: Mapping[str, Any]) -> Particulars:
    return Particulars(
        name=said["name"] or "",
        ktp_seen=bool(said["ktp_seen"]),
        sex=said["sex"] or "",
        birth_date=day_of(said["birth_date"]),
        consented=bool(said["consented"]),
        baseline=said["baseline"] or "",
        baseline_workers=said["baseline_workers"] or 0,
    )


def _halves(said: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What is said without what it goes together with."""
    if said["consented"] and not said["baseline"]:
        yield "baseline", _("Ask this too: consent counts together with the answer.")
    if said["consented"] and not said["registered_on"]:
        yield "registered_on", _("Say on which day consent and answer were taken.")
    if said["baseline"] and not said["consented"]:
        yield "consented", _("The answer is kept only with consent: write “ya”, or leave the answer out.")
    if said["baseline_workers"] and not said["baseline"]:
        yield "baseline", _("Paid workers are of a business: say which business there was.")


def _compare(row: Judged, on: datetime.date) -> None:
    """Warn where the number says another date of birth or sex: it is worth a second look, and is taken as written."""
    assert row.nik  # noqa: S101 - for the reader of types
    if row.said["birth_date"] not in (None, row.nik.birth_date(on).isoformat()):
        row.warnings["birth_date"] = _("The NIK says another date of birth: look at the identity card.")
    if row.said["sex"] not in (None, row.nik.sex):
        row.warnings["sex"] = _("The NIK says another sex: look at the identity card.")


def _by_number(rows: list[Judged], case: Case) -> None:
    prints = {row.nik.fingerprint: row for row in reversed(rows) if row.nik}
    for row in rows:
        number = row.nik and case.seen.setdefault(row.nik.fingerprint, row.number)
        if number != row.number:
            row.mistakes.setdefault("nik", _("Row %(number)d has this NIK already.") % {"number": number})
    numbers.note(rows, case)
    # Whoever was merged is there as the person kept.
    kept = Coalesce("merged_into", "pk")
    people = Participant.objects.filter(nik_fingerprint__in=list(prints))
    known = list(people.values_list("nik_fingerprint", "pk", kept, "name"))
    keys = {key for _print, row, person, _name in known for key in (row, person)}
    opened, sent = case.opened(keys), _sent(case, keys)
    for number, key, person, name in known:
        row, digest = prints[bytes(number)], bytes(number).hex()
        taken = (key, digest) in sent or (person, digest) in sent
        if taken or (person in opened and numbers.may_be_told(row, name, case)):
            row.verdict, row.record = SAME, person
            reads.note(key, person)


def _sent(case: Case, people: Collection[uuid.UUID]) -> set[tuple[uuid.UUID, str]]:
    """Whose number, as they have it now, the sender had taken in before."""
    sent = Sent.objects.filter(user=case.by, kind="participants", record__in=people)
    return set(sent.values_list("record", "digest"))


def _by_key(rows: list[Judged]) -> None:
    keys = [row.record for row in rows if row.record]
    there = set(Participant.objects.filter(pk__in=keys).values_list("pk", flat=True))
    for row in rows:
        if row.record in there:
            row.verdict = SAME


def _by_name(rows: list[Judged], case: Case) -> None:
    """Without a number the same name with phone or date of birth, in the same kecamatan, is the same person.

    Whoever only looks like somebody is warned of: a list is no place to be asked about each.
    """
    called = {row.number: _Called.of(row) for row in rows if row.said["name"]}
    unknown = [row for row in rows if row.number in called and row.verdict != SAME]
    known = _known(case, {word for row in unknown for word in called[row.number].found_by})
    for row in rows:
        if one := called.get(row.number):
            _look_in_file(row, one, case)
    for row in unknown:
        one = called[row.number]
        _look_here(row, one, {person.pk: person for word in one.found_by for person in known.get(word, ())}.values())


@dataclass(frozen=True)
class _Called:
    """What a row says of who it is, besides a number."""

    name: str
    words: tuple[str, ...]
    phone: str
    born: datetime.date | None

    @classmethod
    def of(cls, row: Judged) -> Self:
        said = row.said
        return cls(said["name"], tuple(sorted(words_of(said["name"]))), said["phone"] or "", day_of(said["birth_date"]))

    @property
    def found_by(self) -> list[str]:
        """The words under which the index has such people."""
        name = " ".join(words_of(self.name))[:LONGEST]
        return [name, f"+{self.phone}"] if self.phone else [name]

    @property
    def surely(self) -> list[tuple[str, ...]]:
        return surely(self.name, self.phone, self.born)

    def is_surely(self, person: Any) -> bool:
        return not set(self.surely).isdisjoint(surely(person.name, person.phone, person.birth_date))


def known_as(case: Case, people: Collection[uuid.UUID]) -> Iterable[Any]:
    """Those of them whom the sender may open, with what they are recognised by."""
    # By themselves: asked for together with the scope, their columns take ten times as long.
    opened = Participant.objects.filter(pk__in=case.opened(people)).annotate(opens=Value(True))
    return opened.only("name", "phone", "birth_date", "merged_into")


def _known(case: Case, words: Collection[str]) -> dict[str, list[Any]]:
    """The people of the kecamatan whom the sender may open, by the words under which the index has them."""
    index = Findable.objects.filter(kecamatan=case.spreadsheet.kecamatan_id, word__in=words)
    found = list(index.values_list("word", "participant"))
    there = {person.pk: person for person in known_as(case, {key for _word, key in found})}
    by_word = defaultdict(list)
    for word, key in found:
        if key in there:
            by_word[word].append(there[key])
    return by_word


def _look_in_file(row: Judged, one: _Called, case: Case) -> None:
    twins = [case.seen.setdefault(("person", *what), row.number) for what in one.surely]
    twin = next((number for number in twins if number != row.number), None)
    if twin and not row.nik:
        row.mistakes.setdefault("name", _("Row %(number)d is this person already.") % {"number": twin})
    namesake = case.seen.setdefault(("name", one.words), row.number)
    if namesake != row.number and not (row.nik or twin):
        row.warnings["name"] = _("Row %(number)d has the same name: look whether it is one person.") % {
            "number": namesake
        }


def _look_here(row: Judged, one: _Called, people: Iterable[Any]) -> None:
    near = [person for person in people if how_alike(person, one.name, one.born, one.phone)]
    many = len({person.kept_id for person in near})
    same = next((person for person in near if one.is_surely(person)), None) if not row.nik else None
    if same:
        row.verdict, row.record = SAME, same.kept_id
    elif near:
        row.warnings["name"] = ngettext(
            "%(count)d person here has this name or phone: look whether it is the same one.",
            "%(count)d people here have this name or phone: look whether it is one of them.",
            many,
        ) % {"count": many}
