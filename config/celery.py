"""The Celery application and what it does on a schedule."""

import os

from celery import Celery

DAY_S = 86400.0
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
app = Celery("classroom")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["labs", "grading", "course"])
app.conf.beat_schedule = {
    # `expires`: what waited longer than its interval is of no use; the next one does the same.
    "sweep runs": {"task": "grading.sweep", "schedule": 5.0, "options": {"expires": 5}},
    "sweep settlings": {"task": "course.sweep_settlings", "schedule": 10.0, "options": {"expires": 10}},
    "sweep sessions": {"task": "labs.sweep", "schedule": 10.0, "options": {"expires": 10}},
    "forget old observations": {"task": "grading.forget_observations", "schedule": DAY_S, "options": {"expires": 3600}},
    "forget old samples and reports": {"task": "labs.forget", "schedule": DAY_S, "options": {"expires": 3600}},
    "look at the clouds": {"task": "labs.probe_clouds", "schedule": 10.0, "options": {"expires": 10}},
}
