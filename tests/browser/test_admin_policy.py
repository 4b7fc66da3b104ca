"""Every list and form of admin in a real browser: nothing that the strict policy would stop, nothing from elsewhere."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.admin_site import Enter
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


@pytest.mark.slow
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


MAKING = """<p class="editing-build">A new one is being made: {} of 286 addresses.
<a href="/admin/" data-build-status="/admin/edition/">Look again</a></p>"""


def test_the_front_page_says_by_itself_how_far_the_edition_is_until_it_is_done(enter: Enter, admin_site: str) -> None:
    page, watch = enter("wren")
    asked = []
    page.on("request", lambda request: asked.append(1) if request.url.endswith("/admin/edition/") else None)
    page.route("**/admin/edition/", lambda route: route.fulfill(body=MAKING.format(200)))
    page.clock.install()
    page.goto(f"{admin_site}/admin/")
    told = page.locator("#build-status")
    page.clock.run_for(4000)
    assert asked == []  # nothing is being made
    page.goto(f"{admin_site}/admin/")
    told.evaluate("(box, words) => { box.innerHTML = words; }", MAKING.format(100))
    page.clock.run_for(2000)
    expect(told).to_contain_text("200 of 286 addresses")
    expect(told.get_by_role("link", name="Look again")).to_be_visible()
    page.unroute("**/admin/edition/")
    page.clock.run_for(2000)
    expect(told).to_contain_text(re.compile("Families read edition [0-9]+."))
    expect(told.get_by_role("link")).to_have_count(0)
    page.clock.run_for(10_000)
    assert (len(asked), watch.errors) == (2, [])
