"""Every setting of the classroom, read once from the environment."""

import os

import dj_database_url
from django.utils.translation import gettext_lazy as _

from config.environment import CHECKOUT, flag, path_from, read_secrets, socket_folder, words

CLASSROOM_HOME = path_from("CLASSROOM_HOME", CHECKOUT / "var")
CLASSROOM_ENVS = path_from("CLASSROOM_ENVS", CLASSROOM_HOME / "envs")
CLASSROOM_HOST = os.environ.get("CLASSROOM_HOST", "127.0.0.1")
CLASSROOM_PORT = int(os.environ.get("CLASSROOM_PORT", "8000"))
SOCKETS = socket_folder(CLASSROOM_HOME)

# The practice cloud
PRACTICE_ENABLED = flag("CLASSROOM_PRACTICE", default=True)
PRACTICE_HOST = os.environ.get("PRACTICE_HOST", "127.0.0.1")
PRACTICE_BASE_PORT = int(os.environ.get("PRACTICE_BASE_PORT", "15000"))
PRACTICE_SERVICES = words(
    "PRACTICE_SERVICES", "keystone glance placement neutron nova cinder swift manila ironic heat octavia"
)

# Django
_secrets = read_secrets(CLASSROOM_HOME)
SECRET_KEY = os.environ.get("CLASSROOM_SECRET_KEY", _secrets.signing)
SEALING_KEYS = words("CLASSROOM_SEALING_KEYS", _secrets.sealing)  # the first seals; all of them open
DEBUG = flag("CLASSROOM_DEBUG", default=False)
ALLOWED_HOSTS = words("CLASSROOM_ALLOWED_HOSTS", f"127.0.0.1 localhost [::1] {CLASSROOM_HOST}")
CSRF_TRUSTED_ORIGINS = words("CLASSROOM_TRUSTED_ORIGINS")
ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "knox",
    "drf_spectacular",
    "django_htmx",
    "bootstrap",
    "course",
    "grading",
    "labs",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "course.security.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "course.language.LanguageMiddleware",
    "course.zone.ZoneMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [CHECKOUT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "course.context.frame",
            ],
        },
    }
]

# Data
DATABASES = {
    "default": dj_database_url.config(
        env="CLASSROOM_DATABASE", default=f"sqlite:///{CLASSROOM_HOME / 'classroom.sqlite3'}"
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A write takes the lock at its start and waits its turn, so that readers never meet "database is locked".
    DATABASES["default"]["TEST"] = {"NAME": str(CLASSROOM_HOME / "test.sqlite3")}  # threads share a file, not memory
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=20000;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = os.environ.get("CLASSROOM_REDIS", f"unix://{SOCKETS / 'valkey.sock'}")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
SESSION_ENGINE = "django.contrib.sessions.backends.db"  # signing in must not depend on the broker

# People
ROSTER_AT_ONCE = (
    10  # new accounts of a roster's file that a page makes itself; more are a worker's, for about 0.3 s each
)
AUTH_USER_MODEL = "course.User"
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "overview"
LOGOUT_REDIRECT_URL = "sign_in"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# The port tells two classrooms on one host apart.
SESSION_COOKIE_NAME = f"classroom_{CLASSROOM_PORT}"
CSRF_COOKIE_NAME = f"classroom_csrf_{CLASSROOM_PORT}"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = flag("CLASSROOM_HTTPS", default=False)
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

# Languages
USE_I18N = True
USE_TZ = True
TIME_ZONE = os.environ.get("CLASSROOM_TIME_ZONE", "Asia/Seoul")
LANGUAGE_CODE = "ko"  # for a browser that asks for neither of the two
LANGUAGES = [("ko", _("Korean")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "classroom_language"
LOCALE_PATHS = [CHECKOUT / "config" / "locale"]

# Static files
STATIC_URL = "static/"
STATICFILES_DIRS = [CHECKOUT / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "course.icons.IconFinder",
    "course.editor_files.EditorFinder",
]
STATIC_ROOT = CLASSROOM_HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# API
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "knox.auth.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_RATES": {"sign_in": "20/min"},
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Overcloud Classroom",
    "DESCRIPTION": "The classroom for programs. Sentences come in Korean or English, as Accept-Language asks.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "ENUM_NAME_OVERRIDES": {
        "CloudState": "labs.models.Cloud.State",
        "SessionState": "labs.models.Session.State",
        "RunState": "grading.models.Run.State",
        "RegradeState": "grading.models.Regrade.State",
        "Outcome": "course.api.shapes.OUTCOMES",
    },
}
REST_KNOX = {"TOKEN_TTL": None}

# Work
WORKER_PROCESSES = {
    "live": int(os.environ.get("CLASSROOM_WORKERS_LIVE", "2")),
    "lifecycle": int(os.environ.get("CLASSROOM_WORKERS_LIFECYCLE", "2")),
}
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_DEFAULT_QUEUE = "lifecycle"
CELERY_TASK_ROUTES = {  # the first that fits; live clicks go ahead of bulk work
    "grading.grade_together": {"queue": "bulk"},
    "grading.regrade": {"queue": "bulk"},
    "grading.rerun": {"queue": "bulk"},
    "grading.forget_observations": {"queue": "bulk"},
    "course.settle": {"queue": "bulk"},
    "grading.*": {"queue": "live"},
    "labs.*": {"queue": "lifecycle"},
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 600, "socket_connect_timeout": 3, "socket_timeout": 10}
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0.1, "interval_max": 0.2}
CELERY_TIMEZONE = "UTC"

# Grading. Each limit is shorter than the one around it: call < observation < lease (renewed at every look) < task.
OVERCLOUD_CALL_S = float(os.environ.get("CLASSROOM_CALL_S", "10"))
OBSERVATION_S = float(os.environ.get("CLASSROOM_OBSERVATION_S", "25"))
CLOUD_CALLS_MAX = int(os.environ.get("CLASSROOM_CLOUD_CALLS", "8"))  # at once, to one cloud, from all workers
RUN_LEASE_S = 40
RUN_PATIENCE_S = 30  # how long a run may wait, all in all, for resources in transition
RUN_WAIT_S = float(os.environ.get("CLASSROOM_RUN_WAIT_S", "90"))  # for a cloud that is away; then it is `unknown`
RUN_SOFT_S, RUN_HARD_S = 70, 80
RUN_CLAIMS_MAX = 3
SCORE_POLICIES = "course.queries.score_policies"  # which run counts is the class's decision
SCORE_TIMELINES = "course.terms.score_timelines"  # and what a deadline leaves of it
WATCHING_RULE = "course.watches.may_be_watched"  # and whether a lab may be graded quietly until it passes
RUN_AGAIN_S = 1800  # asked for again so soon after our own failure, a run counts by the moment it was first asked for
REGRADE_TURN_S, REGRADE_LEASE_S = 5, 60  # how long a worker is at a regrade before others have a turn; its lease
REGRADE_SOFT_S, REGRADE_HARD_S = 45, 55
OBSERVATION_DAYS = int(os.environ.get("CLASSROOM_OBSERVATION_DAYS", "0"))  # how long evidence is kept; 0: for ever
RERUN_PATIENCE_S = 4  # a job that nobody has got on with for longer is taken up by the sweep
HEALTH_DAYS = int(os.environ.get("CLASSROOM_HEALTH_DAYS", "7"))  # how long it is known how clouds answered
RUN_RETRY_S = (20, 60, 180)  # an `unknown` is looked at again after these pauses, then left to the student

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {name: {"level": "WARNING"} for name in ("keystoneauth", "openstack", "urllib3", "httpx", "asyncssh")},
}
