"""All settings. Every value that a site may change comes from the environment; `.env.example` lists them."""

import os
from collections.abc import Callable
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from okoce import embedded
from okoce.environment import BASE_DIR, home, key, level, month, networks, origins, stop, switch, whole_number, words

HOME = home()


KEEPALIVE = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}


def database(variable, url):
    try:
        config = dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True)
    except Exception:  # noqa: BLE001 - the parser's own messages repeat the password
        stop(f"{variable} must look like postgres://user:password@host/name.")
    if config["ENGINE"] != "django.db.backends.postgresql":
        stop(f"{variable} must be a PostgreSQL address (postgres://...).")
    if not (config["NAME"] and config["USER"]):
        stop(f"{variable} must name the database and its user (postgres://user:password@host/name).")
    # Who waits for a lock, or for a server that is gone, ends with an error instead of holding a process for ever. And
    # whatever the server prefers, a statement after the lock sees what its last holder committed.
    said = r"-c lock_timeout=20s -c default_transaction_isolation=read\ committed"
    config.setdefault("OPTIONS", {}).update(options=said, connect_timeout=5, **KEEPALIVE)
    # A cursor of the session is not there any more when a pooler took the session away: okoce/core/streaming.py.
    config["DISABLE_SERVER_SIDE_CURSORS"] = True
    return config


# Engines: real servers when their addresses are given, else the project's own under HOME.
EMBEDDED = embedded.wanted()
if EMBEDDED:
    if os.environ.get("REDIS_URL") or os.environ.get("DATABASE_OWNER_URL"):
        stop("DATABASE_URL is missing: REDIS_URL and DATABASE_OWNER_URL are read only together with it.")
    _urls = embedded.urls(HOME)
else:
    if not os.environ.get("REDIS_URL"):
        stop("REDIS_URL is missing: with DATABASE_URL, give the broker's address too (redis://host:6379/0).")
    _urls = os.environ

DATABASES = {"default": database("DATABASE_URL", _urls["DATABASE_URL"])}
# Web and worker need no owner; only `migrate`, `backup` and `restore` do.
if _owner_url := _urls.get("DATABASE_OWNER_URL"):
    DATABASES["owner"] = database("DATABASE_OWNER_URL", _owner_url)
# Pages and answers of counts are read from it (okoce/core/replica.py); it is waited for less than the primary.
if _replica_url := os.environ.get("DATABASE_REPLICA_URL"):
    if EMBEDDED:
        stop("DATABASE_URL is missing: DATABASE_REPLICA_URL is read only together with it.")
    DATABASES["replica"] = database("DATABASE_REPLICA_URL", _replica_url)
    DATABASES["replica"]["OPTIONS"] |= {"connect_timeout": 2, "tcp_user_timeout": 3000}
# Where a program such as pg_dump lies; asked when it is needed, because not every machine has one.
POSTGRES_PROGRAM: Callable[[str], Path] = embedded.program
REDIS_URL = _urls["REDIS_URL"]
if not REDIS_URL.startswith(("redis://", "rediss://", "unix://")):
    stop("REDIS_URL must look like redis://host:6379/0.")

SECRET_KEY = key("SECRET_KEY", HOME, "secret")
NIK_HMAC_KEY = key("OKOCE_NIK_HMAC_KEY", HOME, "nik-hmac")
NIK_CIPHER_KEY = key("OKOCE_NIK_CIPHER_KEY", HOME, "nik-cipher")

HOST = os.environ.get("HOST") or "127.0.0.1"
PORT = whole_number("PORT", 8000)
HTTPS = switch("OKOCE_HTTPS", "no")
# How many proxies of ours a request passes; each is believed about whom it was asked by, and nobody else is.
PROXIES = whole_number("OKOCE_PROXIES", 0, least=0)
if "OKOCE_BEHIND_PROXY" in os.environ:
    stop("OKOCE_BEHIND_PROXY is now OKOCE_PROXIES, the number of proxies in front: write OKOCE_PROXIES=1 for yes.")
DEBUG = False
ALLOWED_HOSTS = words("ALLOWED_HOSTS", f"localhost,127.0.0.1,[::1],{HOST}")
CSRF_TRUSTED_ORIGINS = origins("CSRF_TRUSTED_ORIGINS")

# Webhooks go to the open internet alone, and to these networks of the site's own.
WEBHOOK_NETWORKS = networks("OKOCE_WEBHOOK_NETWORKS")

FIRST_MONTH = month("OKOCE_FIRST_MONTH", "2017-12")
# Until which day of the next month a month takes entries; every month has a 28th.
ENTRY_DAY = whole_number("OKOCE_ENTRY_DAY", 5, most=28)
# Until which day of it the kecamatan check what was entered, and on which day the city closes the month.
CHECK_DAY = whole_number("OKOCE_CHECK_DAY", max(7, ENTRY_DAY), most=28)
CLOSE_DAY = whole_number("OKOCE_CLOSE_DAY", max(10, CHECK_DAY), most=28)
if not ENTRY_DAY <= CHECK_DAY <= CLOSE_DAY:
    stop(
        "OKOCE_ENTRY_DAY, OKOCE_CHECK_DAY and OKOCE_CLOSE_DAY follow one another: none may lie before the one named first."
    )
# How many of those whom a closing counts anew are looked at once more.
AUDIT_SAMPLE = whole_number("OKOCE_AUDIT_SAMPLE", 30, least=0, most=1000)
# Within how many working days somebody looks at what looks wrong in the records.
FINDING_DAYS = whole_number("OKOCE_FINDING_DAYS", 5, most=60)

# Where the site is reached, for links in mails; and the server that sends them: without one nothing is sent.
SITE = (origins("OKOCE_ADDRESS") or [f"http://{HOST}:{PORT}"])[0]
EMAIL_HOST = os.environ.get("EMAIL_HOST") or ""
MAILS = bool(EMAIL_HOST)
EMAIL_PORT = whole_number("EMAIL_PORT", 587, most=65_535)
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = switch("EMAIL_USE_TLS", "yes")
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL") or "okoce@localhost"
# The days besides Saturday and Sunday on which the office is closed.
HOLIDAYS = Path(os.environ.get("OKOCE_HOLIDAYS") or BASE_DIR / "programs" / "data" / "holidays.csv")
if not HOLIDAYS.is_file():
    stop(f"OKOCE_HOLIDAYS must be a file with the columns date and name, and there is none: {HOLIDAYS}.")

# Whether phones keep pages and names for halls without a signal; `no` takes away what they kept.
OFFLINE = switch("OKOCE_OFFLINE", "yes")

INSTALLED_APPS = [
    "okoce.core",
    "okoce.accounts",
    "programs",
    "participants",
    "reports",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "pghistory",
    "pgtrigger",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "rest_framework",
    "knox",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]

MIDDLEWARE = [
    # Outermost what sets headers: static files, redirects and errors pass through these too.
    "csp.middleware.CSPMiddleware",
    "okoce.core.responses.HeadersMiddleware",
    "okoce.accounts.limits.LimitMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "okoce.core.responses.OpenMiddleware",
    # Before whatever looks into cookies, query or body.
    "okoce.core.readable.ReadableMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "okoce.core.responses.PackingMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "okoce.core.readable.AddressMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "reports.views.unchanged.UnchangedPagesMiddleware",
    "okoce.accounts.gate.GateMiddleware",
    "okoce.accounts.trail.TrailMiddleware",
    "okoce.accounts.reads.ReadsMiddleware",
    # Runs the view itself, once everybody else has let the request pass.
    "okoce.accounts.drafts.DraftMiddleware",
    # Innermost: all others are asked by the primary.
    "okoce.core.replica.ReplicaMiddleware",
]

ROOT_URLCONF = "okoce.urls"
WSGI_APPLICATION = "okoce.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "okoce.accounts.navigation.navigation",
                "okoce.accounts.kept.kept",
                "reports.views.unchanged.holes",
            ],
            "builtins": ["okoce.core.templatetags.jakarta"],
        },
    }
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# People and sign-in
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "okoce.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = True
# By address wide enough for a hall that shares one, by account narrow.
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "20/m/ip,5/5m/key",
    "reauthenticate": "10/m/user",
    "token_failed": "20/m/ip",
}
MFA_ADAPTER = "okoce.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "OK OCE"
MFA_TOTP_TOLERANCE = 1  # a code typed slowly, or on a phone whose clock is half a minute off
REST_KNOX = {
    "TOKEN_MODEL": "accounts.Token",
    "TOKEN_PREFIX": "okoce_",
    "AUTH_HEADER_PREFIX": "Bearer",
    "AUTO_REFRESH": False,
}
KNOX_TOKEN_MODEL = "accounts.Token"  # noqa: S105 - a name, no secret

# Cookies and headers (a session cookie over plain HTTP is for the loopback address only)
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "okoce.core.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
# A list sends two fields for each person on it, what was marked and what is: this is 1,500 people and the form's own.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3_010
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Words, numbers and days as in Jakarta
LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Bahasa Indonesia")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "language"
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "okoce.core.formats"
TIME_ZONE = "Asia/Jakarta"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("STATIC_ROOT") or HOME / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    # Evidence: nobody else on the machine reads it. Static files are for everybody.
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700},
    },
    "staticfiles": {"BACKEND": "okoce.core.statics.Storage"},
}
# Evidence has no address but that of its view.
MEDIA_ROOT = Path(os.environ.get("MEDIA_ROOT") or HOME / "media")

# Cache, broker, jobs. PostgreSQL is the only truth: losing all of Redis costs seconds.
CACHES = {
    "default": {
        "BACKEND": "okoce.core.cache.SurvivingCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 5},
    }
}
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://")
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_TIME_LIMIT = 1000
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "socket_connect_timeout": 1,
    "socket_timeout": 5,
    # Who saves while the broker is away waits for one try; the tick comes later.
    "max_retries": 1,
    "interval_start": 0,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TIMEZONE = TIME_ZONE

# How many requests of the API a token, or a user who is signed in, has in a minute.
RATE_LIMIT = whole_number("OKOCE_RATE_LIMIT", 600, most=1_000_000_000)
# An answer of counts is at most this many seconds older than the database; 0: the database is asked each time.
COUNTS_FRESH_SECONDS = whole_number("OKOCE_COUNTS_FRESH_SECONDS", 1, least=0)
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "okoce.accounts.tokens.TokenAuthentication",
        "okoce.accounts.tokens.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["okoce.accounts.tokens.HasScope"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["okoce.core.bodies.BodyParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    # `format` is a parameter of counts/, where json and csv are the same rows.
    "URL_FORMAT_OVERRIDE": None,
    "EXCEPTION_HANDLER": "okoce.core.problems.handler",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "OK OCE tracker",
    "DESCRIPTION": _(
        "Counts of the OK OCE programme, each with its definition, status and revision. Months are those of Jakarta,"
        " amounts are whole rupiah, and the scope summary reaches numbers alone, and nobody by name."
    ),
    "TAGS": [
        {"name": "counts", "description": _("The numbers.")},
        {"name": "reference", "description": _("What the numbers are read with.")},
        {"name": "records", "description": _("What people record, read and written as the token's user.")},
    ],
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.1",
    # Wherever the description was read from.
    "SERVERS": [{"url": "/"}],
    "SERVE_INCLUDE_SCHEMA": False,
    "SORT_OPERATIONS": False,
    "SORT_OPERATION_PARAMETERS": False,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "MetricEnum": "reports.contributions.METRICS",
        "RungEnum": "reports.contributions.PERSON_METRICS",
        "MonthStatusEnum": "reports.shapes.MONTH_STATUSES",
        "StateEnum": "programs.models.Training.State",
        "SessionStateEnum": "programs.models.TrainingSession.State",
        "AttendanceStatusEnum": "participants.models.Attendance.Status",
        "SexEnum": "participants.api.people.SEXES",
        "MilestoneKindEnum": "participants.models.Milestone.Kind",
    },
    # The description names the codes that there are, so it takes a database; tests check it.
    "ENABLE_DJANGO_DEPLOY_CHECK": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}

LOGGING_CONFIG = "okoce.core.logs.configure"
LOGGING = {"level": level("OKOCE_LOG_LEVEL", "INFO")}
