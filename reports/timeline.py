"""What happened to one person, when, and who did it: newest first."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from okoce.accounts.models import User
from participants.models import Entrepreneur, Milestone, State, Verification
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
        *_sessions(facts),
        *_visits(facts),
        *_milestones(facts),
        *_workers(facts),
        *_businesses(facts),
        *_case(facts),
        *_decisions(facts),
    ]
    return sorted(events, key=lambda event: event.place, reverse=True)


def _registration(facts: Facts) -> Iterator[Event]:
    person = facts.person
    entered = local(person.created_at)
    if person.registered_on != entered:
        yield Event(entered, person.created_at, _("Entered"), person.registered_by, icon="user")
    if person.registered_on:
        # What somebody added later has no name beside it: only whoever entered the person is sure.
        who = person.registered_by if person.registered_on <= entered else None
        what = _("Registered: consent and the business at the start taken")
        yield Event(person.registered_on, person.created_at, what, who, icon="user")


def _moves(facts: Facts) -> Iterator[Event]:
    for home in facts.residences[1:]:
        where = home.kecamatan or _("Outside Jakarta")
        moment = facts.person.created_at
        yield Event(home.since, moment, _("Moved: %(place)s") % {"place": where}, home.recorded_by, icon="pin")


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


def _decisions(facts: Facts) -> Iterator[Event]:
    records: list[Record] = [*facts.trainings, *facts.visits, *facts.milestones, *facts.job_reports]
    records += [facts.case] if facts.case else []
    names = {record.pk: called(record) for record in records}
    for one in facts.decisions:
        words = {"record": names[decided(one)], "decision": one.get_decision_display()}
        what = _("%(record)s: %(decision)s") % words
        yield Event(local(one.checked_at), one.checked_at, what, one.checked_by, one.reason, ICONS[one.decision])
