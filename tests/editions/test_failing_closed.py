"""Whatever database stands beside stored editions: none but their own makes an edition, and families read on.

On files of SQLite, as a machine has them, that are lost, exchanged, set back or damaged between two starts.
"""

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest
from django.core.management import CommandError, call_command

from leiomyo_site.admin.build_status import build_status
from leiomyo_site.edition_status import current_edition, publishing_problem, read_status
from leiomyo_site.editions import store
from leiomyo_site.editions.site_hold import RESTORE_MARKER
from leiomyo_site.editorial.models import Publication

from .machine import FILE, Machine, publish, put, run_sql, said, start, without_triggers

Damage = Callable[[Machine], None]


def lost(machine: Machine) -> None:
    for left in machine.data.glob(f"{FILE}*"):
        left.unlink()


def of_no_bytes(machine: Machine) -> None:
    lost(machine)
    machine.file.touch()


def of_other_bytes(machine: Machine) -> None:
    lost(machine)
    machine.file.write_bytes(b"this is no database" * 500)


def of_another_program(machine: Machine) -> None:
    lost(machine)
    run_sql(machine, "CREATE TABLE auth_user (id integer)", "CREATE TABLE wards (name text)")


def with_tables_only(machine: Machine) -> None:
    put(machine, "empty")


def of_another_site(machine: Machine) -> None:
    put(machine, "another")


def of_another_site_with_our_number(machine: Machine) -> None:
    """Its newest rows have the numbers of ours, so that their counts tell nothing."""
    put(machine, "second")
    run_sql(machine, "UPDATE editorial_databaseidentity SET identity = 'another'")


def set_back(machine: Machine) -> None:
    put(machine, "second")


def set_back_to_the_first_day(machine: Machine) -> None:
    put(machine, "first")


def set_back_and_gone_on(machine: Machine) -> None:
    put(machine, "second")
    with machine.running():
        publish("Other words of our ward.")


def with_a_restore_broken_off(machine: Machine) -> None:
    put(machine, "empty")
    run_sql(machine, f"CREATE TABLE {RESTORE_MARKER} (id integer)")


def with_a_restore_broken_off_over_ours(machine: Machine) -> None:
    run_sql(machine, f"CREATE TABLE {RESTORE_MARKER} (id integer)")


def without_identity(machine: Machine) -> None:
    run_sql(machine, "DELETE FROM editorial_databaseidentity")


def with_another_identity(machine: Machine) -> None:
    run_sql(machine, "UPDATE editorial_databaseidentity SET identity = 'another'")


def of_an_older_version_of_the_code(machine: Machine) -> None:
    put(machine, "another")
    run_sql(
        machine,
        "DROP TABLE editorial_databaseidentity",
        "DELETE FROM django_migrations WHERE name = '0012_site_identity'",
    )


def without_publications(machine: Machine) -> None:
    without_triggers(machine, "DELETE FROM editorial_publication")


def without_one_version(machine: Machine) -> None:
    without_triggers(machine, "DELETE FROM editorial_publication WHERE code = 'HJ9BN' AND number = 2")


def with_one_version_changed(machine: Machine) -> None:
    without_triggers(machine, "UPDATE editorial_publication SET hash = 'other' WHERE code = 'FNSXP'")


def beside_a_damaged_manifest(machine: Machine) -> None:
    of_another_site(machine)
    (machine.editions / "current/manifest.json").write_text('{"number": 3, "si')


def beside_a_damaged_edition(machine: Machine) -> None:
    of_another_site(machine)
    (machine.editions / "current/manifest.json").unlink()
    (machine.editions / "current/kept").unlink()


def beside_editions_that_say_nothing(machine: Machine) -> None:
    for manifest in machine.editions.glob("0*/manifest.json"):
        manifest.write_text("{}")


def beside_an_edition_without_link(machine: Machine) -> None:
    of_another_site(machine)
    (machine.editions / "current").unlink()


def of_older_code(machine: Machine) -> None:
    """Let the stored editions be those of a version that wrote no site into them."""
    for manifest in machine.editions.glob("0*/manifest.json"):
        addresses = json.loads(manifest.read_text())["addresses"]
        rows = ",\n".join(f"{json.dumps(path)}: {json.dumps(row)}" for path, row in addresses.items())
        manifest.write_text(f'{{"number": 1, "addresses": {{\n{rows}\n}}}}\n')


def beside_editions_of_older_code(machine: Machine) -> None:
    with_tables_only(machine)
    of_older_code(machine)


def set_back_beside_editions_of_older_code(machine: Machine) -> None:
    set_back(machine)
    of_older_code(machine)


DAMAGES = [
    lost,
    of_no_bytes,
    of_other_bytes,
    of_another_program,
    with_tables_only,
    of_another_site,
    of_another_site_with_our_number,
    set_back,
    set_back_to_the_first_day,
    set_back_and_gone_on,
    with_a_restore_broken_off,
    with_a_restore_broken_off_over_ours,
    without_identity,
    with_another_identity,
    of_an_older_version_of_the_code,
    without_publications,
    without_one_version,
    with_one_version_changed,
    beside_a_damaged_manifest,
    beside_a_damaged_edition,
    beside_editions_that_say_nothing,
    beside_an_edition_without_link,
    beside_editions_of_older_code,
    set_back_beside_editions_of_older_code,
]


def publications(machine: Machine) -> int:
    try:
        with closing(sqlite3.connect(machine.file)) as database:
            return database.execute("SELECT count(*) FROM editorial_publication").fetchone()[0]
    except sqlite3.DatabaseError:
        return 0


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_database(machine: Machine, damage: Damage, monkeypatch: pytest.MonkeyPatch) -> None:
    """No word and no address of families changes, nothing is published in it, and operators read what to do."""
    before = machine.served()
    damage(machine)
    rows = publications(machine)
    with machine.running():
        start(monkeypatch)
        problem = publishing_problem(machine.editions)
        told = read_status(machine.editions)
    if damage is beside_an_edition_without_link:
        store.activate(machine.editions, 3)
    assert (current_edition(machine.editions), machine.served()) == (3, before)
    assert publications(machine) == rows
    if damage is not of_other_bytes:
        assert told["state"] == "held"
        assert "manage.py bake --resume" in problem or "manage.py restore" in problem
    assert problem


def test_its_own_database_goes_on_by_itself_when_it_is_back(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(machine.file, machine.others / "newest")
    of_another_site(machine)
    with machine.running():
        start(monkeypatch)
        assert read_status(machine.editions)["state"] == "held"
        assert "Newer publications do not reach them" in build_status().sentence
    put(machine, "newest")
    with machine.running():
        publish("Words of the day after.")
        start(monkeypatch)
        assert publishing_problem(machine.editions) == ""
    assert b"Words of the day after." in machine.served()["/surgery/"][1]["identity"]


@pytest.mark.parametrize("damage", [lost, with_tables_only])
def test_starting_content_is_never_published_beside_stored_editions(machine: Machine, damage: Damage) -> None:
    damage(machine)
    with machine.running():
        call_command("migrate", verbosity=0)
        with pytest.raises(CommandError, match="--publish is for an empty site"):
            call_command("import_content", root=machine.others / "content", publish=True)
        assert not Publication.objects.exists()


def test_editions_of_older_code_are_taken_over_by_their_own_database(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = machine.served()
    of_older_code(machine)
    with machine.running():
        start(monkeypatch)
        assert publishing_problem(machine.editions) == ""
    assert (current_edition(machine.editions), machine.served()) == (4, before)


def test_a_person_lifts_it_after_reading_what_would_be_lost(machine: Machine) -> None:
    set_back(machine)
    with machine.running():
        listed = said("bake", "--resume")
        assert "\n  HJ9BN.3\n" in listed and "Nothing was done." in listed
        word = listed.rpartition("bake --resume ")[2]
        assert "Nothing was done." in said("bake", "--resume", "guess")
        assert current_edition(machine.editions) == 3
        assert "Edition 4:" in said("bake", "--resume", word)
        assert publishing_problem(machine.editions).startswith("not known: no publish worker")
        assert "Nothing holds editions." in said("bake", "--resume")
    served = machine.served()
    assert b"The words of our ward." in served["/surgery/"][1]["identity"]
    assert "/h/HJ9BN.3" not in served and "/h/HJ9BN.2" in served


def test_a_word_holds_for_exactly_what_was_listed(machine: Machine) -> None:
    set_back(machine)
    with machine.running():
        word = said("bake", "--resume").rpartition("bake --resume ")[2]
    set_back_to_the_first_day(machine)
    with machine.running():
        assert "Nothing was done." in said("bake", "--resume", word)
    assert current_edition(machine.editions) == 3


def test_a_database_without_publications_cannot_take_over(machine: Machine) -> None:
    before = machine.served()
    with_tables_only(machine)
    with machine.running():
        assert "Nothing is published in this database" in said("bake", "--resume")
    assert machine.served() == before


def test_nothing_of_another_site_stays_when_it_takes_over(machine: Machine) -> None:
    of_another_site(machine)
    with machine.running():
        word = said("bake", "--resume").rpartition("bake --resume ")[2]
        said("bake", "--resume", word)
    bodies = b"".join(one[1].get("identity", b"") for one in machine.served().values())
    assert b"Words of another site." in bodies and b"words of our ward" not in bodies
