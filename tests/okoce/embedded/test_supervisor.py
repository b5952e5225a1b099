import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from okoce.embedded import supervisor
from okoce.embedded.supervisor import Door
from tests.site import free_port


@pytest.fixture
def server():
    """A web server that answers /healthz with its `status`."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response_only(self.server.status if self.path == "/healthz" else 404)
            self.end_headers()

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def looked(port, monkeypatch, patience):
    monkeypatch.setattr(supervisor, "PATIENCE", patience)
    door = Door("127.0.0.1", port)
    door.look()
    door.next_look = 0.0
    door.look()
    return door


def test_a_site_that_answers_is_announced_once(server, monkeypatch, capsys):
    server.status = 200
    looked(server.server_port, monkeypatch, 0.0)
    assert capsys.readouterr().out == f"okoce: http://127.0.0.1:{server.server_port} (Ctrl-C stops everything)\n"


@pytest.mark.parametrize("status", [301, 400, 500])
def test_any_other_answer_announces_nothing(server, monkeypatch, capsys, status):
    server.status = status
    assert looked(server.server_port, monkeypatch, 3600.0).status == status
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (400, "answers 400 instead of 200; does ALLOWED_HOSTS name 127.0.0.1?\n"),
        (500, "answers 500 instead of 200.\n"),
    ],
)
def test_after_a_while_it_says_once_what_is_answered(server, monkeypatch, capsys, status, sentence):
    server.status = status
    looked(server.server_port, monkeypatch, 0.0)
    assert capsys.readouterr().out == f"okoce: http://127.0.0.1:{server.server_port}/healthz {sentence}"


def test_after_a_while_it_says_that_nothing_answers(monkeypatch, capsys):
    port = free_port()
    looked(port, monkeypatch, 0.0)
    assert capsys.readouterr().out == f"okoce: nothing answers at http://127.0.0.1:{port}/healthz yet.\n"


def test_a_site_that_recovers_is_announced_after_all(server, monkeypatch, capsys):
    server.status = 500
    door = looked(server.server_port, monkeypatch, 3600.0)
    server.status, door.next_look = 200, 0.0
    door.look()
    assert capsys.readouterr().out == f"okoce: http://127.0.0.1:{server.server_port} (Ctrl-C stops everything)\n"


class TestWebServer:
    def test_it_is_set_from_the_environment(self, monkeypatch):
        for name, value in {"WORKERS": "2", "THREADS": "8", "CONNECTIONS": "500", "BACKLOG": "256"}.items():
            monkeypatch.setenv(f"OKOCE_WEB_{name}", value)
        said = "--workers 2 --blocking-threads 8 --backpressure 500 --backlog 256"
        assert supervisor.web_server() == said.split()

    def test_a_backlog_that_the_server_refuses_ends_the_start(self, monkeypatch):
        monkeypatch.setenv("OKOCE_WEB_BACKLOG", "100")
        with pytest.raises(SystemExit, match="OKOCE_WEB_BACKLOG must be a whole number from 128 to 65535"):
            supervisor.web_server()

    def test_the_name_of_before_is_not_read_past(self, monkeypatch):
        monkeypatch.setenv("WEB_WORKERS", "4")
        with pytest.raises(SystemExit, match="WEB_WORKERS is now OKOCE_WEB_WORKERS"):
            supervisor.web_server()
