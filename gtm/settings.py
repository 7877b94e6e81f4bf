"""One settings file: environment variables, with defaults that run on one machine."""

import os
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF

from gtm import variables

BASE_DIR = Path(__file__).resolve().parent.parent
environ.Env.read_env(BASE_DIR / ".env")
env = variables.read(os.environ)

DATA_DIR = env["DATA_DIR"] or BASE_DIR / ".data"
DEBUG = env["DEBUG"]
DEMO = env["DEMO"]  # demo accounts, refused by check --deploy
SECRET_KEY = env["SECRET_KEY"] or "insecure-debug-only"  # the latter while DEBUG is on

# The public address alone decides transport: https means Secure cookies, HSTS and redirects.
SITE_URL = env["SITE_URL"]
HTTPS = SITE_URL.startswith("https://")
ALLOWED_HOSTS = env["ALLOWED_HOSTS"] or [urlsplit(SITE_URL).hostname]
if not HTTPS:
    ALLOWED_HOSTS += ["127.0.0.1", "localhost"]
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CSRF_FAILURE_VIEW = "gtm.views.csrf_failure"
SECURE_SSL_REDIRECT = HTTPS
# Balancers and monitors ask by http, on the loopback.
SECURE_REDIRECT_EXEMPT = [r"^sante/"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
# These bind every other site of the domain for a year: whoever owns it asks for them.
SECURE_HSTS_PRELOAD = HTTPS and env["HSTS_PRELOAD"]
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD or (HTTPS and env["HSTS_SUBDOMAINS"])
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]  # which want both of everybody
SECURE_REFERRER_POLICY = "same-origin"
if env["BEHIND_PROXY"]:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# How many proxies of ours add a line to X-Forwarded-For: limits are counted per address.
ALLAUTH_TRUSTED_PROXY_COUNT = env["TRUSTED_PROXIES"]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
ACCOUNT_COOKIE_NAME = "__Host-account" if HTTPS else "account"  # see gtm/kept.py
SESSION_COOKIE_AGE = 14 * 24 * 3600
X_FRAME_OPTIONS = "DENY"

INSTALLED_APPS = [
    "meetings",
    "actions",
    "gtm",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "bootstrap",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
]
MIDDLEWARE = [
    "gtm.watching.requests.noted",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "gtm.middleware.CompressedPages",  # WhiteNoise compresses files, not pages
    "gtm.middleware.open_to_all",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "gtm.bodies.SizedBodies",  # the next one reads the form
    "django.middleware.csrf.CsrfViewMiddleware",
    "gtm.characters.NormalCharacters",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "gtm.middleware.private_answers",
    "gtm.kept.remember_account",
    "gtm.middleware.SignInRequired",
    "gtm.middleware.SecondFactorRequired",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "gtm.ranges.handed_to_proxy",
]
ROOT_URLCONF = "gtm.urls"
WSGI_APPLICATION = "gtm.wsgi.application"
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
            ],
            "builtins": ["gtm.templatetags.gtm"],
        },
    }
]
CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_ALLOWED_TEMPLATE_PACKS = ["bootstrap5"]
# A refused field stays the browser's business too: no attribute of ours is needed for it.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

EMBEDDED = {"ENGINE": "django.db.backends.sqlite3", "NAME": DATA_DIR / "db.sqlite3"}
DATABASES = {"default": env["DATABASE_URL"] or EMBEDDED}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Measured under 20 writers: deferred transactions fail one save in four, these never.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON",
    }
else:
    # A connection for each request costs more than most pages; a server restarted is noticed.
    DATABASES["default"]["CONN_MAX_AGE"] = env["CONN_MAX_AGE"]
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # Nobody waits for ever, neither for a lock nor for a server that is gone: 503, and once more.
    waits = {"connect_timeout": 5, "options": "-c lock_timeout=20s"}
    DATABASES["default"]["OPTIONS"] = waits | DATABASES["default"].get("OPTIONS", {})
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Rate limits must hold with several processes: a per-process cache would multiply them.
# Beyond its size it forgets a third of its rows: 300, the default, are a few minutes of guessing.
CACHES = {
    "default": {
        "BACKEND": "gtm.limits.OpenOnFailure",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    # What everybody reads, in the memory of each process: some 10 MB of it at most.
    "pages": {
        "BACKEND": "django.core.cache.backends."
        + ("dummy.DummyCache" if DEBUG else "locmem.LocMemCache"),
        "LOCATION": "pages",
        "TIMEOUT": 3600,
        "OPTIONS": {"MAX_ENTRIES": 500},
    },
}

AUTH_USER_MODEL = "gtm.User"
AUTHENTICATION_BACKENDS = ["gtm.accounts.ByAddress"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "meetings:home"
ACCOUNT_ADAPTER = "gtm.accounts.Accounts"
ACCOUNT_FORMS = {
    "login": "gtm.accounts.SignInForm",
    "reset_password": "gtm.accounts.LostPasswordForm",
    "add_email": "gtm.accounts.NewAddressForm",
}
ACCOUNT_CHANGE_EMAIL = True  # one address per account; the former stays until the new one answers
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a password or address changed: the person is told
ACCOUNT_EMAIL_CONFIRMATION_AUTHENTICATED_REDIRECT_URL = "gtm:own_account"
# allauth's own looks addresses up, which makes the work for known and unknown ones differ.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no mail ever goes to an address without an account
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_USER_DISPLAY = "gtm.accounts.display_name"
MFA_ADAPTER = "gtm.accounts.SecondFactor"
MFA_FORMS = {"activate_totp": "gtm.accounts.ActivateForm"}
MFA_TOTP_ISSUER = "GTM Niger"
MFA_TOTP_TOLERANCE = 1  # phones without network are late by half a minute
# Addresses are proved by the invitation; one that is being changed must not block the set-up.
MFA_ALLOW_UNVERIFIED_EMAIL = True
SECOND_FACTOR_REQUIRED = not DEMO  # of those who publish and of those who open doors
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = DATA_DIR / "mails"
DEFAULT_FROM_EMAIL = env["DEFAULT_FROM_EMAIL"]
EMAIL_TIMEOUT = 30  # seconds: a server that says nothing holds no sender
vars().update(env["EMAIL_URL"])

# What signs published PDFs, if anything: a PKCS#12 file and what opens it.
SIGNING_KEY = env["SIGNING_KEY"]
SIGNING_PASSWORD = env["SIGNING_PASSWORD"]

BACKUP_TARGET = env["BACKUP_TARGET"]
BACKUP_PASSPHRASE = env["BACKUP_PASSPHRASE"]
BACKUP_RECIPIENTS = env["BACKUP_RECIPIENTS"]
BACKUP_IDENTITY = env["BACKUP_IDENTITY"]
BACKUP_UNENCRYPTED = env["BACKUP_UNENCRYPTED"]
BACKUP_KEEP = env["BACKUP_KEEP"]
BACKUP_DATABASE = env["BACKUP_DATABASE_URL"]
BACKUP_ENDPOINT = env["BACKUP_ENDPOINT"]

SENTRY_DSN = env["SENTRY_DSN"]
METRICS_TOKEN = env["METRICS_TOKEN"]
SLOW_PAGE_MS, SLOW_QUERY_MS = env["SLOW_PAGE_MS"], env["SLOW_QUERY_MS"]

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français")]
TIME_ZONE = "Africa/Niamey"
USE_I18N = USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = DATA_DIR / "static"
# A header less with each file: no other site shows ours.
WHITENOISE_ALLOW_ALL_ORIGINS = False
MEDIA_ROOT = DATA_DIR / "files"  # never served by its address: every file has a view
STORAGES = {
    "default": {"BACKEND": "gtm.storage.DurableFiles"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "gtm.storage.HashedStaticFiles"
    },
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = False

# 60 persons, 20 points and 60 actions are about 1,500 fields; Django's default refuses above 1,000.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 40
FILE_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
# The proxy that sends stored files reads them by its group, and nobody else does.
FILES_BY_PROXY = env["FILES_BY_PROXY"]
FILE_UPLOAD_PERMISSIONS = 0o640 if FILES_BY_PROXY else 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o750 if FILES_BY_PROXY else 0o700

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
        "worker-src": [SELF],
    }
}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"safe": {"()": "gtm.watching.logs.formatter", "style": env["LOG_FORMAT"]}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "safe"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "gtm.requests": {"level": "INFO"},  # one line each
        "django.request": {"level": "ERROR"},  # which that line tells, refusals of ours too
        # One line for each request that waits for a thread, be it a millisecond.
        "waitress.queue": {"level": "ERROR"},
    },
}
