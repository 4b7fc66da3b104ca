"""Going back to the edition before holds until a person lifts it, and what is taken down is taken down all the same."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from leiomyo_site.admin.build_status import build_status
from leiomyo_site.edition_status import publishing_problem
from leiomyo_site.editions import build
from leiomyo_site.editorial.actions.publish import withdraw
from leiomyo_site.glossary.models import Term
from leiomyo_site.pages.models import Page
from leiomyo_site.site import site_content

from .machine import Machine, publish, put, said, start

Served = dict[str, tuple[int, Any]]
SURGERY = "/surgery/"


def take_down(slug: str) -> None:
    text = Page.objects.filter(slug=slug).first() or Term.objects.get(slug=slug)
    nora = User.objects.get(username="nora")
    withdraw(text, by=nora, at=timezone.now(), note="It was dangerous.", weight="safety")


def words(served: Served, path: str) -> bytes:
    return served[path][1]["identity"]


def is_about_many(path: str) -> bool:
    return path.endswith((".json", ".csv", ".txt", ".xml")) or path.startswith(("/for-clinics/", "/search/"))


def test_a_restart_a_publication_and_newer_code_do_not_undo_it(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with machine.running():
        assert "a person went back to edition 2" in said("bake", "--rollback")
        held = machine.served()
        publish("Words of the day after.")
        start(monkeypatch)
        for module in (build, site_content):
            monkeypatch.setattr(module, "code_version", lambda: "a later version")
        start(monkeypatch)
        assert publishing_problem(machine.editions).startswith("held: a person went back to edition 2 on")
        assert "bake --resume" in build_status().problems[0]
    assert machine.served() == held
    assert b"The words of our ward." in words(held, SURGERY)


def test_every_address_of_the_newer_edition_goes_on_answering(machine: Machine) -> None:
    before = machine.served()
    with machine.running():
        said("bake", "--rollback")
    after = machine.served()
    assert after.keys() >= before.keys()
    assert after["/h/HJ9BN.3"] == before["/h/HJ9BN.3"]


def test_it_ends_when_a_person_says_so(machine: Machine) -> None:
    before = machine.served()
    with machine.running():
        said("bake", "--rollback")
        word = said("bake", "--resume").rpartition("bake --resume ")[2]
        said("bake", "--resume", word)
        assert "held" not in publishing_problem(machine.editions)
    assert machine.served() == before


def test_going_back_twice_leads_to_the_edition_before_that(machine: Machine) -> None:
    with machine.running():
        said("bake", "--rollback")
        said("bake", "--rollback")
    assert b"comes first." in words(machine.served(), SURGERY)
    with machine.running():
        assert "There is no edition before" in said("bake", "--rollback")


def test_what_was_taken_down_before_stays_down(machine: Machine) -> None:
    with machine.running():
        take_down("scans")
        said("bake")
        assert machine.served()["/scans/"][0] == 410
        said("bake", "--rollback")
    served = machine.served()
    assert served["/scans/"][0] == 410
    assert b"is looked at" not in words(served, "/search/index.json")
    assert b"The newest words of our ward." in words(served, SURGERY)


@pytest.mark.parametrize("slug", ["scans", "biopsy"])
def test_what_is_taken_down_later_is_taken_down_and_all_else_keeps_its_bytes(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, slug: str
) -> None:
    path, code = {"scans": ("/scans/", "FNSXP"), "biopsy": ("/glossary/biopsy/", "TJ4MY")}[slug]
    with machine.running():
        said("bake", "--rollback")
        held = machine.served()
        publish("Words of the day after.")
        take_down(slug)
        start(monkeypatch)
        assert publishing_problem(machine.editions).startswith("held: ")
    after = machine.served()
    assert after[path][0] == 410 and b"It was dangerous." in words(after, path)
    assert after.keys() >= held.keys()
    changed = {one for one in held if after[one] != held[one]}
    uses = {"/surgery/", "/scans/"} if slug == "biopsy" else set()
    may_change = {path, "/glossary/", "/h/", "/offline/", *uses}
    assert not [one for one in changed - may_change if not is_about_many(one) and not one.startswith(f"/h/{code}")]
    assert b"Words of the day after." not in b"".join(one[1].get("identity", b"") for one in after.values())


def test_a_database_that_was_set_back_takes_down_too(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    before = machine.served()
    put(machine, "second")
    with machine.running():
        take_down("scans")
        start(monkeypatch)
    after = machine.served()
    assert after["/scans/"][0] == 410
    assert after.keys() >= before.keys()
    assert after[SURGERY] == before[SURGERY] and after["/h/HJ9BN.3"] == before["/h/HJ9BN.3"]
