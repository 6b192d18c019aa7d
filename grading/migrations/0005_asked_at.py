import django.utils.timezone
from django.db import migrations, models
from django.db.models import F


def take_over(apps, schema_editor):
    """What was asked for before: by its own moment; what a regrade has made, by that of the run it replaced."""
    run = apps.get_model("grading", "Run")
    run.objects.update(asked_at=F("queued_at"))
    for made in run.objects.filter(source="regrade").select_related("replaces").order_by("pk"):
        if hasattr(made, "replaces"):
            first = run.objects.get(pk=made.replaces.pk)
            run.objects.filter(pk=made.pk).update(asked_at=first.asked_at)


class Migration(migrations.Migration):
    dependencies = [
        ("grading", "0004_credit"),
    ]

    operations = [
        migrations.AddField(
            model_name="run",
            name="asked_at",
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
        migrations.RunPython(take_over, migrations.RunPython.noop),
    ]
