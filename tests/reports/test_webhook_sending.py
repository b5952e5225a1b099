"""Over the wire: real servers on the loopback address, which each test opens as the site's own network."""

import base64
import contextlib
import datetime
import hashlib
import hmac
import json
import ssl
import time

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from okoce.accounts.roles import Role
from okoce.core.months import now
from reports.models import Delivery, Webhook
from reports.webhooks import deliveries, sending, subscriptions
from tests.factories import user
from tests.reports.hooks import LOOPBACK, anywhere, at, close, hook, listening

pytestmark = pytest.mark.django_db

NOON = at("2018-04-10 12:00")
PUBLIC = "93.184.215.14"


def home(host, port):
    """A look-up for which every name is this machine."""
    return ["127.0.0.1"]


@pytest.fixture
def open_loopback(settings):
    settings.WEBHOOK_NETWORKS = LOOPBACK


def waiting(url, **said):
    """A message that waits for a webhook with that address, and the webhook's secret."""
    one, secret = hook(**said)
    Delivery.objects.all().delete()
    # Past the guard, as an address that was good when it was saved.
    Webhook.objects.filter(pk=one.pk).update(url=url)
    deliveries.ping(hook=one, at=NOON)
    return Delivery.objects.select_related("webhook").get(), secret


def outcome(url, **said):
    """What becomes of one try, as (answered, trouble)."""
    delivery, _secret = waiting(url)
    told = sending.send(delivery, at=NOON, **said)
    return told.answered, told.trouble


@pytest.mark.usefixtures("open_loopback")
class TestMessage:
    def test_it_arrives_whole_with_its_three_headers(self):
        with listening(204) as listener:
            delivery, _secret = waiting(f"{listener.url}?key=a%20b")
            assert sending.send(delivery, at=NOON) == sending.Outcome(204)
        [heard] = listener.heard
        assert heard.path == "/hook?key=a%20b"
        assert heard.body.decode() == delivery.body
        assert {name: heard.headers[name] for name in ("content-type", "webhook-id", "webhook-timestamp", "host")} == {
            "content-type": "application/json",
            "webhook-id": str(delivery.pk),
            "webhook-timestamp": "1523336400",
            "host": f"127.0.0.1:{listener.port}",
        }

    def test_its_signature_is_that_of_standard_webhooks(self):
        # The example of the specification's own libraries.
        signed = sending.sign(
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            "1614265330",
            '{"test": 2432232314}',
        )
        assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="

    def test_who_holds_the_secret_can_check_it(self):
        with listening(204) as listener:
            delivery, secret = waiting(listener.url)
            sending.send(delivery, at=NOON)
        [heard] = listener.heard
        said = f"{heard.headers['webhook-id']}.{heard.headers['webhook-timestamp']}.".encode() + heard.body
        mac = hmac.digest(base64.b64decode(secret.removeprefix("whsec_")), said, hashlib.sha256)
        assert heard.headers["webhook-signature"] == f"v1,{base64.b64encode(mac).decode()}"

    def test_no_proxy_of_the_environment_is_asked(self, monkeypatch):
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "HTTPS_PROXY"):
            monkeypatch.setenv(name, "http://127.0.0.1:9")
        with listening(204) as listener:
            assert outcome(listener.url) == (204, "")


@pytest.mark.usefixtures("open_loopback")
class TestAnswers:
    @pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
    def test_each_of_two_hundred_is_an_arrival(self, status):
        with listening(status) as listener:
            assert outcome(listener.url) == (status, "")

    @pytest.mark.parametrize("status", [400, 401, 404, 410, 429, 500, 503])
    def test_any_other_is_a_failure(self, status):
        with listening(status) as listener:
            assert outcome(listener.url) == (status, "status")

    @pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
    def test_no_redirect_is_followed(self, status):
        with listening(204) as inside, listening((status, {"Location": inside.url})) as listener:
            assert outcome(listener.url) == (status, "redirect")
        assert (len(listener.heard), inside.heard) == (1, [])

    def test_a_long_answer_is_read_to_four_thousand_bytes_only(self):
        def at_length(handler):
            handler.send_response(200)
            handler.send_header("Content-Length", str(10**9))
            handler.end_headers()
            handler.wfile.write(b"x" * 5000)
            time.sleep(0.2)

        with listening(at_length) as listener:
            assert outcome(listener.url) == (200, "")

    def test_who_answers_a_byte_at_a_time_is_hung_up_on(self, monkeypatch):
        monkeypatch.setattr(sending, "ENOUGH", 0.5)

        def slowly(handler):
            for _nth in range(40):
                handler.wfile.write(b"H")
                time.sleep(0.1)

        with listening(slowly) as listener:
            began = time.monotonic()
            assert outcome(listener.url) == (None, "timeout")
            assert time.monotonic() - began < 2

    @pytest.mark.parametrize("length", [{}, {"Content-Length": "40"}], ids=["unsaid", "said"])
    def test_a_status_is_an_answer_though_the_rest_comes_a_byte_at_a_time(self, length, monkeypatch):
        monkeypatch.setattr(sending, "ENOUGH", 0.5)

        def slowly(handler):
            handler.send_response(200)
            for name, value in length.items():
                handler.send_header(name, value)
            handler.end_headers()
            with contextlib.suppress(OSError):
                for _nth in range(40):
                    handler.wfile.write(b"x")
                    time.sleep(0.1)

        with listening(slowly) as listener:
            began = time.monotonic()
            assert outcome(listener.url) == (200, "")
            assert time.monotonic() - began < 2

    def test_who_says_nothing_is_not_waited_for(self, monkeypatch):
        monkeypatch.setattr(sending, "PATIENCE", 0.3)
        with listening(lambda handler: time.sleep(1)) as listener:
            assert outcome(listener.url) == (None, "timeout")

    def test_what_is_no_answer_of_http_is_a_failure(self):
        with listening(lambda handler: handler.wfile.write(b"SSH-2.0-OpenSSH\r\n\r\n")) as listener:
            assert outcome(listener.url) == (None, "broken")

    def test_nobody_at_the_address(self):
        with listening(204) as listener:
            pass
        assert outcome(listener.url) == (None, "connect")

    def test_of_several_addresses_the_next_one_is_tried(self):
        with listening(204) as listener:
            url = f"http://bi.internal:{listener.port}/"
            assert outcome(url, look_up=lambda host, port: ["127.0.0.2", "127.0.0.1"]) == (204, "")
        assert listener.heard[0].headers["host"] == f"bi.internal:{listener.port}"


class TestGuard:
    def test_an_address_inside_is_refused_at_each_sending(self):
        with listening(204) as listener:
            assert outcome(listener.url) == (None, "address")
        assert listener.heard == []
        assert outcome("https://127.0.0.1/") == (None, "private")

    def test_a_name_that_was_public_when_it_was_saved_and_leads_inside_now_is_refused(self):
        answers = [[PUBLIC], ["127.0.0.1"], [PUBLIC, "127.0.0.1"]]

        def rebinding(host, port):
            return answers.pop(0)

        one, _secret = subscriptions.add(
            by=user(Role.STAFF),
            name="BI",
            url="https://bi.example.org:8443/",
            events=["month.closed"],
            at=NOON,
            look_up=rebinding,
        )
        delivery = deliveries.ping(hook=one, at=NOON)
        assert sending.send(delivery, at=NOON, look_up=rebinding).trouble == "private"
        assert sending.send(delivery, at=NOON, look_up=rebinding).trouble == "private"
        assert answers == []

    @pytest.mark.usefixtures("open_loopback")
    def test_what_is_connected_to_is_what_was_judged_though_the_name_answers_otherwise_a_moment_later(self):
        asked = []

        def rebinding(host, port):
            asked.append(host)
            return ["127.0.0.1"] if len(asked) == 1 else ["127.0.0.2"]

        with listening(204) as listener:
            assert outcome(f"http://bi.internal:{listener.port}/", look_up=rebinding) == (204, "")
        assert asked == ["bi.internal"]

    def test_a_secret_that_cannot_be_read_any_more_is_a_failure(self, settings):
        delivery, _secret = waiting("https://bi.example.org/")
        settings.SECRET_KEY = "another" * 10
        assert sending.send(delivery, at=NOON, look_up=anywhere).trouble == "secret"


def certificate(folder, *names):
    """A certificate of its own making for those names, and a server's context with it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "test")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now() - datetime.timedelta(days=1))
        .not_valid_after(now() + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(one) for one in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = made.public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / "server.pem"
    path.write_bytes(pem + secret)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return path, context


@pytest.mark.usefixtures("open_loopback")
class TestEncrypted:
    def test_the_certificate_is_that_of_the_name_though_an_address_is_dialled(self, tmp_path, monkeypatch):
        path, context = certificate(tmp_path, "bi.internal")
        monkeypatch.setenv("SSL_CERT_FILE", str(path))
        with listening(204, context=context) as listener:
            assert outcome(f"https://bi.internal:{listener.port}/", look_up=home) == (204, "")
            assert outcome(f"https://other.internal:{listener.port}/", look_up=home) == (None, "certificate")
            assert outcome(listener.url) == (None, "certificate")
        assert len(listener.heard) == 1

    def test_a_certificate_that_nobody_vouches_for_is_refused(self, tmp_path):
        _path, context = certificate(tmp_path, "bi.internal")
        with listening(204, context=context) as listener:
            url = f"https://bi.internal:{listener.port}/"
            assert outcome(url, look_up=home) == (None, "certificate")
        assert listener.heard == []


@pytest.mark.usefixtures("open_loopback")
def test_a_server_that_fails_twice_gets_the_message_on_the_third_try_under_the_same_id():
    moments = [NOON, at("2018-04-10 12:00:13"), at("2018-04-10 12:01:30"), at("2018-04-10 13:00")]
    with listening(500, 500, 200) as listener:
        hook(listener.url, events=["month.closed"])
        close("2018-03", when="2018-04-10 11:59")
        for moment in moments:
            deliveries.tell(clock=lambda moment=moment: moment)
            # A second job in the same moment finds nothing to do.
            deliveries.tell(clock=lambda moment=moment: moment)
    assert len(listener.heard) == 3
    assert len({(heard.headers["webhook-id"], heard.body) for heard in listener.heard}) == 1
    assert len({heard.headers["webhook-signature"] for heard in listener.heard}) == 3
    assert json.loads(listener.heard[0].body)["data"]["month"] == "2018-03"
    row = Delivery.objects.get()
    assert (row.state, row.tries, row.answered, row.trouble) == ("sent", 3, 200, "")
    assert (row.webhook.failures, row.webhook.failing_since) == (0, None)


@pytest.mark.usefixtures("open_loopback")
def test_a_webhook_that_fails_keeps_no_other_from_its_messages():
    with listening(500) as broken, listening(204) as well:
        hook(broken.url, events=["month.closed"])
        hook(well.url, events=["month.closed"])
        for month in ("2018-01", "2018-02", "2018-03"):
            close(month)
        deliveries.tell(clock=lambda: NOON)
    assert len(broken.heard) == len(well.heard) == 3
    assert sorted(Delivery.objects.values_list("state", flat=True)) == 3 * ["sent"] + 3 * ["waiting"]
