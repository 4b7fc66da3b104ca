"""Keep the files of pictures in the database, so that every machine and every backup has them; bring in those on disk."""

from pathlib import Path

from django.conf import settings
from django.db import migrations, models

from leiomyo_site.editorial import triggers


def bring_in(apps, schema_editor):
    versions, files = (apps.get_model("editorial", name) for name in ("PictureVersion", "PictureFile"))
    for sha256 in versions.objects.values_list("sha256", flat=True).distinct():
        for path in sorted((Path(settings.MEDIA_ROOT) / "images" / sha256).glob("*.*")):
            files.objects.create(sha256=sha256, name=path.name, data=path.read_bytes())


def guard(apps, schema_editor):
    triggers.install(schema_editor, ["editorial_picturefile"])


def unguard(apps, schema_editor):
    triggers.remove(schema_editor, ["editorial_picturefile"])


class Migration(migrations.Migration):
    dependencies = [("editorial", "0007_audit_list_names")]
    operations = [
        migrations.CreateModel(
            name="PictureFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.CharField(max_length=64)),
                ("name", models.CharField(max_length=12, verbose_name="such as 640.webp")),
                ("data", models.BinaryField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("sha256", "name"), name="a_picture_file_stands_once")]
            },
        ),
        migrations.RunPython(bring_in, migrations.RunPython.noop),
        migrations.RunPython(guard, unguard),
    ]
