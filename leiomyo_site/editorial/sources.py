"""The source catalogue: what texts may cite. Public texts carry their own copy of the words."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from leiomyo_site.editorial.audit import log_action
from leiomyo_site.editorial.models import Source
from leiomyo_site.editorial.permissions import EDITORS, require_role
from leiomyo_site.text.normalization import stored


@transaction.atomic
def save_source(source: Source, *, by: User, at: datetime) -> None:
    """Add a source, or mend one.

    Raises:
        NotAllowed: the person is no editor.
    """
    require_role(by, EDITORS)
    for field, words in source.to_content().items():
        setattr(source, field, stored(words))
    source.save()
    log_action("source saved", by=by, at=at, key=source.key, words=source.to_content())
