"""Guard the rows that are written for ever (again, where SQLite made a table anew), and make the three groups."""

from django.db import migrations

from leiomyo_site.editorial import triggers

TABLES = (
    "editorial_draftsave",
    "editorial_publication",
    "editorial_address",
    "editorial_review",
    "editorial_event",
)
ROLES = ("Editors", "Clinical reviewers", "Publishers")


def guard(apps, schema_editor):
    triggers.install(schema_editor, TABLES)


def unguard(apps, schema_editor):
    triggers.remove(schema_editor, TABLES)


def make_groups(apps, schema_editor):
    group = apps.get_model("auth", "Group")
    for name in ROLES:
        group.objects.get_or_create(name=name)


class Migration(migrations.Migration):
    dependencies = [("editorial", "0003_reviews_and_schedules"), ("auth", "0012_alter_user_first_name_max_length")]
    operations = [migrations.RunPython(guard, unguard), migrations.RunPython(make_groups, migrations.RunPython.noop)]
