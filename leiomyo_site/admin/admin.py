"""What editors find in Django admin. Django imports this module by its name when it starts."""

from django.contrib import admin

from leiomyo_site.admin.images import PictureAdmin
from leiomyo_site.admin.lists import AuditLogAdmin, SourceAdmin
from leiomyo_site.admin.page_admin import PageAdmin
from leiomyo_site.admin.term_admin import TermAdmin
from leiomyo_site.editorial.models import AuditLogEntry, Picture, Source
from leiomyo_site.glossary.models import Term
from leiomyo_site.pages.models import Page

admin.site.register(Page, PageAdmin)
admin.site.register(Term, TermAdmin)
admin.site.register(Picture, PictureAdmin)
admin.site.register(Source, SourceAdmin)
admin.site.register(AuditLogEntry, AuditLogAdmin)
