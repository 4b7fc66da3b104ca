"""Template tags of the admin's front page."""

from django import template
from django.contrib.auth.models import User
from django.utils import timezone

from leiomyo_site.admin.build_status import build_status, document_status, waiting_documents
from leiomyo_site.editorial.dashboard import DashboardPanel, dashboard_panels

register = template.Library()


@register.simple_tag
def dashboard(user: User) -> list[DashboardPanel]:
    """Return the panels of the dashboard for a user."""
    return dashboard_panels(user, now=timezone.now())


register.simple_tag(build_status)
register.simple_tag(document_status)
register.simple_tag(waiting_documents)
