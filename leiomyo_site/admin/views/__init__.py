"""The admin views of one document besides Django's own; each module holds one kind."""

from django.urls import URLPattern, path

from leiomyo_site.admin.views.history import HistoryView
from leiomyo_site.admin.views.preview import PreviewView, check_panel, places_of_term, preview_of
from leiomyo_site.admin.views.review import ReviewView
from leiomyo_site.admin.views.share import ShareView

__all__ = ["ACTIONS", "DocumentViews", "check_panel", "places_of_term", "preview_of"]

# Each is the name of a view and, with hyphens, the last part of its URL.
ACTIONS = ("preview", "checks", "request_review", "review", "publish", "withdraw", "history", "share", "cancel")


class DocumentViews(PreviewView, ReviewView, HistoryView, ShareView):
    """Adds the views of a document to a ModelAdmin."""

    def get_urls(self) -> list[URLPattern]:
        views = (
            self.preview,
            self.checks,
            self.request_review_view,
            self.review_view,
            self.publish_view,
            self.withdraw_view,
            self.document_history_view,
            self.share_view,
            self.cancel_view,
        )
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        own = [
            path(f"<int:pk>/{action.replace('_', '-')}/", self.admin_site.admin_view(view), name=f"{name}_{action}")
            for action, view in zip(ACTIONS, views, strict=True)
        ]
        return own + super().get_urls()
