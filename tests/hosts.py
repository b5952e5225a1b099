"""Machines of their own as far as the network goes: each in a network namespace, on one switch with the servers."""

import contextlib
import dataclasses
import http.client
import os
import shutil
import signal
import subprocess

import psutil

from okoce.embedded import engines, places, postgres, processes, valkey
from okoce.embedded.supervisor import Supervisor
from tests.site import Site, free_port, until
from tests.standby import Standby, listening

PORT = 8000
# Where nginx puts what it holds back.
TEMPORARY = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]


def missing():
    """What keeps this machine from having others inside it; empty when nothing does."""
    if os.geteuid() != 0:
        return "network namespaces take root"
    if not shutil.which("ip"):
        return "there is no `ip` (iproute2) here"
    made = subprocess.run(["ip", "netns", "add", f"probe{os.getpid()}"], capture_output=True, text=True, check=False)
    if made.returncode:
        return f"no network namespace can be made here: {made.stderr.strip()}"
    ip("netns", "del", f"probe{os.getpid()}")
    return ""


def ip(*words):
    subprocess.run(["ip", *words], check=True, capture_output=True, text=True)


class Network:
    """A switch; whoever makes it is on it with two addresses, one for each server of the database."""

    def __init__(self):
        number = os.getpid() % 200 + 20
        self.name, self.before = f"okoce{number}", f"10.231.{number}"
        self.machines = []

    def make(self):
        ip("link", "add", self.name, "type", "bridge")
        for number in (1, 2):
            ip("addr", "add", f"{self.address(number)}/24", "dev", self.name)
        ip("link", "set", self.name, "up")
        return self

    def address(self, number):
        return f"{self.before}.{number}"

    def join(self, number):
        """The name of a namespace of that number's address."""
        machine, here, there = f"{self.name}-{number}", f"{self.name}h{number}", f"{self.name}t{number}"
        ip("netns", "add", machine)
        ip("link", "add", here, "type", "veth", "peer", "name", there)
        self.machines.append((machine, here))
        ip("link", "set", here, "master", self.name, "up")
        ip("link", "set", there, "netns", machine)
        ip("-n", machine, "addr", "add", f"{self.address(number)}/24", "dev", there)
        for device in ("lo", there):
            ip("-n", machine, "link", "set", device, "up")
        return machine

    def remove(self):
        for machine, cable in self.machines:
            ip("link", "del", cable)
            ip("netns", "del", machine)
        ip("link", "del", self.name)


class Database:
    """PostgreSQL with a standby, and the broker, reached by TCP."""

    def __init__(self, home, network):
        self.home, self.network = home, network
        self.standby = Standby(home, home.with_name("standby"))

    def start(self):
        everybody = f"host all all {self.network.address(0)}/24 scram-sha-256\n"
        with (postgres.data(self.home) / "pg_hba.conf").open("a") as rules:
            rules.write(everybody)
        engines.end(self.home, patience=1)
        places.open_sockets(self.home)
        self.started = [
            processes.start(self.home, each, bound=True).process for each in (self.postgres(), self.valkey())
        ]
        until(lambda: postgres.ready(self.home) and valkey.ready(self.home))
        self.standby.home.mkdir()
        self.standby.make().start(listen_addresses=self.network.address(2))
        return self

    def postgres(self):
        return listening(postgres.service(self.home, fast=True), listen_addresses=self.network.address(1))

    def valkey(self):
        service = valkey.service(self.home, fast=True)
        more = ["--port", "6379", "--bind", self.network.address(1), "--protected-mode", "no"]
        return dataclasses.replace(service, command=[*service.command, *more])

    def urls(self):
        def url(role, address):
            told = places.database_url(self.home, role)
            return f"{told.rpartition('@')[0]}@{address}/okoce"

        first, second = self.network.address(1), self.network.address(2)
        return {
            "DATABASE_URL": url(places.APPLICATION, first),
            "DATABASE_REPLICA_URL": url(places.APPLICATION, second),
            "REDIS_URL": f"redis://{first}:6379/0",
        }

    def remove(self):
        self.standby.remove()
        engines.end(self.home, patience=3)
        for process in self.started:
            process.wait()


class Host(Site):
    """Web and worker on a machine of their own, by the commands of `make run`; on one of them beat, too."""

    def __init__(self, home, network, number, *, beats=False, **said):
        super().__init__(home, before=["ip", "netns", "exec", network.join(number)], **said)
        self.name, self.address = network.address(number), f"http://{network.address(number)}:{PORT}"
        self.beats, self.running = beats, {}

    def start(self):
        self.home.mkdir(parents=True, exist_ok=True)
        supervisor = Supervisor(self.home)
        supervisor.users.close()
        supervisor.host, supervisor.port = self.name, PORT
        services = [supervisor.web(), supervisor.worker(), *([supervisor.beat()] if self.beats else [])]
        for service in services:
            with (self.home / f"{service.name}.out").open("a") as output:
                self.running[service.name] = subprocess.Popen(
                    [*self.before, *service.command],
                    cwd=service.cwd,
                    env=self.environment | service.environment,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                    preexec_fn=processes._die_with_parent(signal.SIGTERM),  # noqa: PLW1509 - one thread only
                )
        return self

    def end(self):
        """Politely, and wait until all are done."""
        for process in self.running.values():
            process.terminate()
        return [process.wait(30) for process in self.running.values()]

    def remove(self):
        for process in self.running.values():
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


class Proxy:
    """Hands each request to a host that takes the connection, the next one in turn; what was sent is sent to no other."""

    def __init__(self, hosts):
        self.hosts = list(hosts)
        self.turn = 0

    def ask(self, method, path, body=None, **headers):
        """(status, headers, body, name of the host) of the answer; raises OSError or HTTPException when it broke off."""
        self.turn += 1
        in_turn = list(self.hosts)
        for number in range(len(in_turn)):
            host = in_turn[(self.turn + number) % len(in_turn)]
            with contextlib.suppress(ConnectionRefusedError):
                return *asked(host.name, PORT, method, path, body, headers), host.name
        raise ConnectionRefusedError

    @contextlib.contextmanager
    def without(self, host):
        """Nobody new is sent to it meanwhile."""
        self.hosts.remove(host)
        yield
        self.hosts.append(host)

    def stop(self):
        pass


class Nginx:
    """The same by a real one, told as an operator tells it: `down`, and a reload."""

    def __init__(self, hosts, folder):
        self.hosts, self.folder, self.port = hosts, folder, free_port()
        self.tell()
        command = ["nginx", "-c", str(folder / "nginx.conf"), "-e", "stderr"]
        prepare = processes._die_with_parent(signal.SIGTERM)
        self.process = subprocess.Popen(command, preexec_fn=prepare)  # noqa: PLW1509 - one thread only
        until(self.workers)

    def tell(self, *, down=None):
        servers = "".join(f"server {host.name}:{PORT}{' down' if host is down else ''};" for host in self.hosts)
        temporary = "".join(f"{name}_temp_path {self.folder}/{name};" for name in TEMPORARY)
        (self.folder / "nginx.conf").write_text(f"""
            daemon off; user root; worker_processes 1; pid {self.folder}/pid;
            events {{}}
            http {{
                access_log off; {temporary}
                upstream okoce {{ {servers} }}
                server {{
                    listen 127.0.0.1:{self.port};
                    location / {{
                        proxy_pass http://okoce;
                        proxy_set_header Host $host;
                        add_header Answered-By $upstream_addr always;
                    }}
                }}
            }}
        """)

    def ask(self, method, path, body=None, **headers):
        status, said, content = asked("127.0.0.1", self.port, method, path, body, headers)
        return status, said, content, said.get("Answered-By", "").rpartition(" ")[2].partition(":")[0]

    @contextlib.contextmanager
    def without(self, host):
        self.reload(down=host)
        yield
        self.reload()

    def reload(self, *, down=None):
        """Until whoever was told otherwise before has come to an end, and with it what it had passed on."""
        before = self.workers()
        self.tell(down=down)
        self.process.send_signal(signal.SIGHUP)
        until(lambda: self.workers() and not self.workers() & before)

    def workers(self):
        return {child.pid for child in psutil.Process(self.process.pid).children()}

    def stop(self):
        self.process.terminate()
        self.process.wait(30)


def proxy_of(hosts, folder):
    if shutil.which("nginx"):
        return Nginx(hosts, folder)
    assert os.environ.get("OKOCE_NOTHING_SKIPPED") != "yes", "no nginx here: apt-get install nginx"
    return Proxy(hosts)


def asked(name, port, method, path, body, headers):
    with contextlib.closing(http.client.HTTPConnection(name, port, timeout=30)) as connection:
        connection.request(method, path, body, {**headers, "Connection": "close"})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
