"""What of this room stands at the editors' desk beside the texts."""

from django.contrib import admin

from .desk.pictures import PictureAdmin
from .models import Picture

admin.site.register(Picture, PictureAdmin)
