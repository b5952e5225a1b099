"""Who did it, for the audit trail: the user's number and the request's method, never an address or a datum."""

import pghistory


class TrailMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method in ("GET", "HEAD", "OPTIONS"):
            return self.get_response(request)
        with pghistory.context(user=request.user.pk if request.user.is_authenticated else None):
            return self.get_response(request)
