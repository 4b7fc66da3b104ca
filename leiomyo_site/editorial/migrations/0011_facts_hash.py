"""Reviews and publications say which sources, pictures and months they were about, beside the hash of the words."""

import hashlib
import json

from django.db import migrations, models

from leiomyo_site.editorial import triggers

TABLES = ("editorial_publication", "editorial_review")


def fill(apps, schema_editor):
    triggers.remove(schema_editor, TABLES)
    publications, reviews = (apps.get_model("editorial", name).objects for name in ("Publication", "Review"))
    for row in publications.filter(action="publish").iterator():
        facts = {name: row.frozen.get(name, {}) for name in ("sources", "pictures")}
        publications.filter(pk=row.pk).update(facts_hash=digest({**facts, "review_months": row.review_months}))
    # An approval is of what was published by it, or else of what families read under these words at that time.
    for review in reviews.filter(verdict="approved").iterator():
        same = publications.filter(document=review.document_id, hash=review.hash)
        read_then = same.filter(published_at__lte=review.at).order_by("-number")
        about = same.filter(approval=review.pk).first() or read_then.first()
        if about:
            reviews.filter(pk=review.pk).update(facts_hash=about.facts_hash)


def digest(facts):
    canonical = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def guard(apps, schema_editor):
    triggers.install(schema_editor, TABLES)


class Migration(migrations.Migration):
    dependencies = [("editorial", "0010_change_note")]
    operations = [
        migrations.AddField("publication", "facts_hash", models.CharField(blank=True, default="", max_length=64)),
        migrations.AddField("review", "facts_hash", models.CharField(blank=True, default="", max_length=64)),
        migrations.RunPython(fill, guard),
        migrations.RunPython(guard, migrations.RunPython.noop),
    ]
