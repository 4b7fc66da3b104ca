"""Where electronic records ask."""

from django.urls import path

from leiomyo_site.infobutton.views import application, service

urlpatterns = [
    path("service", service, name="infobutton_service"),
    path("application", application, name="infobutton_application"),
    path("service/", service),
    path("application/", application),
]
