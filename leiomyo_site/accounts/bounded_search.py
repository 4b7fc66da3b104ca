"""The search box of a list in administration takes as much as a person types, and says so of more."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

# Each word is looked for in every field; a database refuses a question of thousands of them.
MOST_SIGNS = 100


class BoundedSearchMixin(admin.ModelAdmin):
    """Looks for the first signs of a very long search, and names that it did."""

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Any], search_term: str) -> Any:
        if len(search_term) > MOST_SIGNS:
            messages.warning(request, f"Only the first {MOST_SIGNS} signs were looked for.")
        return super().get_search_results(request, queryset, search_term[:MOST_SIGNS])
