"""Lines of the audit log outlive a draft that is discarded; a text is in a language that the site shows."""

import django.db.models.deletion
from django.db import migrations, models

import leiomyo_site.editorial.models.documents
from leiomyo_site.editorial import triggers

TABLES = ("editorial_event",)


def guard(apps, schema_editor):
    triggers.install(schema_editor, TABLES)


class Migration(migrations.Migration):
    dependencies = [("editorial", "0012_site_identity")]
    operations = [
        migrations.AlterField(
            "auditlogentry",
            "document",
            models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="editorial.document",
            ),
        ),
        migrations.AlterField(
            "document",
            "lang",
            models.CharField(
                default="en",
                max_length=10,
                validators=[leiomyo_site.editorial.models.documents.validate_language],
                verbose_name="language",
            ),
        ),
        # SQLite made the table of the audit log anew, without its guards.
        migrations.RunPython(guard, guard),
    ]
