"""The rows of the permission matrix for allauth's pages."""

from typing import Any

from tests.factories import PASSWORD

from .rules import ANYBODY, NOBODY, SIGNED_IN, Rule

NEW_PASSWORD = "five six seven eight"
PASSWORDS = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
#: allauth's pages for whoever is signed in, with what a GET and a POST of nothing in particular are answered;
#: 405 for what cannot be posted to; some first ask for the password again, or are not there without a second factor
OWN_ACCOUNT = {
    "password_change": (200, 302),
    "account_change_password": (200, 302),
    "account_set_password": (302, 302),
    "account_reauthenticate": (200, 422),
    "account_email": (200, 302),
    "mfa_index": (200, 405),
    "mfa_reauthenticate": (302, 302),
    "mfa_activate_totp": (302, 302),
    "mfa_deactivate_totp": (404, 404),
    "mfa_view_recovery_codes": (404, 405),
    "mfa_generate_recovery_codes": (302, 302),
    "mfa_download_recovery_codes": (404, 404),
    "mfa_list_webauthn": (200, 405),
    "mfa_add_webauthn": (302, 302),
    "mfa_reauthenticate_webauthn": (302, 302),
    "mfa_remove_webauthn": (302, 302),
    "mfa_edit_webauthn": (302, 302),
    "socialaccount_login_error": (401, 405),
    "socialaccount_connections": (200, 422),
}
#: allauth's pages for everybody: to whoever is signed in, and to who is not
ENTRANCE = {
    "login": (302, 302, 200, 422),
    "account_login": (302, 302, 200, 422),
    "logout": (200, 302, 302, 302),
    "account_logout": (200, 302, 302, 302),
    "account_signup": (302, 302, 403, 403),
    "account_inactive": (200, 405, 200, 405),
    "account_email_verification_sent": (200, 405, 200, 405),
    "account_confirm_email": (410, 404, 410, 404),
    "account_confirm_login_code": (302, 302, 302, 302),
    "account_reset_password": (200, 422, 200, 422),
    "account_reset_password_done": (200, 405, 200, 405),
    "account_reset_password_from_key": (410, 410, 410, 410),
    "account_reset_password_from_key_done": (200, 405, 200, 405),
    "mfa_authenticate": (302, 302, 302, 302),
    "mfa_login_webauthn": (302, 302, 302, 302),
    "socialaccount_login_cancelled": (200, 405, 200, 405),
    "socialaccount_signup": (302, 302, 302, 302),
    "openid_connect_login": (404, 404, 404, 404),
    "openid_connect_callback": (404, 404, 404, 404),
}
NAMED: dict[str, list[Any]] = {
    "mfa_remove_webauthn": [1],
    "mfa_edit_webauthn": [1],
    "account_confirm_email": ["key"],
    "account_reset_password_from_key": ["1", "key"],
    "openid_connect_login": ["sso"],
    "openid_connect_callback": ["sso"],
}


def theirs(name: str, got: int, posted: int, *anonymous: int) -> Rule:
    """The rule for one of allauth's pages."""
    allowed = ANYBODY if anonymous else SIGNED_IN
    return Rule(
        allowed,
        NOBODY if posted == 405 else allowed,
        got=(got, got),
        posted=(posted, posted),
        got_apart={"anonymous": anonymous[0]} if anonymous else {},
        posted_apart={"anonymous": anonymous[1]} if anonymous else {},
        args=lambda _own: NAMED.get(name, []),
        data=lambda _own: PASSWORDS if "password" in name else {},
    )


RULES_OF_ALLAUTH = {name: theirs(name, *statuses) for name, statuses in (OWN_ACCOUNT | ENTRANCE).items()}
