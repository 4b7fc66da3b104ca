"""A database says which site it is of; editions carry the same, so that no other database takes their place."""

import uuid

from django.db import migrations, models


def identify(apps, schema_editor):
    apps.get_model("editorial", "DatabaseIdentity").objects.create(pk=1, identity=uuid.uuid4().hex)


class Migration(migrations.Migration):
    dependencies = [("editorial", "0011_facts_hash")]
    operations = [
        migrations.CreateModel(
            name="DatabaseIdentity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("identity", models.CharField(max_length=32)),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("pk", 1)), name="a_database_is_of_one_site")]
            },
        ),
        migrations.RunPython(identify, migrations.RunPython.noop),
    ]
