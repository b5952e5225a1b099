"""Paid workers: reported and changed."""

import uuid

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from okoce.core.months import now
from participants import jobs
from participants.models import Participant
from tests.reports.machine.records import Records
from tests.reports.machine.stage import DAYS
from tests.reports.recount import JobReport

WORKERS = [0, 1, 2, 3]


class Jobs(Records):
    @precondition(lambda self: self.free(self.people))
    @rule(data=st.data(), on=st.sampled_from(DAYS), workers=st.sampled_from(WORKERS), approved=st.booleans())
    def reports_workers(self, data, on, workers, approved):
        person = self.some(data, self.free(self.people), "person")
        where = self.pays(person, on, workers)
        if approved:
            self.perform(self.decision(where, "approve"))

    def pays(self, person, on, workers):
        """So many, as a report says; returns where it is."""
        key = uuid.uuid4()
        said = {"reported_on": on, **self.split(workers), "participant": Participant(pk=person)}
        jobs.report_jobs(by=self.stage.facilitator, id=key, at=now(), **said)
        self.people[person].job_reports[key] = JobReport(on, workers)
        return person, "job_reports", key

    def split(self, workers):
        return {"full_time": workers // 2, "part_time": workers - workers // 2}

    @precondition(lambda self: self.changeable("job_reports"))
    @rule(data=st.data(), on=st.sampled_from(DAYS), workers=st.sampled_from(WORKERS))
    def a_report_changes(self, data, on, workers):
        where = self.some(data, self.changeable("job_reports"), "report")
        said = {"report": self.row_of(where), "reported_on": on, **self.split(workers)}
        jobs.change_report(by=self.stage.facilitator, at=now(), **said)
        report = self.record(where)
        self.changing(report, reported_on=on, workers=workers)()
        if report.state == "returned":
            report.state = "submitted"
