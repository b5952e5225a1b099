"""Where messages may go: nowhere inside, however it is written, and whatever a name answers next."""

import ipaddress

import pytest

from reports.webhooks import addresses
from reports.webhooks.addresses import Refused, is_public, way_to

PUBLIC = "93.184.215.14"


def answers(*found):
    """A look-up that answers these, whatever is asked."""
    return lambda host, port: list(found)


def code(url, *found):
    """Why nothing is sent there; None when something is."""
    try:
        way_to(url, look_up=answers(*(found or [PUBLIC])))
    except Refused as refusal:
        return refusal.code
    return None


@pytest.fixture
def own_network(settings):
    settings.WEBHOOK_NETWORKS = [ipaddress.ip_network("10.1.0.0/16"), ipaddress.ip_network("fd12::/32")]


PRIVATE = [
    *("0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.255.255.254", "169.254.1.1", "172.31.0.1"),  # noqa: S104 - refused, not bound
    *("192.0.0.8", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.51.100.7", "203.0.113.9"),
    *("224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255"),
    *("::", "::1", "fe80::1", "fc00::1", "fd00::1", "ff02::1", "fec0::1", "100::1", "2001:db8::1", "3fff::1"),
    # An IPv4 address inside: mapped, compatible, translated, 6to4, Teredo. A public one is refused too.
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", f"::ffff:{PUBLIC}", "::127.0.0.1", "::ffff:0:127.0.0.1"),
    *("64:ff9b::7f00:1", f"64:ff9b::{PUBLIC}", "64:ff9b:1::1", "2002:7f00:1::1", "2001:0:7f00:1::1"),
    # Where machines in a cloud are told their own secrets; the second looks public.
    *("169.254.169.254", "168.63.129.16", "100.100.100.200", "192.0.0.192", "fd00:ec2::254"),
]


@pytest.mark.parametrize("address", PRIVATE)
def test_a_name_that_leads_inside_is_refused(address):
    assert code("https://bi.example.org/", address) == "private"
    # Also as one of several: whichever comes first.
    assert code("https://bi.example.org/", PUBLIC, address) == "private"


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_inside_is_refused_as_it_is_written(address):
    host = f"[{address}]" if ":" in address else address
    assert code(f"https://{host}/") == "private"


@pytest.mark.parametrize("address", [PUBLIC, "8.8.8.8", "2606:4700::6810:84e5", "2a00:1450:4001:830::200e"])
def test_the_open_internet_is_public(address):
    assert is_public(ipaddress.ip_address(address))
    assert code("https://bi.example.org/", address) is None


@pytest.mark.parametrize(
    "host",
    [
        *("2130706433", "0177.0.0.1", "0x7f000001", "0x7f.1", "127.1", "127.0.1", "017700000001", "127.0.0.01", "0"),
        *("1.2.3.4.5", "256.1.1.1", "example.1", "[::1%25eth0]", "[fe80::1%eth0]", "[v1.a]", "[1.2.3.4]"),
    ],
)
def test_a_host_that_some_programs_read_as_an_address_is_refused(host):
    assert code(f"https://{host}/") == "address"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "bi.example.org",
        "//bi.example.org/",
        "ftp://bi.example.org/",
        "file:///etc/passwd",
        "gopher://bi.example.org:443/",
        "https://",
        "https:///hook",
        "https://user@bi.example.org/",
        "https://user:word@bi.example.org/",
        "https://@bi.example.org/",
        f"https://{PUBLIC}@127.0.0.1/",
        "https://bi.example.org#@127.0.0.1/",
        "https://bi.example.org/#part",
        "https://bi.example.org/#",
        "https://bi.example.org\\@127.0.0.1/",
        "https://bi.example.org/ hook",
        " https://bi.example.org/",
        "https://bi.example.org/\r\nHost: other",
        "https://bi.example.org/\t",
        "https://bi.exämple.org/",
        "https://127。0。0。1/",
        "https://①②⑦.0.0.1/",
        "https://bi.example.org:0/",
        "https://bi.example.org:65536/",
        "https://bi.example.org:4 43/",
        "https://-bi.example.org/",
        "https://bi..example.org/",
        "https://bi.example.org%00.net/",
        "https://bi%2eexample.org/",
        f"https://{'a' * 64}.org/",
    ],
)
def test_what_can_be_read_in_two_ways_or_in_none_is_refused(url):
    assert code(url) == "address"


@pytest.mark.parametrize("port", [22, 25, 80, 6379, 5432, 8000, 9200, 65535])
def test_no_other_port_than_those_of_https(port):
    assert code(f"https://bi.example.org:{port}/") == "address"


@pytest.mark.parametrize("port", ["", ":443", ":8443"])
def test_the_ports_of_https_are_open(port):
    assert code(f"https://bi.example.org{port}/") is None


def test_plain_http_is_refused():
    assert code("http://bi.example.org/") == "address"
    assert code("http://bi.example.org:443/") == "address"


def nobody(host, port):
    raise OSError


@pytest.mark.parametrize("url", ["http://bi.example.org/", "https://bi.example.org:9000/"])
def test_how_it_is_written_is_judged_before_the_name_is_looked_up(url):
    with pytest.raises(Refused) as refused:
        way_to(url, look_up=nobody)
    assert refused.value.code == "address"


def test_a_name_that_nobody_knows_is_refused():
    with pytest.raises(Refused) as refused:
        way_to("https://bi.example.org/", look_up=nobody)
    assert refused.value.code == "unknown_name"
    assert code("https://bi.example.org/", "no address") == "unknown_name"


def test_the_systems_look_up_reads_what_the_guard_reads():
    assert addresses.look_up("127.0.0.1", 443) == ["127.0.0.1"]
    with pytest.raises(OSError):
        addresses.look_up("no-such-name.invalid", 443)


def test_the_way_keeps_name_port_path_and_question():
    way = way_to("https://BI.Example.org.:8443/hook/a?key=b%20c&d", look_up=answers(PUBLIC, "8.8.8.8"))
    assert (way.host, way.port, way.target) == ("bi.example.org", 8443, "/hook/a?key=b%20c&d")
    assert way.authority == "bi.example.org:8443"
    assert way.addresses == (PUBLIC, "8.8.8.8")
    assert way_to("https://[2606:4700::1]", look_up=answers()).authority == "[2606:4700::1]"
    assert way_to("https://bi.example.org?a", look_up=answers(PUBLIC)).target == "/?a"


def test_a_look_up_is_asked_once():
    asked = []
    way_to("https://bi.example.org/", look_up=lambda host, port: asked.append((host, port)) or [PUBLIC])
    assert asked == [("bi.example.org", 443)]


class TestNetworksOfTheSitesOwn:
    pytestmark = pytest.mark.usefixtures("own_network")

    def test_there_http_and_every_port_are_good(self):
        assert code("http://bi.internal:8080/", "10.1.2.3") is None
        assert code("http://10.1.2.3/") is None
        assert code("http://[fd12::5]:9000/") is None

    def test_outside_nothing_changes(self):
        assert code("http://bi.example.org/", PUBLIC) == "address"
        assert code("https://bi.example.org/", "10.2.0.1") == "private"
        assert code("http://bi.internal/", "10.1.2.3", PUBLIC) == "address"
        assert code("http://bi.internal:8080/", "10.1.2.3", "10.2.0.1") == "private"
        assert code("http://bi.internal/", "::ffff:10.1.2.3") == "private"

    def test_a_machines_own_secrets_stay_shut(self, settings):
        settings.WEBHOOK_NETWORKS = [ipaddress.ip_network("0.0.0.0/0"), ipaddress.ip_network("::/0")]
        assert code("http://127.0.0.1:8000/") is None
        assert {code(f"http://{host}/") for host in ("169.254.169.254", "168.63.129.16", "[fd00:ec2::254]")} == {
            "private"
        }
