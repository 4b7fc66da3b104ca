"""Triggers that refuse, in the database itself, every change to rows that are written once and for ever."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

FUNCTION = (
    "CREATE OR REPLACE FUNCTION editorial_rows_stay() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION '%: rows are never changed or deleted', TG_TABLE_NAME; END $$"
)


def install(editor: BaseDatabaseSchemaEditor, tables: Iterable[str]) -> None:
    """Guard some tables; a migration that alters one on SQLite must do this again, since it makes the table anew."""
    if editor.connection.vendor == "postgresql":
        editor.execute(FUNCTION, params=None)
        for table in tables:
            editor.execute(
                f"CREATE OR REPLACE TRIGGER {table}_stays BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION editorial_rows_stay()"
            )
        return
    for table in tables:
        for event in ("UPDATE", "DELETE"):
            editor.execute(
                f"CREATE TRIGGER IF NOT EXISTS {table}_no_{event.lower()} BEFORE {event} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table}: rows are never changed or deleted'); END"
            )


def remove(editor: BaseDatabaseSchemaEditor, tables: Iterable[str]) -> None:
    """Take the guards off again, for undoing a migration."""
    for table in tables:
        if editor.connection.vendor == "postgresql":
            editor.execute(f"DROP TRIGGER IF EXISTS {table}_stays ON {table}")
            continue
        for event in ("update", "delete"):
            editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{event}")


@contextmanager
def deletions_allowed(tables: Iterable[str]) -> Iterator[None]:
    """Take the guards off some tables within the caller's transaction, for rows that families never read.

    Nobody else sees the tables without them: both databases hold them until the transaction ends, and put the guards
    back if it fails.
    """
    guarded = tuple(tables)
    editor = connection.schema_editor()
    remove(editor, guarded)
    yield
    # On Postgres a table takes no trigger while checks of foreign keys wait in it.
    connection.check_constraints(guarded)
    install(editor, guarded)
