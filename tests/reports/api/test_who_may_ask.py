"""Who may ask: a token of any scope, or a session with its second factor."""

import pytest

from okoce.accounts.models import Scope, Token
from okoce.core.months import now
from tests.factories import HOME, user
from tests.reports.api.asking import EVERY_READ, bearing, refusals, token

pytestmark = pytest.mark.django_db

CHALLENGE = 'Bearer, Basic realm="okoce", charset="UTF-8"'


class TestWhoMayAsk:
    @pytest.mark.parametrize("address", EVERY_READ)
    def test_nobody_without_a_token_or_a_session(self, client, address):
        answer = client.get(f"/api/v1/{address}")
        assert (answer.status_code, answer["WWW-Authenticate"]) == (401, CHALLENGE)

    @pytest.mark.parametrize("address", EVERY_READ)
    @pytest.mark.parametrize("scope", Scope.values)
    def test_a_token_of_any_scope(self, address, scope):
        assert bearing(token(scope=scope))(address).status_code == 200

    @pytest.mark.parametrize(
        "address", [address for address in EVERY_READ if address not in ("kecamatan/", "periods/")]
    )
    def test_no_token_of_somebody_who_may_not_see_counts(self, address):
        answer = bearing(token(user("facilitator", kecamatan=(HOME,)), Scope.RECORDS))(address)
        assert (answer.status_code, answer.json()["code"]) == (403, "permission_denied")

    @pytest.mark.parametrize("address", ["kecamatan/", "curricula/", "agencies/"])
    def test_what_forms_choose_from_is_for_everybody(self, address):
        answer = bearing(token(user("facilitator", kecamatan=(HOME,)), Scope.RECORDS))(address)
        assert (answer.status_code, answer.json()["count"] > 0) == (200, True)

    def test_which_months_are_closed_is_for_everybody(self):
        answer = bearing(token(user("facilitator", kecamatan=(HOME,)), Scope.RECORDS))("periods/")
        assert (answer.status_code, answer.json()["results"]) == (200, [])

    def test_an_expired_token_is_as_good_as_none(self, ask):
        Token.objects.update(expiry=now())
        answer = ask("summary/")
        assert (answer.status_code, answer.json()["code"]) == (401, "authentication_failed")
        assert answer["WWW-Authenticate"] == CHALLENGE

    def test_a_token_ends_with_its_users_account(self):
        staff = user("staff")
        text = token(staff)
        staff.is_active = False
        staff.save(update_fields=["is_active"])
        assert bearing(text)("summary/").status_code == 401

    def test_a_token_in_the_address_is_none(self, client):
        assert client.get("/api/v1/summary/", {"token": token()}).status_code == 401

    def test_beside_a_right_one_it_is_an_unknown_parameter(self, ask):
        assert refusals(ask(f"summary/?token={token()}")) == [("token", "unknown_parameter")]

    @pytest.mark.parametrize("address", EVERY_READ)
    def test_a_session_with_its_second_factor(self, signed_in, address):
        assert signed_in(user("staff")).get(f"/api/v1/{address}").status_code == 200

    def test_no_session_without_its_second_factor(self, client):
        client.force_login(user("staff"))
        assert client.get("/api/v1/summary/").status_code == 403

    def test_no_session_of_somebody_who_may_not_see_counts(self, client):
        client.force_login(user("facilitator"))
        assert client.get("/api/v1/summary/").status_code == 403

    @pytest.mark.parametrize("address", ["schema/", "docs/"])
    def test_everybody_reads_the_description(self, client, address):
        assert client.get(f"/api/v1/{address}").status_code == 200
