"""Two kecamatan with the same in each: one record of every kind and state that somebody reads, changes or decides."""

import datetime
import json
import uuid

from django.db import transaction
from django.test import Client

from okoce.accounts.models import Scope
from okoce.accounts.roles import Role
from okoce.accounts.tokens import make_token
from participants import evidence
from tests.factories import (
    ELSEWHERE,
    HOME,
    approved,
    attend,
    business,
    calon,
    case,
    expense,
    handed_in,
    licence,
    meeting,
    people,
    person,
    photo,
    returned,
    submitted,
    training,
    user,
    verified,
    visit,
    workers,
)

WHOLE = [Role.FACILITATOR, Role.VERIFIER, Role.STAFF]


class World:
    def __init__(self):
        self.checker = user(Role.VERIFIER)
        self.home, self.elsewhere = (Place(code, self.checker) for code in (HOME, ELSEWHERE))
        self.actors = {
            "facilitator": (self.home.by, ()),
            "verifier": (user(Role.VERIFIER, kecamatan=(HOME,)), ()),
            "city": (user(Role.VERIFIER), ()),
            "staff": (user(Role.STAFF), ()),
            "admin": (user(Role.ADMIN), ()),
            "officer": (user(Role.OFFICER), ()),
            "auditor": (user(Role.AUDITOR), ()),
            # Tokens of HOME, of people who reach both.
            "narrowed": (user(*WHOLE, kecamatan=(HOME, ELSEWHERE)), (HOME,)),
            "office": (user(Role.VERIFIER, Role.STAFF), (HOME,)),
        }


class Place:
    """What there is in one kecamatan, recorded by its facilitator: `keys` by what it is called in the tests."""

    def __init__(self, code, checker):
        self.code = code
        self.by = by = user(kecamatan=(code,))
        self.keys, self.versions = {"code": code}, {}
        self._trainings(by, checker)
        self._people(by, checker)

    def _say(self, **records):
        for name, record in records.items():
            record.refresh_from_db()
            self.keys[name] = str(record.pk)
            self.versions[name] = getattr(record, "version", None)

    def _trainings(self, by, checker):
        listed = people(10, by=by, lives_in=self.code)
        draft, ready, waiting, done = (
            attend(training(meeting(day), by=by, kecamatan=self.code), *listed)
            for day in ("2018-03-06", "2018-03-07", "2018-03-08", "2018-03-09")
        )
        submitted(waiting)
        verified(done, by=checker)
        planned = training(meeting("2018-03-12"), by=by, kecamatan=self.code)
        self._say(room=evidence.attach(by=by, record=ready, file=photo()))
        self._say(draft=draft, ready=ready, waiting=waiting, done=done, planned=planned)
        self._say(session=draft.sessions.get(), empty=planned.sessions.get())
        self._say(listed=listed[0], attendance=draft.sessions.get().attendances.get(participant=listed[0]))
        self.keys |= {"agency": draft.agency_id, "curriculum": draft.curriculum_id}

    def _people(self, by, checker):
        somebody, other, third = (person(by=by, lives_in=self.code) for _ in range(3))
        self._say(person=somebody, other=other, calon=calon(by=by, lives_in=self.code))
        self._say(visit=visit(somebody, by=by, kecamatan=self.code))
        seen = {"by": by, "confirms_trading": True, "kecamatan": self.code}
        self._say(trading=visit(somebody, on="2018-03-06", **seen))
        self._say(visit_back=returned(visit(somebody, on="2018-03-07", **seen), by=checker))
        self._say(step=licence(somebody, by=by), step_waiting=handed_in(licence(other, by=by)))
        self._say(step_done=approved(licence(third, by=by), by=checker))
        self._say(jobs=workers(somebody, by=by), jobs_back=returned(workers(other, by=by), by=checker))
        self._say(jobs_done=approved(workers(third, by=by), by=checker))
        self._say(business=business(somebody, by=by, kecamatan=self.code))
        self._say(case=case(somebody), case_back=returned(case(other), by=checker))
        self._say(case_done=approved(case(third), by=checker))
        self._say(photo=somebody.evidence.get(visit=self.keys["trading"]))
        self._say(scan=somebody.evidence.get(milestone=self.keys["step"]))
        list_of_workers = evidence.attach(by=by, record=somebody.job_reports.get(), file=photo())
        self._say(paper=list_of_workers, jobs=somebody.job_reports.get())
        self._say(expense=expense(kecamatan=self.code))


class Asking:
    """Asks the API as somebody, by a session or by a token."""

    def __init__(self, owner, *, scope=Scope.RECORDS, kecamatan=(), session=False):
        self.client = Client(raise_request_exception=False, headers={"accept-language": "en"})
        if session:
            self.client.force_login(owner)
            kept = self.client.session
            kept["second_factor"] = True
            kept.save()
        else:
            month = datetime.timedelta(days=30)
            _token, text = make_token(user=owner, name="test", scope=scope, lifetime=month, kecamatan=kecamatan)
            self.client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {text}"

    def __call__(self, method, address, body=None):
        """The answer; a body with a file goes as a form."""
        if body and "file" in body:
            return self.client.post(f"/api/v1/{address}", body)
        said = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        return self.client.generic(method, f"/api/v1/{address}", **said)

    def tried(self, method, address, body=None):
        """The same, and afterwards everything is as it was."""
        with transaction.atomic():
            answer = self(method, address, body)
            if answer.streaming:
                b"".join(answer)
            transaction.set_rollback(True)
        return answer


def new(**said):
    return {"id": str(uuid.uuid4()), **said}
