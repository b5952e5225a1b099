"""Beat: a few names, sent on time. An app of its own that loads neither Django nor the tasks, for 40 MB less of memory.

The tick repeats what a nudge asked for, so the broker may lose any message.
"""

from celery import Celery
from celery.schedules import crontab

from okoce import settings

app = Celery("clock", broker=settings.CELERY_BROKER_URL, fixups=())
app.conf.timezone = settings.CELERY_TIMEZONE

HOUR = 3600


def every(seconds: float, task: str) -> dict:
    """A message that nobody took by the next one is gone."""
    return {"task": task, "schedule": seconds, "options": {"expires": seconds}}


def nightly(at: str, task: str) -> dict:
    """At this time of the night in Jakarta, "03:10"."""
    hour, minute = map(int, at.split(":"))
    return {"task": task, "schedule": crontab(hour=hour, minute=minute), "options": {"expires": HOUR}}


app.conf.beat_schedule = {
    "roll_up": every(5.0, "reports.tasks.roll_up"),
    "tell_webhooks": every(5.0, "reports.tasks.tell_webhooks"),
    "retry": every(600.0, "reports.tasks.retry"),
    # From the first working day of a month on, whoever slept then: each is sent once.
    "send_reports": every(60.0, "reports.tasks.send_reports"),
    "note_use": every(60.0, "okoce.accounts.tasks.note_use"),
    # What a lost message or a killed worker left: a file waits for nothing longer than this.
    "move": every(10.0, "participants.tasks.move_spreadsheets"),
    "read_lists": every(10.0, "participants.tasks.read_lists"),
    "export": every(10.0, "reports.tasks.export"),
    # Each hour: a night in which nothing ran delays nothing by a day.
    "turn_provisional": {
        "task": "reports.tasks.turn_provisional",
        "schedule": crontab(minute=5),
        "options": {"expires": HOUR},
    },
    "read_waits": nightly("00:10", "reports.tasks.read_waits"),
    "check": nightly("02:30", "reports.tasks.check"),
    "let_go": nightly("03:10", "participants.tasks.let_go_of_uploads"),
    "let_go_of_arrivals": nightly("03:20", "participants.tasks.let_go_of_arrivals"),
    "let_go_of_spreadsheets": nightly("03:20", "participants.tasks.let_go_of_spreadsheets"),
    "let_go_of_exports": nightly("03:30", "reports.tasks.let_go_of_exports"),
    "look_for_findings": nightly("03:40", "participants.tasks.look_for_findings"),
    "match_lists_again": nightly("03:40", "participants.tasks.match_lists_again"),
    "forget_lists": nightly("03:50", "participants.tasks.forget_lists"),
    "look_for_duplicates": nightly("04:10", "participants.tasks.look_for_duplicates"),
    "hand_on_samples": nightly("04:20", "reports.tasks.hand_on_samples"),
}
