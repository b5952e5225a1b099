"""The cache while its server is away."""

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError


class SurvivingCache(RedisCache):
    """Redis, and while it does not answer the memory of this process: pages work, and sign-in is still limited."""

    def __init__(self, server, params):
        super().__init__(server, params)
        self._own = LocMemCache("surviving", {})


def _surviving(name):
    redis_method, own_method = getattr(RedisCache, name), getattr(LocMemCache, name)

    def method(self, *args, **kwargs):
        try:
            return redis_method(self, *args, **kwargs)
        except RedisError:
            return own_method(self._own, *args, **kwargs)

    return method


for _name in (
    "add",
    "get",
    "set",
    "touch",
    "delete",
    "get_many",
    "has_key",
    "incr",
    "set_many",
    "delete_many",
    "clear",
):
    setattr(SurvivingCache, _name, _surviving(_name))
