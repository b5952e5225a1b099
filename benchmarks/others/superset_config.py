"""Superset's settings, as its manual has them for a site: PostgreSQL, Redis for its caches, no limit of requests."""

import os

SECRET_KEY = os.environ["BENCH_SECRET"]
SQLALCHEMY_DATABASE_URI = os.environ["BENCH_METADATA"]
CACHE_CONFIG = {
    "CACHE_TYPE": "RedisCache",
    "CACHE_DEFAULT_TIMEOUT": int(os.environ["BENCH_KEPT"]),
    "CACHE_KEY_PREFIX": "superset_",
    "CACHE_REDIS_URL": os.environ["BENCH_CACHE"],
}
DATA_CACHE_CONFIG = {**CACHE_CONFIG, "CACHE_KEY_PREFIX": "superset_data_"}
RATELIMIT_ENABLED = False
# Asked by a program that sends a token, as ours is.
WTF_CSRF_ENABLED = False
TALISMAN_ENABLED = False
LOG_LEVEL = "WARNING"
