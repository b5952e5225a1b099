"""What is still missing before a person counts: each condition of C10, met or not, in plain words, with what to do.

Nothing is decided here. Whether a condition is met is what the counting rules say, by the day that they give it; these
are the words for it, and for the record that comes nearest to it (docs/counting.md, “The rules”).
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _

from okoce.accounts.roles import Power
from participants.models import Entrepreneur, Milestone, State
from reports import proofs
from reports.facts import SHOWN, Facts, Record, address_of, called, in_words, kind_of
from reports.models import Thresholds
from reports.proofs import Proof

# The record that comes nearest: what waits may count tomorrow, what is void never will.
NEAREST = [State.SUBMITTED, State.RETURNED, State.DRAFT, State.VERIFIED, State.REVOKED]

Days = dict[str, datetime.date]


@dataclass(frozen=True)
class Step:
    """What to do next: a sentence for everybody, and a button for whoever has the power. A check has a button alone."""

    sentence: str
    label: str
    url: str
    power: Power
    posts: bool = False


@dataclass(frozen=True)
class Condition:
    """Met when `state` is verified. Otherwise it waits, came back, was not begun, or can never be met any more."""

    name: str
    state: str
    sentence: str
    step: Step | None = None
    # The records that meet it: who recorded them, who approved them and when.
    proofs: tuple[Proof, ...] = ()

    @property
    def met(self) -> bool:
        return self.state == State.VERIFIED


def conditions_of(facts: Facts, days: Days, thresholds: Thresholds) -> list[Condition]:
    """In the order in which people meet them; whoever is not new has fewer, and counts as *naik kelas*."""
    registration = [_identity(facts), _consent(facts), _home(facts), _new(days)]
    licence = _licence(facts, days, thresholds)
    if "not_new" in days:
        return [*registration, licence]
    helped = _helped(facts, days, thresholds)
    helped = replace(helped, proofs=tuple(proofs.of_help(facts, days, thresholds)))
    steps = [helped, licence, _proof(facts, days)]
    if all(step.met for step in steps) and "met" not in days:
        steps.append(_order(facts, days))
    return [*registration, *steps, _approved(facts, days)]


def _identity(facts: Facts) -> Condition:
    name = _("Identity verified")
    # An erasure takes the last digits away and keeps the fingerprint.
    if facts.identity.nik_fingerprint:
        return Condition(name, State.VERIFIED, _("By the NIK."))
    if facts.identity.identity_verified:
        return Condition(name, State.VERIFIED, _("The identity card was seen."))
    step = _complete(facts, _("Enter the NIK, or look at the identity card."))
    return Condition(name, State.DRAFT, _("Neither the NIK nor the identity card is recorded."), step)


def _consent(facts: Facts) -> Condition:
    name = _("Consent, and the business at the start")
    if day := facts.registration.registered_on:
        return Condition(name, State.VERIFIED, _("Taken on %(day)s.") % {"day": in_words(day)})
    step = _complete(facts, _("Read the consent out, and ask about a business."))
    return Condition(name, State.DRAFT, _("Not taken yet."), step)


def _complete(facts: Facts, sentence: str) -> Step:
    url = reverse("participant-complete", args=[facts.person.pk])
    return Step(sentence, _("Add what is missing"), url, Power.REGISTER_PEOPLE)


def _home(facts: Facts) -> Condition:
    name = _("Home known")
    if not facts.residences:
        url = reverse("participant-transfer", args=[facts.person.pk])
        step = Step(_("Ask where the person lives."), _("Record the home"), url, Power.REGISTER_PEOPLE)
        return Condition(name, State.DRAFT, _("Nobody has recorded where the person lives."), step)
    if place := facts.residences[-1].kecamatan:
        return Condition(name, State.VERIFIED, _("Lives in %(place)s.") % {"place": place})
    sentence = _("Lives outside Jakarta: counts on a line of its own, and not towards the city's target.")
    return Condition(name, State.VERIFIED, sentence)


def _new(days: Days) -> Condition:
    name = _("New: no business and no licence at the start")
    if "not_new" in days:
        sentence = _(
            "Had a business or a licence at the start: counts as level up with a licence, and never as a new entrepreneur."
        )
        return Condition(name, "cancelled", sentence)
    if "registered" in days:
        return Condition(name, State.VERIFIED, _("Had neither on the day of registration."))
    return Condition(name, State.DRAFT, _("Known when the registration is complete."))


def _helped(facts: Facts, days: Days, thresholds: Thresholds) -> Condition:
    name = _("Helped by the programme: a training, or visits on different days")
    if day := days.get("helped"):
        trained = _("By a training, finished on %(day)s.")
        visited = _("By visits, the last one needed on %(day)s.")
        sentence = trained if days.get("trained") == day else visited
        return Condition(name, State.VERIFIED, sentence % {"day": in_words(day)})
    waiting = [training for training in facts.trainings if training.state == State.SUBMITTED]
    sentences = [_visits_so_far(facts, thresholds.visit_days)]
    sentences += [_("%(training)s waits for a verifier.") % {"training": called(training)} for training in waiting]
    step = visit_step(facts, _("Visit the person, or bring them to a training."))
    return Condition(name, State.DRAFT, " ".join(sentences), step)


def _visits_so_far(facts: Facts, needed: int) -> str:
    visited = {visit.held_on for visit in facts.visits if visit.state != State.REVOKED}
    if not visited:
        return _("No training is finished yet, and no visit recorded.")
    if len(visited) >= needed:
        return _("The visits are there: they count when the registration is complete.")
    words = {"done": len(visited), "needed": needed, "day": in_words(max(visited))}
    return _("%(done)s of %(needed)s visits so far, on %(day)s: another one, on another day, is enough.") % words


def _licence(facts: Facts, days: Days, thresholds: Thresholds) -> Condition:
    name = _("A licence in the person's own name, of the day of registration or later")
    if first := days.get("licensed"):
        return _verified(name, proofs.of_licence(facts, days, thresholds), first, _("Issued on %(day)s, and verified."))
    accepted = ", ".join(thresholds.licence_types)
    help_to_get = _("Help the person to get one (%(accepted)s), and record it with a photo.") % {"accepted": accepted}
    records = [one for one in facts.milestones if one.kind == Milestone.Kind.LICENCE]
    rule = _("What counts is one in the person's own name (%(accepted)s), issued on the day of registration or later.")
    return _nearest(
        facts,
        name,
        records,
        nothing=_("No licence is recorded yet."),
        rule=rule % {"accepted": accepted},
        step=milestone_step(facts, Milestone.Kind.LICENCE, help_to_get, _("Record a licence")),
    )


def _proof(facts: Facts, days: Days) -> Condition:
    name = _("A proof that the business trades")
    if first := days.get("proof"):
        return _verified(name, proofs.of_trading(facts, days), first, _("Of %(day)s, and verified."))
    records: list[SHOWN] = [
        *(one for one in facts.milestones if one.kind in Milestone.PROOFS),
        *(one for one in facts.visits if one.confirms_trading),
        *(one for one in facts.job_reports if one.workers),
    ]
    ways = _(
        "Record a month of books, capital that was paid out, a paid worker, or a visit with a photo of the business at work."
    )
    return _nearest(
        facts,
        name,
        records,
        nothing=_("No proof is recorded yet."),
        rule=_("What counts is one of the day of registration or later."),
        step=visit_step(facts, ways),
    )


def _verified(name: str, records: list[Proof], first: datetime.date, sentence: str) -> Condition:
    """Met on that first day; when a later record made the day on which the person counts, the sentence says why."""
    day = records[0].day if records else first
    said = sentence % {"day": in_words(day)}
    if day != first:
        before = _("The one of %(day)s was before the programme had helped, so this one makes the day.")
        said = f"{said} {before % {'day': in_words(first)}}"
    return Condition(name, State.VERIFIED, said, proofs=tuple(records))


def _order(facts: Facts, days: Days) -> Condition:
    name = _("A licence or a proof after the programme's help")
    sentence = _("Every licence and every proof so far is from before %(day)s, when the programme had helped.")
    step = visit_step(facts, _("Record one more proof that the business trades, of that day or later."))
    return Condition(name, State.DRAFT, sentence % {"day": in_words(days["helped"])}, step)


def _approved(facts: Facts, days: Days) -> Condition:
    name = _("Approved by somebody who recorded none of this")
    if not facts.case:
        if "met" in days:
            return Condition(name, State.DRAFT, _("Everything above is there: the case opens in a moment."))
        return Condition(name, State.DRAFT, _("Comes when everything above is there: the case opens by itself."))
    match facts.case.state:
        case State.VERIFIED:
            # It stands whatever became of the rest: an approval is about the person (docs/counting.md, C10).
            return Condition(name, State.VERIFIED, _approval(facts, facts.case), undo_step(facts.case))
        case State.RETURNED:
            url = reverse("entrepreneur-submit", args=[facts.case.pk])
            again = _("Mend what the verifier asks for, and hand the case in again.")
            step = Step(again, _("Hand the case in again"), url, Power.RECORD_PROGRESS, posts=True)
            return Condition(name, State.RETURNED, came_back(facts, facts.case), step)
        case State.REVOKED:
            return Condition(name, State.REVOKED, came_back(facts, facts.case), check_step(facts.case))
        case _:
            return Condition(name, State.SUBMITTED, _waits(facts.case), check_step(facts.case))


def _approval(facts: Facts, case: Entrepreneur) -> str:
    approval = facts.decisions_of(case)[0]
    return _("By %(who)s on %(day)s.") % {"who": approval.checked_by, "day": in_words(approval.checked_at)}


def _nearest(facts: Facts, name: str, records: Sequence[SHOWN], *, nothing: str, rule: str, step: Step) -> Condition:
    """A condition that is not met, told by the record that comes nearest to it."""
    record = min(records, key=lambda one: (NEAREST.index(State(one.state)), not is_done(one)), default=None)
    if record is None:
        return Condition(name, State.DRAFT, nothing, step)
    words = {"record": called(record)}
    match record.state:
        case State.SUBMITTED:
            return Condition(name, State.SUBMITTED, _waits(record), check_step(record))
        case State.RETURNED:
            return Condition(name, State.RETURNED, came_back(facts, record), mend_step(record))
        case State.DRAFT:
            unfinished = (
                _("%(record)s is not handed in yet.") if is_done(record) else _("%(record)s is not completed yet.")
            )
            return Condition(name, State.DRAFT, unfinished % words, finish_step(record))
        case State.REVOKED:
            return Condition(name, State.DRAFT, came_back(facts, record), step)
        case _:
            sentence = _("%(record)s is verified and does not count here.") % words
            return Condition(name, State.DRAFT, f"{sentence} {rule}", step)


def is_done(record: SHOWN) -> bool:
    """Completed, and with its evidence: ready to be handed in."""
    return not isinstance(record, Milestone) or bool(record.completed_on and record.has_evidence)


def _waits(record: Record) -> str:
    words = {"record": called(record), "day": in_words(record.submitted_at) if record.submitted_at else ""}
    return _("%(record)s waits for a verifier since %(day)s.") % words


def came_back(facts: Facts, record: Record) -> str:
    answer = facts.answer_to(record)
    words = {"record": called(record), "reason": answer.reason if answer else ""}
    if record.state == State.REVOKED:
        return _("%(record)s was revoked: %(reason)s") % words
    return _("%(record)s was sent back: %(reason)s") % words


def visit_step(facts: Facts, sentence: str) -> Step:
    url = reverse("visit-new", args=[facts.person.pk])
    return Step(sentence, _("Record a visit"), url, Power.RECORD_PROGRESS)


def milestone_step(facts: Facts, kind: str, sentence: str, label: str) -> Step:
    return Step(sentence, label, reverse("milestone-new", args=[facts.person.pk, kind]), Power.RECORD_PROGRESS)


def finish_step(record: SHOWN) -> Step:
    label = _("Hand in: %(record)s") if is_done(record) else _("Complete: %(record)s")
    sentence = (
        _("Hand it in: it counts when a verifier has approved it.")
        if is_done(record)
        else _("Enter the day on which it was completed and add a photo, then hand it in.")
    )
    return Step(sentence, label % {"record": called(record)}, address_of(record), Power.RECORD_PROGRESS)


def mend_step(record: Record) -> Step:
    label = _("Mend: %(record)s") % {"record": called(record)}
    return Step(_("Mend it and hand it in again."), label, address_of(record), Power.RECORD_PROGRESS)


def check_step(record: Record) -> Step:
    return Step("", _("Check: %(record)s") % {"record": called(record)}, _desk_of(record), Power.VERIFY)


def undo_step(record: Record) -> Step:
    return Step("", _("Send back or revoke"), _desk_of(record), Power.VERIFY)


def _desk_of(record: Record) -> str:
    return reverse("verification-record", args=[kind_of(record), record.pk])
