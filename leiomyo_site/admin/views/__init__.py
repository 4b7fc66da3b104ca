"""The desk's own screens, one file for each kind; `ENDS` are the ends of their addresses."""

from typing import Any

from django.urls import path

from leiomyo_site.admin.views.history import HistoryScreens
from leiomyo_site.admin.views.preview import PreviewScreens, notes_on, preview_of
from leiomyo_site.admin.views.review import DecidingScreens
from leiomyo_site.admin.views.share import ShareScreens

ENDS = ("preview", "notes", "ask", "review", "publish", "withdraw", "history", "share", "cancel")

__all__ = ["ENDS", "Screens", "notes_on", "preview_of"]


class Screens(PreviewScreens, DecidingScreens, HistoryScreens, ShareScreens):
    """Adds the desk's screens to a ModelAdmin."""

    def get_urls(self) -> list[Any]:
        views = (
            self.preview,
            self.notes,
            self.ask_screen,
            self.review_screen,
            self.publish_screen,
            self.withdraw_screen,
            self.history_screen,
            self.share_screen,
            self.cancel_screen,
        )
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        own = [
            path(f"<int:pk>/{end}/", self.admin_site.admin_view(view), name=f"{name}_{end}")
            for end, view in zip(ENDS, views, strict=True)
        ]
        return own + super().get_urls()
