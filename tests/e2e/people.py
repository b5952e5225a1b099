"""Who works in the browser tests, and how they sign in."""

import json

from allauth.mfa.totp.internal import auth as totp
from playwright.sync_api import expect

PASSWORD = "kopi tubruk tanpa gula"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
HOME, ELSEWHERE = "31.74.01", "31.73.05"
# The role, and the kecamatan; facilitators alone need no second factor.
USERS = {
    "sari": ("facilitator", [HOME]),
    "budi": ("verifier", []),
    "rina": ("staff", []),
    "agus": ("admin", []),
    "maya": ("officer", []),
    "tono": ("auditor", []),
    # A second one of the city office, where two are needed.
    "tari": ("staff", []),
    # At the same lists as the first.
    "joko": ("facilitator", [HOME]),
    # Whoever works without a line, and is asked about no training of others.
    "lilis": ("facilitator", [HOME]),
    # Where nothing happened yet.
    "dewi": ("facilitator", [ELSEWHERE]),
    "wati": ("verifier", [ELSEWHERE]),
    # Who logs a first training.
    "nina": ("facilitator", ["31.75.03"]),
}

MAKE = """
import json
from allauth.mfa.totp.internal import auth as totp
from okoce.core.months import today
from programs.assignments import create_user
for name, (role, kecamatan) in json.loads({users!r}).items():
    user = create_user(
        username=name, name=name.title(), roles=[role], kecamatan=kecamatan, password={password!r}, on=today()
    )
    if role != "facilitator":
        totp.TOTP.activate(user, {secret!r})
"""


def make_users(site):
    site.do(MAKE.format(users=json.dumps(USERS), password=PASSWORD, secret=SECRET))


def code():
    """What the authenticator shows now."""
    return totp.format_hotp_value(totp.hotp_value(SECRET, next(totp.yield_hotp_counters_from_time())))


def sign_in(page, name):
    page.goto("/sign-in/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    if USERS[name][0] != "facilitator":
        expect(page.get_by_role("heading", name="Second step")).to_be_visible()
        page.get_by_role("textbox").fill(code())
        page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()
