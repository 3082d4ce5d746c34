"""Settings. Everything that differs between installations comes from the environment, and is named here.

================================  ============================================================================
``WARREADER_BASE_URL``            where people reach the app: gives the allowed host, the CSRF origin and, with
                                  https, secure cookies, HSTS and the redirect. Default ``http://127.0.0.1:8000``
``WARREADER_DATA``                folder for the database, the secret key and the collected static files.
                                  Default ``data`` beside ``manage.py``
``WARREADER_DATABASE_URL``        ``postgresql://user:password@host/name``. Default: an SQLite file in the data
                                  folder
``WARREADER_SECRET_KEY``          default: made once and kept in the data folder, readable by its owner only
``WARREADER_BEHIND_PROXY``        ``true`` when a proxy of yours sets ``X-Forwarded-Proto`` and ``X-Forwarded-For``
                                  and strips them from outside. Default ``false``
``WARREADER_DEBUG``               ``true`` for error pages with tracebacks. Default ``false``
``WARREADER_EMAIL_URL``           ``smtp+tls://user:password@host:587`` (``smtp+ssl``, ``smtp``). Default: e-mail is
                                  printed where the server runs
``WARREADER_EMAIL_FROM``          whom e-mail comes from. Default ``warreader@`` the host of the base URL
``WARREADER_OPEN_SIGN_UP``        ``true`` lets anybody make an account. Default: by invitation only
``WARREADER_OIDC_URL``            single sign-on: the issuer's address, as of ``/.well-known/openid-configuration``.
                                  Default: none, and no button. Further ``WARREADER_OIDC_CLIENT_ID``,
                                  ``WARREADER_OIDC_CLIENT_SECRET``, ``WARREADER_OIDC_NAME`` (on the button),
                                  ``WARREADER_OIDC_SIGN_UP`` (``true`` makes accounts without invitation)
``WARREADER_FETCHING``            ``off``: the server fetches no pages from the addresses that people give. Default
                                  ``on``; each team may forbid it, too
``WARREADER_FETCHING_PORTS``      the ports that pages may be fetched from. Default ``80,443``
``WARREADER_FONTS``               folder of fonts that PDFs are set in where those that come with the app lack letters
``WARREADER_THREADS``             threads that render pages. Default 8
================================  ============================================================================
"""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from warreader.secret import read_or_make_key

env = environ.Env()

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(env.str("WARREADER_DATA", default=str(ROOT / "data")))
DATA.mkdir(parents=True, exist_ok=True)

DEBUG = env.bool("WARREADER_DEBUG", default=False)
SECRET_KEY = env.str("WARREADER_SECRET_KEY", default="") or read_or_make_key(DATA / "secret_key")
THREADS = env.int("WARREADER_THREADS", default=8)
if THREADS < 1:
    raise ImproperlyConfigured("WARREADER_THREADS has to be 1 or more.")

# Where the app is reached --------------------------------------------------------------------------------------

BASE_URL = (env.str("WARREADER_BASE_URL", default="") or "http://127.0.0.1:8000").rstrip("/")
_base = urlsplit(BASE_URL)
# Without its scheme an https address would pass for none, and cookies would travel in the clear.
if _base.scheme not in {"http", "https"} or not _base.hostname or any(_base[2:]):
    raise ImproperlyConfigured(f"WARREADER_BASE_URL is “{BASE_URL}”: it has to be like https://desk.example.org")
_loopback = ["127.0.0.1", "localhost", "[::1]"]
_host = _base.hostname or "127.0.0.1"
ALLOWED_HOSTS = _loopback if _host in {"127.0.0.1", "localhost", "::1"} else [_host]
CSRF_TRUSTED_ORIGINS = [f"{_base.scheme}://{_base.netloc}"]
_secure = _base.scheme == "https"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = _secure
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 31_536_000 if _secure else 0
# One host is ours to promise https for; its subdomains and the browsers' preload list are the operator's choice.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
BEHIND_PROXY = env.bool("WARREADER_BEHIND_PROXY", default=False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Others get no referrer. "no-referrer" would also make browsers send our own forms with "Origin: null".
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# The app -------------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "warreader.apps.WarreaderConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "warreader.views.access.SignInMiddleware",
    "warreader.views.entrance.StatusMiddleware",
    "warreader.views.outdated.OutdatedMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
]
ROOT_URLCONF = "warreader.urls"
WSGI_APPLICATION = "warreader.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
AUTH_USER_MODEL = "warreader.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
PASSWORD_RESET_TIMEOUT = 86_400
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
#: two million characters in any script, and a form around them; files are counted by the server and their form
DATA_UPLOAD_MAX_MEMORY_SIZE = 8_500_000
#: who judges what is a box per person and report: sixty people and three hundred reports are one form
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
#: above what the form for files takes, so that whoever sends a few too many is told by it
DATA_UPLOAD_MAX_NUMBER_FILES = 1_000

# E-mail --------------------------------------------------------------------------------------------------------

_mail = env.email_url("WARREADER_EMAIL_URL", default="consolemail://")
EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
EMAIL_HOST, EMAIL_PORT = _mail["EMAIL_HOST"] or "localhost", _mail["EMAIL_PORT"] or 25
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_USER"] or "", _mail["EMAIL_HOST_PASSWORD"] or ""
EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.get("EMAIL_USE_TLS", False), _mail.get("EMAIL_USE_SSL", False)
# A mail server that does not answer holds up a page no longer than this.
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("WARREADER_EMAIL_FROM", default=f"Warreader <warreader@{_host}>")

# Signing in ----------------------------------------------------------------------------------------------------

AUTHENTICATION_BACKENDS = ["warreader.views.entrance.AccountBackend"]
OPEN_SIGN_UP = env.bool("WARREADER_OPEN_SIGN_UP", default=False)
ACCOUNT_ADAPTER = "warreader.views.entrance.AccountAdapter"
ACCOUNT_FORMS = {"login": "warreader.forms.accounts.SignInForm", "signup": "warreader.forms.accounts.SignUpForm"}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[Warreader] "
# Whoever finds an open session cannot take the account with it.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# By address these let a class sign in at once; each account's own limit stays narrow.
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",
    "login_failed": "60/m/ip,5/5m/key",
    "signup": "60/m/ip",
    "change_password": "20/m/user",
    "invite": "30/h/user",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RATE_LIMITS = {"webauthn_login": "120/m/ip"}
MFA_TOTP_ISSUER = "Warreader"
MFA_TOTP_TOLERANCE = 1
# Browsers allow passkeys over plain http on "localhost" only; there they work without https, too.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _secure

# The limits hold for all processes and machines together, since they are counted in the database.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "warreader_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

SOCIALACCOUNT_ADAPTER = "warreader.views.entrance.SingleSignOnAdapter"
OIDC_SIGN_UP = env.bool("WARREADER_OIDC_SIGN_UP", default=False)
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {}
if _issuer := env.str("WARREADER_OIDC_URL", default="").rstrip("/"):
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "sso",
                "name": env.str("WARREADER_OIDC_NAME", default=str(urlsplit(_issuer).hostname)),
                "client_id": env.str("WARREADER_OIDC_CLIENT_ID"),
                "secret": env.str("WARREADER_OIDC_CLIENT_SECRET", default=""),
                "settings": {"server_url": _issuer},
            }
        ],
    }
    # The button is a form whose answer leads to the issuer, and browsers check where forms lead.
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"].append("{0.scheme}://{0.netloc}".format(urlsplit(_issuer)))

# Database ------------------------------------------------------------------------------------------------------

DATABASES = {"default": env.db_url("WARREADER_DATABASE_URL", default=f"sqlite:///{DATA / 'warreader.sqlite3'}")}
DATABASES["default"]["CONN_MAX_AGE"] = None
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A write takes its lock when it begins, waits its turn, and never blocks a reader.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=134217728;",
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Work that may wait, done by `db_worker` -----------------------------------------------------------------------

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# PDFs -------------------------------------------------------------------------------------------------------------

#: folders of fonts for letters that those of the app lack
FONTS = [folder] if (folder := env.str("WARREADER_FONTS", default="")) else []
if not all(Path(folder).is_dir() for folder in FONTS):
    raise ImproperlyConfigured(f"WARREADER_FONTS is “{FONTS[0]}”: there is no such folder.")

# Fetching pages that people have named; only ever from the public internet --------------------------------------

FETCHING = env.bool("WARREADER_FETCHING", default=True)
FETCHING_PORTS = env.list("WARREADER_FETCHING_PORTS", cast=int, default=[80, 443])

# Static files --------------------------------------------------------------------------------------------------

STATIC_URL = "static/"
STATICFILES_DIRS = [ROOT / "static"]
STATIC_ROOT = DATA / "static"
STATIC_ROOT.mkdir(exist_ok=True)
# Pages name the hashed files only; the others would double what collectstatic compresses.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "warreader.staticfiles.LeanStaticFilesStorage"
    },
}

# Language and time ---------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
TIME_ZONE = "UTC"
USE_TZ = True
