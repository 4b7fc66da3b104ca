"""The tables behind every text: its draft, each save of it, what reviewers said, and each publication.

What is live is the newest Publication of a document; nothing else says so. The rows of the
tables in APPEND_ONLY are never changed or deleted: a trigger in the database refuses (triggers.py).
"""

from leiomyo_site.editorial.models.documents import Document, ReservedUrl, Revision, Source, Weight
from leiomyo_site.editorial.models.pictures import Picture, PictureFile, PictureVersion
from leiomyo_site.editorial.models.publications import (
    AuditLogEntry,
    DatabaseIdentity,
    Publication,
    Review,
    ScheduledPublication,
)
from leiomyo_site.editorial.models.sharing import DraftComment, DraftShareLink

APPEND_ONLY = (
    "editorial_draftsave",
    "editorial_publication",
    "editorial_address",
    "editorial_review",
    "editorial_event",
    "editorial_pictureversion",
    "editorial_picturefile",
    "editorial_sharecomment",
)

__all__ = [
    "APPEND_ONLY",
    "AuditLogEntry",
    "DatabaseIdentity",
    "Document",
    "DraftComment",
    "DraftShareLink",
    "Picture",
    "PictureFile",
    "PictureVersion",
    "Publication",
    "ReservedUrl",
    "Review",
    "Revision",
    "ScheduledPublication",
    "Source",
    "Weight",
]
