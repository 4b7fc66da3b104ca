"""Django's settings. What differs between installations comes from the environment, through config/."""

from datetime import timedelta
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.utils.functional import SimpleLazyObject

from leiomyo_site.config import ROOT, read_config, stored_secret_key
from leiomyo_site.config.database import database_settings
from leiomyo_site.log import LOGGING  # noqa: F401 - Django reads it here

CONFIG = read_config()
PORT = CONFIG.port
HOST = CONFIG.host
DATA_DIR = CONFIG.data_dir
CONTENT_DIR = CONFIG.content_dir
EDITIONS_KEPT = CONFIG.editions_kept
SITE_URL = CONFIG.site_url
SITE_NAME = CONFIG.site_name
CLINIC_NAME = CONFIG.clinic_name
CLINIC_PHONE_DAY = CONFIG.clinic_phone_day
CLINIC_PHONE_NIGHT = CONFIG.clinic_phone_night
HOSPICE_PHONE = CONFIG.hospice_phone
CRISIS_NUMBER = CONFIG.crisis_number
EMERGENCY_NUMBER = CONFIG.emergency_number
EHR_FRAME_ANCESTORS = CONFIG.ehr_frame_ancestors
TRUSTED_PROXY_COUNT = CONFIG.trusted_proxy_count
ADMIN_ALLOWED_NETWORKS = CONFIG.admin_allowed_networks
SECURITY_CONTACT = CONFIG.security_contact
EMAIL_HOST, EMAIL_PORT = CONFIG.mail_server
DEFAULT_FROM_EMAIL = CONFIG.mail_from
DEBUG = CONFIG.debug
# Read, and made where there is none, when something is first signed: importing settings writes no file.
SECRET_KEY = CONFIG.secret_key or SimpleLazyObject(lambda: stored_secret_key(CONFIG.data_dir))
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", urlsplit(SITE_URL).hostname or "", *CONFIG.allowed_hosts]
_SECURE = SITE_URL.startswith("https://")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_static",
    "django_otp.plugins.otp_totp",
    "leiomyo_site.editorial",
    "leiomyo_site.glossary",
    "leiomyo_site.pages",
    "leiomyo_site.site",
    "leiomyo_site.editions",
    "leiomyo_site.accounts",
    "leiomyo_site.admin",
    "leiomyo_site.backups",
]
MIDDLEWARE = [
    "leiomyo_site.middleware.ForceHttpsSchemeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "leiomyo_site.middleware.PrivacyHeadersMiddleware",
    "leiomyo_site.middleware.RequestBodyLimitMiddleware",
    "leiomyo_site.accounts.middleware.AdminNetworkMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "leiomyo_site.middleware.BrotliMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "leiomyo_site.accounts.account_changes.AuditedRequestMiddleware",
    "leiomyo_site.accounts.middleware.SessionLifetimeMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "leiomyo_site.accounts.middleware.SecondFactorMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "leiomyo_site.urls"
WSGI_APPLICATION = "leiomyo_site.wsgi.application"
TEMPLATES = [
    # What families and clinics see; templates of this name are looked for here first.
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "NAME": "public",
        "DIRS": [ROOT / "templates/public"],
        "OPTIONS": {"environment": "leiomyo_site.site.template_engine.environment"},
    },
    # Administration and sign-in.
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]

DATABASES = {"default": database_settings(CONFIG.database_url, DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LOGIN_REDIRECT_URL = "admin:index"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
# Ten tries on one account from one address, then a quarter of an hour of rest. Either alone would let one person close
# a colleague's account, or ten slips of a ward behind one address close the whole ward.
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_CLIENT_IP_CALLABLE = "leiomyo_site.accounts.network.client_ip"
AXES_LOCKOUT_CALLABLE = "leiomyo_site.accounts.views.locked_out"
AXES_VERBOSE = False
# The audit log says what an administrator needs to know of sign-ins, and a row deleted by hand would go past it.
AXES_ENABLE_ADMIN = False
OTP_TOTP_ISSUER = SITE_NAME
OTP_ADMIN_HIDE_SENSITIVE_DATA = True
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
USE_I18N = True
# The one clock: days and times on public pages, on paper and in administration are those of this zone.
TIME_ZONE = CONFIG.clinic_time_zone.key
USE_TZ = True

# Numbered folders, and a link to the one that families read.
EDITIONS_DIR = DATA_DIR / "editions"
CURRENT_EDITION_DIR = EDITIONS_DIR / "current"

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [ROOT / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "leiomyo_site.site.css_bundle.CssBundleFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_URL = "/media/"
# Where pictures stood before they were kept in the database; an upgrade brings them in from there.
MEDIA_ROOT = DATA_DIR / "media"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
# Nothing goes to other sites; with no-referrer, browsers send forms without an origin and CSRF checks refuse them.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# A front server that holds the certificate asks by plain HTTP; browsers still say from which address a form comes.
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXY_COUNT else None
SECURE_HSTS_SECONDS = 63_072_000 if _SECURE else 0
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _SECURE
CSRF_FAILURE_VIEW = "leiomyo_site.accounts.views.stale_form"
# Half an hour without a word, or the browser closed, ends a session; signin.middleware ends it after 12 hours.
SESSION_COOKIE_AGE = 30 * 60
SESSION_SAVE_EVERY_REQUEST = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
