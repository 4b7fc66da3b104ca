"""What search engines may read of a page, in schema.org's terms. Never a number of the outlook page."""

from typing import Any

from django.conf import settings
from django.utils import timezone

from leiomyo_site.site.content_page import ContentPageContext
from leiomyo_site.site.glossary_page import GlossaryIndexContext, TermPageContext
from leiomyo_site.site.site_content import SiteContent, condition

CONTEXT = "https://schema.org"


def medical_page(page: ContentPageContext, site: SiteContent) -> dict[str, Any]:
    """Return a MedicalWebPage; `lastReviewed` only once a clinician has checked it.

    Source: https://schema.org/MedicalWebPage
    """
    described = {
        "@context": CONTEXT,
        "@type": "MedicalWebPage",
        "name": page.content.title,
        "description": page.summary_text,
        "url": f"{settings.SITE_URL}{page.path}",
        "inLanguage": site.lang,
        "dateModified": timezone.localdate(page.facts.updated).isoformat(),
        "version": page.facts.number,
        "audience": {"@type": "MedicalAudience", "audienceType": "Patient"},
        "about": {"@type": "MedicalCondition", "name": condition().heading(site.lang)},
        "isAccessibleForFree": True,
    }
    if page.facts.checked_by:
        described["reviewedBy"] = {"@type": "Person", "name": page.facts.checked_by}
    return described


def defined_term(term: TermPageContext, site: SiteContent) -> dict[str, Any]:
    """Return a DefinedTerm.

    Source: https://schema.org/DefinedTerm
    """
    return {
        "@context": CONTEXT,
        "@type": "DefinedTerm",
        "name": term.word.name,
        "alternateName": list(term.word.other_names),
        "description": term.definition_text,
        "url": f"{settings.SITE_URL}{term.path}",
        "inLanguage": site.lang,
        "inDefinedTermSet": f"{settings.SITE_URL}{term.index.path}",
    }


def defined_term_set(index: GlossaryIndexContext, site: SiteContent) -> dict[str, Any]:
    """Return the DefinedTermSet that all terms belong to; the terms describe themselves on their own pages."""
    return {
        "@context": CONTEXT,
        "@type": "DefinedTermSet",
        "name": f"{settings.SITE_NAME}: glossary",
        "url": f"{settings.SITE_URL}{index.path}",
        "inLanguage": site.lang,
    }
