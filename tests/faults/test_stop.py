import signal

import pytest

from tests.site import until


@pytest.mark.parametrize(
    ("signum", "group"),
    [(signal.SIGINT, True), (signal.SIGTERM, False), (signal.SIGHUP, True)],
    ids=["ctrl-c, to the whole group as a terminal does", "terminated", "the terminal closes"],
)
def test_one_signal_stops_everything_and_leaves_nothing(site, signum, group):
    site.start()
    assert site.stop(signum, group=group) == 0
    assert site.left() == []
    assert site.get("/healthz")[0] is None


def test_a_stop_while_it_starts_leaves_nothing(site):
    site.launch()
    until((site.home / "run" / "postgres.json").exists)
    assert site.stop() == 0
    assert site.left() == []
    assert site.said() == ""


def test_a_second_ctrl_c_does_no_harm(site):
    site.start()
    site.supervisor.send_signal(signal.SIGINT)
    assert site.stop() == 0
    assert site.left() == []
