"""Guard the new rows that are written for ever, and remember what the source catalogue's file said."""

import hashlib
import json

from django.db import migrations

from leiomyo_site.editorial import triggers

# Those of before as well: SQLite may have made their tables anew.
TABLES = (
    "editorial_draftsave",
    "editorial_publication",
    "editorial_address",
    "editorial_review",
    "editorial_event",
    "editorial_pictureversion",
    "editorial_sharecomment",
)


def guard(apps, schema_editor):
    triggers.install(schema_editor, TABLES)


def unguard(apps, schema_editor):
    triggers.remove(schema_editor, TABLES)


def remember(apps, schema_editor):
    for source in apps.get_model("editorial", "Source").objects.all():
        fields = ("citation", "year", "studied", "seen", "url")
        words = {field: getattr(source, field) for field in fields if getattr(source, field)}
        canonical = json.dumps(words, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        source.synced_hash = hashlib.sha256(canonical.encode()).hexdigest()
        source.save(update_fields=["synced_hash"])


class Migration(migrations.Migration):
    dependencies = [("editorial", "0005_pictures_and_shares")]
    operations = [
        migrations.RunPython(guard, unguard),
        migrations.RunPython(remember, migrations.RunPython.noop),
    ]
