"""Models get the field's standard names; tables keep theirs, since triggers hold on to them."""

from django.db import migrations, models
from django.db.models.deletion import PROTECT

RENAMED = (
    ("DraftSave", "Revision", "editorial_draftsave"),
    ("Address", "ReservedUrl", "editorial_address"),
    ("Event", "AuditLogEntry", "editorial_event"),
    ("Schedule", "ScheduledPublication", "editorial_schedule"),
    ("Share", "DraftShareLink", "editorial_share"),
    ("ShareComment", "DraftComment", "editorial_sharecomment"),
)


class Migration(migrations.Migration):
    dependencies = [("editorial", "0008_picture_files")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                *(
                    operation
                    for old, new, table in RENAMED
                    for operation in (migrations.RenameModel(old, new), migrations.AlterModelTable(new, table))
                ),
                migrations.AlterModelOptions(
                    "auditlogentry", {"verbose_name": "audit log entry", "verbose_name_plural": "audit log"}
                ),
                migrations.AlterField(
                    "revision",
                    "document",
                    models.ForeignKey("editorial.document", on_delete=PROTECT, related_name="revisions"),
                ),
            ]
        ),
    ]
