"""Every list and form of admin in a real browser: nothing that the strict policy would stop, nothing from elsewhere."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser.conftest import Opener
from tests.servers import ROOT

pytestmark = pytest.mark.browser
# Somebody with every role, signed in with both factors; prints the key of the session.
SIGN_IN = """
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import Group, User
from django_otp.plugins.otp_totp.models import TOTPDevice
who = User.objects.create_superuser("walker")
who.groups.set(Group.objects.all())
device = TOTPDevice.objects.create(user=who, name="app", confirmed=True)
session = import_module(settings.SESSION_ENGINE).SessionStore()
session[SESSION_KEY] = str(who.pk)
session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
session[HASH_SESSION_KEY] = who.get_session_auth_hash()
session["otp_device_id"] = device.persistent_id
session.save()
print("key", session.session_key)
"""
PLACES = (
    "/admin/",
    "/admin/pages/page/",
    "/admin/pages/page/add/",
    "/admin/glossary/term/?state=published",
    "/admin/editorial/picture/",
    "/admin/editorial/picture/add/",
    "/admin/editorial/source/",
    "/admin/editorial/auditlogentry/",
    "/admin/auth/user/",
    "/admin/auth/user/add/",
    "/admin/password_change/",
    "/admin/second-factor/",
    "/admin/no/such/place/",
)


def test_every_list_and_form_keeps_the_policy(open_page: Opener, served: str, served_data: Path) -> None:
    environment = {**os.environ, "DATA_DIR": str(served_data)}
    command = [sys.executable, "manage.py", "shell", "-c", SIGN_IN]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    key = re.search(r"key (\w+)", done.stdout)[1]
    page, watch = open_page("/admin/login/", width=1280)
    page.context.add_cookies([{"name": "sessionid", "value": key, "url": served}])
    for place in PLACES:
        answer = page.goto(served + place)
        page.wait_for_load_state("networkidle")
        assert answer and answer.status in (200, 404), place
        assert "login" not in page.url
        assert [error for error in watch.errors if "404" not in error] == [], place
    assert {re.match(r"https?://[^/]+", request)[0] for request in watch.requests} == {served}
