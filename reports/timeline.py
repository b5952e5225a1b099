"""What happened to one person, when, and who did it: newest first."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from okoce.accounts.models import User
from participants.models import Entrepreneur, Milestone, State, Verification
from participants.reasons import in_the_readers_language
from reports.facts import Facts, Record, called, decided, local

ICONS = {
    str(Verification.Decision.APPROVED): f"status-{State.VERIFIED}",
    str(Verification.Decision.RETURNED): f"status-{State.RETURNED}",
    str(Verification.Decision.REVOKED): f"status-{State.REVOKED}",
    str(Verification.Decision.UNDONE): f"status-{State.SUBMITTED}",
}


@dataclass(frozen=True)
class Event:
    """`at` is the moment when it was written down: for facts it only says in which order."""

    day: datetime.date
    at: datetime.datetime
    what: str
    who: User | None = None
    note: str = ""
    icon: str = "calendar"

    @property
    def place(self) -> tuple[datetime.date, datetime.datetime]:
        return self.day, self.at


def timeline_of(facts: Facts) -> list[Event]:
    events = [
        *_registration(facts),
        *_moves(facts),
        *_transfers(facts),
        *_sessions(facts),
        *_visits(facts),
        *_milestones(facts),
        *_workers(facts),
        *_businesses(facts),
        *_case(facts),
        *_decisions(facts),
        *_merges(facts),
    ]
    return sorted(events, key=lambda event: event.place, reverse=True)


def _registration(facts: Facts) -> Iterator[Event]:
    for row in facts.rows:
        entered = local(row.created_at)
        if row.registered_on != entered:
            yield Event(entered, row.created_at, _("Entered"), row.registered_by, icon="user")
        if row.registered_on:
            # What somebody added later has no name beside it: only whoever entered the person is sure.
            who = row.registered_by if row.registered_on <= entered else None
            what = _("Registered: consent and the business at the start taken")
            yield Event(row.registered_on, row.created_at, what, who, icon="user")


def _moves(facts: Facts) -> Iterator[Event]:
    for before, home in pairwise(facts.residences):
        # Two rows that tell of one person may say the same home.
        if home.transfer_id or home.kecamatan_id == before.kecamatan_id:
            continue
        where = home.kecamatan or _("Outside Jakarta")
        moment = facts.person.created_at
        yield Event(home.since, moment, _("Moved: %(place)s") % {"place": where}, home.recorded_by, icon="pin")


def _transfers(facts: Facts) -> Iterator[Event]:
    for one in facts.transfers:
        outside = _("Outside Jakarta")
        words = {"here": one.moved_from or outside, "there": one.moved_to or outside}
        what = _("Moved from %(here)s to %(there)s") % words
        yield Event(one.since, one.transferred_at, what, one.transferred_by, one.because, "pin")
        if one.taken_at and one.taken_by_id != one.looked_after_by_id:
            what = _("Looked after in %(there)s from now on") % words
            yield Event(local(one.taken_at), one.taken_at, what, one.taken_by, icon="people")
        if one.undone_at:
            what = _("The move to %(there)s was taken back") % words
            yield Event(local(one.undone_at), one.undone_at, what, one.undone_by, one.undone_because, "pin")


def _sessions(facts: Facts) -> Iterator[Event]:
    for mark in facts.attendances:
        words = {"training": called(mark.session.training), "mark": mark.get_status_display()}
        what = _("Training %(training)s: %(mark)s") % words
        yield Event(mark.session.held_on, mark.recorded_at, what, mark.recorded_by, icon="training")


def _visits(facts: Facts) -> Iterator[Event]:
    for visit in facts.visits:
        words = {"how": visit.get_mode_display(), "topic": visit.topic}
        what = (
            _("Visit (%(how)s), the business at work: %(topic)s")
            if visit.confirms_trading
            else _("Visit (%(how)s): %(topic)s")
        )
        note = "\n".join(
            filter(None, [visit.finding, visit.next_action and _("Next: %(step)s") % {"step": visit.next_action}])
        )
        yield Event(visit.held_on, visit.recorded_at, what % words, visit.facilitator, note, icon="people")


def _milestones(facts: Facts) -> Iterator[Event]:
    for one in facts.milestones:
        words = {"milestone": called(one)}
        who = facts.entered_by.get(one.pk)
        if one.completed_on != one.entered_on:
            yield Event(one.entered_on, one.recorded_at, _("%(milestone)s: begun") % words, who, icon="file")
        if one.completed_on:
            done = _("%(milestone)s: issued") if one.kind == Milestone.Kind.LICENCE else _("%(milestone)s: completed")
            yield Event(one.completed_on, one.recorded_at, done % words, who, icon="file")
        if one.submitted_at:
            yield _handed_in(one, one.submitted_at)


def _handed_in(record: Milestone | Entrepreneur, at: datetime.datetime) -> Event:
    what = _("%(record)s: handed in") % {"record": called(record)}
    return Event(local(at), at, what, record.submitted_by, icon="status-submitted")


def _workers(facts: Facts) -> Iterator[Event]:
    for report in facts.job_reports:
        what = ngettext(
            "%(number)s paid worker reported: %(full)s full time, %(part)s part time",
            "%(number)s paid workers reported: %(full)s full time, %(part)s part time",
            report.workers,
        )
        words = {"number": report.workers, "full": report.full_time, "part": report.part_time}
        yield Event(report.reported_on, report.recorded_at, what % words, report.submitted_by, icon="people")


def _businesses(facts: Facts) -> Iterator[Event]:
    for business in facts.businesses:
        words = {"business": business.name}
        what = _("Business %(business)s recorded") % words
        yield Event(local(business.recorded_at), business.recorded_at, what, business.recorded_by, icon="home")
        if business.closed_on:
            what = _("Business %(business)s closed") % words
            yield Event(business.closed_on, business.recorded_at, what, icon="home")


def _case(facts: Facts) -> Iterator[Event]:
    if case := facts.case:
        what = _("Everything that makes a new entrepreneur is there: the case was opened")
        yield Event(local(case.recorded_at), case.recorded_at, what, icon="status-open")
        if case.submitted_by and case.submitted_at:
            yield _handed_in(case, case.submitted_at)


def _merges(facts: Facts) -> Iterator[Event]:
    for one in facts.merges:
        yield Event(
            local(one.merged_at),
            one.merged_at,
            _("Merged: two rows are one person"),
            one.merged_by,
            one.because,
            "people",
        )
        if one.undone_at:
            what = _("The merge was taken back: two people")
            yield Event(local(one.undone_at), one.undone_at, what, one.undone_by, one.undone_because, "people")


def _decisions(facts: Facts) -> Iterator[Event]:
    records: list[Record] = [*facts.trainings, *facts.visits, *facts.milestones, *facts.job_reports]
    records += [facts.case] if facts.case else []
    names = {record.pk: called(record) for record in records}
    for one in facts.decisions:
        words = {"record": names[decided(one)], "decision": one.get_decision_display()}
        what = _("%(record)s: %(decision)s") % words
        reason = in_the_readers_language(one.reason)
        yield Event(local(one.checked_at), one.checked_at, what, one.checked_by, reason, ICONS[one.decision])
