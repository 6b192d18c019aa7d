"""The app of labs and the clouds they meet."""

from django.apps import AppConfig


class LabsConfig(AppConfig):
    name = "labs"
    verbose_name = "Labs"

    def ready(self) -> None:
        from labs import heartbeat  # noqa: PLC0415  connects its signals; models must be there first

        heartbeat.connect()
