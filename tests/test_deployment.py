"""The settings of a site behind HTTPS, loaded as it loads them."""

import json
import os
import subprocess
import sys

import pytest

from okoce.environment import BASE_DIR

SITE = {
    "DATABASE_URL": "postgres://app:secret@db.example/okoce",
    "REDIS_URL": "redis://broker.example:6379/0",
    "OKOCE_HTTPS": "yes",
    "OKOCE_PROXIES": "1",
    "ALLOWED_HOSTS": "okoce.example",
}
ASK = """
import json, os
os.environ["DJANGO_SETTINGS_MODULE"] = "okoce.settings"
from django.conf import settings
print(json.dumps({name: getattr(settings, name) for name in NAMES}))
"""


@pytest.fixture
def environment(tmp_path):
    (tmp_path / "static").mkdir()
    return {"PATH": os.environ["PATH"], "OKOCE_HOME": str(tmp_path), **SITE}


def run(environment, *words):
    return subprocess.run(
        [sys.executable, *words], cwd=BASE_DIR, env=environment, capture_output=True, text=True, check=False
    )


def settings(environment, *names):
    told = run(environment, "-c", ASK.replace("NAMES", repr(names)))
    return json.loads(told.stdout)


def test_djangos_own_checks_find_nothing(environment):
    checked = run(environment, "manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert (checked.returncode, checked.stdout, checked.stderr) == (
        0,
        "System check identified no issues (0 silenced).\n",
        "",
    )


def test_a_plain_site_is_told_what_it_lacks(environment):
    checked = run({**environment, "OKOCE_HTTPS": "no"}, "manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert checked.returncode == 1
    assert "security.W012" in checked.stderr


def test_cookies_travel_by_https_only(environment):
    names = [f"{name}_COOKIE_SECURE" for name in ("SESSION", "CSRF", "LANGUAGE")]
    assert settings(environment, *names) == dict.fromkeys(names, True)
    assert settings({**environment, "OKOCE_HTTPS": "no"}, *names) == dict.fromkeys(names, False)


def test_no_script_reads_a_cookie_that_signs_in(environment):
    names = ["SESSION_COOKIE_HTTPONLY", "CSRF_COOKIE_HTTPONLY"]
    assert settings(environment, *names) == dict.fromkeys(names, True)


def test_browsers_keep_to_https(environment):
    names = ["SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_HSTS_PRELOAD"]
    assert settings(environment, *names) == dict(zip(names, [True, 31_536_000, True, True], strict=True))


def test_the_proxys_word_counts_only_behind_one(environment):
    names = ["SECURE_PROXY_SSL_HEADER", "PROXIES"]
    assert settings(environment, *names) == {names[0]: ["HTTP_X_FORWARDED_PROTO", "https"], names[1]: 1}
    assert settings({**environment, "OKOCE_PROXIES": "0"}, *names) == {names[0]: None, names[1]: 0}


def test_no_page_of_errors_for_developers(environment):
    assert settings({**environment, "DEBUG": "yes"}, "DEBUG", "ALLOWED_HOSTS") == {
        "DEBUG": False,
        "ALLOWED_HOSTS": ["okoce.example"],
    }


def test_no_task_carries_code(environment):
    names = ["CELERY_TASK_SERIALIZER", "CELERY_ACCEPT_CONTENT", "CELERY_TASK_IGNORE_RESULT"]
    assert settings(environment, *names) == dict(zip(names, ["json", ["json"], True], strict=True))
