"""What the environment makes of the settings."""

import os
import runpy
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from warreader.secret import read_or_make_key

Load = Callable[..., dict[str, Any]]
SETTINGS = Path(__file__).resolve().parent.parent / "warreader" / "settings.py"


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Load:
    """Give the settings that an environment makes."""

    def load(**environ: str) -> dict[str, Any]:
        for name in [name for name in os.environ if name.startswith("WARREADER_")]:
            monkeypatch.delenv(name)
        monkeypatch.setenv("WARREADER_DATA", str(tmp_path / "data"))
        for name, value in environ.items():
            monkeypatch.setenv(f"WARREADER_{name}", value)
        return runpy.run_path(str(SETTINGS))

    return load


def test_nothing_set_is_safe_and_local(load: Load, tmp_path: Path):
    settings = load()
    assert settings["DEBUG"] is False
    assert settings["ALLOWED_HOSTS"] == ["127.0.0.1", "localhost", "[::1]"]
    assert settings["DATABASES"]["default"]["NAME"] == str(tmp_path / "data" / "warreader.sqlite3")
    assert settings["STATIC_ROOT"] == tmp_path / "data" / "static"
    # Over plain http on one's own machine a secure cookie would never come back.
    assert (settings["SESSION_COOKIE_SECURE"], settings["SECURE_SSL_REDIRECT"]) == (False, False)
    assert "SECURE_PROXY_SSL_HEADER" not in settings


def test_an_https_base_url_gives_host_origin_and_secure_cookies(load: Load):
    settings = load(BASE_URL="https://desk.example.org/")
    assert settings["ALLOWED_HOSTS"] == ["desk.example.org"]
    assert settings["CSRF_TRUSTED_ORIGINS"] == ["https://desk.example.org"]
    for name in ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT"):
        assert settings[name] is True
    assert settings["SECURE_HSTS_SECONDS"] > 0


@pytest.mark.parametrize(
    "address",
    ["desk.example.org", "desk.lan:8080", "ftp://desk.lan", "https://", "https://desk.lan/news", "//desk.lan"],
)
def test_a_base_url_that_gives_no_host_and_scheme_or_more_is_refused(load: Load, address: str):
    with pytest.raises(ImproperlyConfigured, match="WARREADER_BASE_URL"):
        load(BASE_URL=address)


def test_an_empty_base_url_is_none(load: Load):
    assert load(BASE_URL="")["CSRF_TRUSTED_ORIGINS"] == ["http://127.0.0.1:8000"]


def test_no_threads_are_refused(load: Load):
    with pytest.raises(ImproperlyConfigured, match="WARREADER_THREADS"):
        load(THREADS="0")


def test_the_origin_keeps_its_port(load: Load):
    settings = load(BASE_URL="http://desk.lan:8080")
    assert settings["ALLOWED_HOSTS"] == ["desk.lan"]
    assert settings["CSRF_TRUSTED_ORIGINS"] == ["http://desk.lan:8080"]


def test_a_proxys_headers_count_only_where_there_is_one(load: Load):
    settings = load(BEHIND_PROXY="true")
    assert settings["SECURE_PROXY_SSL_HEADER"] == ("HTTP_X_FORWARDED_PROTO", "https")


def test_debugging_has_to_be_asked_for(load: Load):
    assert load(DEBUG="true")["DEBUG"] is True


def test_sqlite_takes_its_lock_at_the_beginning_and_readers_are_not_blocked(load: Load):
    options = load()["DATABASES"]["default"]["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in options["init_command"]


def test_a_postgresql_url_is_used_with_its_options(load: Load):
    database = load(DATABASE_URL="postgresql://me:pw@db.lan:5433/desk?sslmode=require")["DATABASES"]["default"]
    assert database["ENGINE"] == "django.db.backends.postgresql"
    named = [database[name] for name in ("USER", "PASSWORD", "HOST", "PORT", "NAME")]
    assert named == ["me", "pw", "db.lan", 5433, "desk"]
    assert database["OPTIONS"] == {"sslmode": "require"}
    assert database["CONN_HEALTH_CHECKS"] is True


def test_nothing_inline_and_nothing_from_elsewhere_may_run(load: Load):
    directives = load()["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]
    assert directives["default-src"] == ["'none'"]
    assert directives["script-src"] == directives["style-src"] == ["'self'"]
    assert "unsafe" not in str(directives)


def test_the_secret_key_is_made_once_and_for_its_owner_only(load: Load, tmp_path: Path):
    first, second = load()["SECRET_KEY"], load()["SECRET_KEY"]
    path = tmp_path / "data" / "secret_key"
    assert first == second == path.read_text()
    assert len(first) >= 50
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_secret_key_from_the_environment_is_not_stored(load: Load, tmp_path: Path):
    assert load(SECRET_KEY="from-elsewhere")["SECRET_KEY"] == "from-elsewhere"
    assert not (tmp_path / "data" / "secret_key").exists()


def test_two_processes_that_start_at_once_agree_on_the_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "secret_key"
    real = os.link

    def link_after_the_other(draft: Path, target: Path) -> None:
        path.write_text("the other's")
        real(draft, target)

    monkeypatch.setattr(os, "link", link_after_the_other)
    assert read_or_make_key(path) == "the other's"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_of_fonts_has_to_be_there(load: Load, tmp_path: Path):
    assert load()["FONTS"] == []
    assert load(FONTS=str(tmp_path))["FONTS"] == [str(tmp_path)]
    with pytest.raises(ImproperlyConfigured, match="no such folder"):
        load(FONTS=str(tmp_path / "fonts"))


def test_every_variable_is_documented():
    source = SETTINGS.read_text()
    documented, _, code = source.removeprefix('"""').partition('"""')
    read = {word.split('"')[1] for word in code.split("env.")[1:] if '"WARREADER_' in word[:40]}
    assert read
    assert {name for name in read if f"``{name}``" not in documented} == set()


def test_single_sign_on_is_there_where_an_issuer_is_and_forms_may_lead_there(load: Load):
    assert load()["SOCIALACCOUNT_PROVIDERS"] == {}
    settings = load(OIDC_URL="https://id.example.org/realms/desk/", OIDC_CLIENT_ID="me", OIDC_CLIENT_SECRET="x")
    app = settings["SOCIALACCOUNT_PROVIDERS"]["openid_connect"]["APPS"][0]
    assert (app["name"], app["settings"]) == ("id.example.org", {"server_url": "https://id.example.org/realms/desk"})
    assert settings["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]["form-action"] == ["'self'", "https://id.example.org"]
    assert settings["OIDC_SIGN_UP"] is False


def test_accounts_are_made_by_invitation_unless_set_otherwise(load: Load):
    assert load()["OPEN_SIGN_UP"] is False
    assert load(OPEN_SIGN_UP="true")["OPEN_SIGN_UP"] is True


def test_mail_goes_to_the_console_or_where_the_url_says(load: Load):
    assert load()["EMAIL_BACKEND"].endswith("console.EmailBackend")
    settings = load(EMAIL_URL="smtp+tls://me:p%40ss@mail.example.org:587", BASE_URL="https://desk.example.org")
    named = [
        settings[f"EMAIL_{name}"] for name in ("HOST", "PORT", "HOST_USER", "HOST_PASSWORD", "USE_TLS", "USE_SSL")
    ]
    assert named == ["mail.example.org", 587, "me", "p@ss", True, False]
    assert settings["EMAIL_TIMEOUT"] <= 10
    assert settings["DEFAULT_FROM_EMAIL"] == "Warreader <warreader@desk.example.org>"


def test_pages_are_fetched_unless_the_server_is_told_otherwise(load: Load):
    assert (load()["FETCHING"], load()["FETCHING_PORTS"]) == (True, [80, 443])
    told = load(FETCHING="off", FETCHING_PORTS="80,443,8443")
    assert (told["FETCHING"], told["FETCHING_PORTS"]) == (False, [80, 443, 8443])
