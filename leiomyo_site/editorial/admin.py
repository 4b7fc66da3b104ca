"""What of this room stands at the editors' desk beside the texts."""

from django.contrib import admin

from .desk.lists import EventAdmin, SourceAdmin
from .desk.pictures import PictureAdmin
from .models import Event, Picture, Source

admin.site.register(Picture, PictureAdmin)
admin.site.register(Source, SourceAdmin)
admin.site.register(Event, EventAdmin)
