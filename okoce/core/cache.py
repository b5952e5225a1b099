"""The cache while its server is away."""

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import RedisError


class OneClient(RedisCacheClient):
    """Django makes a client for each question, which takes as long as the question; a client may be shared by threads."""

    def __init__(self, servers, **options):
        super().__init__(servers, **options)
        self._clients = {}

    def get_client(self, key=None, *, write=False):
        index = self._get_connection_pool_index(write)
        if index not in self._clients:
            self._clients[index] = super().get_client(key, write=write)
        return self._clients[index]


class SurvivingCache(RedisCache):
    """Redis, and while it does not answer the memory of this process: pages work, and sign-in is still limited."""

    def __init__(self, server, params):
        super().__init__(server, params)
        self._class = OneClient
        self._own = LocMemCache("surviving", {})

    def add_up(self, key, amount, timeout):
        """What was added under the key in all, this included; one question, also where nobody added before."""
        written = self.make_and_validate_key(key)
        try:
            with self._cache.get_client(written, write=True).pipeline(transaction=False) as both:
                return both.incrby(written, amount).expire(written, timeout).execute()[0]
        except RedisError:
            self._own.add(key, 0, timeout)
            return self._own.incr(key, amount)


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
