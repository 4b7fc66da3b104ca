"""All rows of the database as plain lines of JSON, and back: the same from SQLite and from Postgres.

Tables are taken as the migrations of the backup knew them, so that newer code can bring an older backup in.
"""

import base64
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.apps import apps as apps_now
from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, connection, connections, models, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from leiomyo_site.editions.site_hold import RESTORE_MARKER

# Sessions are signed with a key that no backup holds; whoever finds a backup must not be signed in by it.
EXCLUDED_TABLES = frozenset({"sessions.session"})
BATCH_ROWS = 200
SUFFIX = ".jsonl"
Node = tuple[str, str]


class DumpRefused(Exception):
    """These rows cannot be taken out or brought in; says why and what to do."""


@contextmanager
def consistent_snapshot() -> Iterator[None]:
    """Let all that is read inside be of one moment, while others go on writing."""
    if connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
        return
    # Transactions of ours begin as those of writers, and editors would wait; one that only reads need not.
    connection.ensure_connection()
    # As Django’s SQLite connection keeps it; other connections have no such attribute.
    attributes = vars(connections[DEFAULT_DB_ALIAS])
    kept, attributes["transaction_mode"] = attributes["transaction_mode"], "DEFERRED"
    try:
        with transaction.atomic():
            yield
    finally:
        attributes["transaction_mode"] = kept


def applied_migrations() -> list[Node]:
    """Return what the database was brought to.

    Raises:
        RowsRefused: it is not what this code needs.
    """
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise DumpRefused(
            "The database is not up to date with this version of the site. Run manage.py migrate, then back up."
        )
    return sorted(MigrationRecorder(connection).applied_migrations())


def dump_tables(folder: Path, migrations: list[Node] | None = None) -> dict[str, int]:
    """Write a file of JSON lines for each table, as some migrations knew it; return how many rows each has.

    Raises:
        OSError: the disk failed.
    """
    folder.mkdir()
    counts = {}
    for model in _models(_tables_at(migrations) if migrations else apps_now):
        with (folder / f"{model._meta.label_lower}{SUFFIX}").open("w", encoding="utf-8") as file:
            counts[model._meta.label_lower] = 0
            names = [field.attname for field in model._meta.local_concrete_fields]
            rows = model._base_manager.order_by("pk").values_list(*names).iterator(chunk_size=BATCH_ROWS)
            for row in rows:
                line = json.dumps(dict(zip(names, row, strict=True)), default=_json_value, ensure_ascii=False)
                file.write(line + "\n")
                counts[model._meta.label_lower] += 1
    return counts


def _json_value(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    raise TypeError(f"a backup cannot hold {type(value).__name__}")


def create_tables(migrations: list[Node]) -> None:
    """Make the tables of an empty database as a backup knew them; it is marked as unfinished until they are filled.

    Raises:
        RowsRefused: the database is not empty, or the backup is newer than this code.
    """
    if connection.introspection.table_names():
        raise DumpRefused(
            "The database is not empty, and a backup is only brought into an empty one. Nothing was done."
        )
    executor = MigrationExecutor(connection)
    unknown = [f"{app}.{name}" for app, name in migrations if (app, name) not in executor.loader.graph.nodes]
    if unknown:
        raise DumpRefused(
            f"A newer version of the site made this backup ({unknown[-1]}). Update the site first. Nothing was done."
        )
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {RESTORE_MARKER} (id integer)")
    executor.migrate(_last(executor, migrations))


def _last(executor: MigrationExecutor, migrations: list[Node]) -> list[Node]:
    """Return the last migration of each app."""
    done, graph = set(migrations), executor.loader.graph
    return [
        node
        for node in migrations
        if not any(child.key in done and child.key[0] == node[0] for child in graph.node_map[node].children)
    ]


def _tables_at(migrations: list[Node]) -> Any:
    executor = MigrationExecutor(connection)
    return executor.loader.project_state(_last(executor, migrations)).apps


def _models(apps: Any) -> list[type[models.Model]]:
    every = apps.get_models(include_auto_created=True)
    stored = [model for model in every if model._meta.managed and not model._meta.proxy]
    return [model for model in stored if model._meta.label_lower not in EXCLUDED_TABLES]


def load_tables(folder: Path, counts: Mapping[str, int], migrations: list[Node]) -> None:
    """Fill the tables from files of JSON lines, all of them or none."""
    tables = _models(_tables_at(migrations))
    with transaction.atomic(), connection.cursor() as cursor:
        for model in tables:
            # What migrations put in, such as the groups, is in the backup too.
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")
        for model in tables:
            if model._meta.label_lower in counts:
                _fill(cursor, model, folder / f"{model._meta.label_lower}{SUFFIX}")
        for sql in connection.ops.sequence_reset_sql(no_style(), tables):
            cursor.execute(sql)
        cursor.execute(f"DROP TABLE {RESTORE_MARKER}")


def _fill(cursor: Any, model: type[models.Model], path: Path) -> None:
    fields = model._meta.local_concrete_fields
    quote = connection.ops.quote_name
    columns, marks = ", ".join(quote(field.column) for field in fields), ", ".join(["%s"] * len(fields))
    sql = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({marks})"
    with path.open(encoding="utf-8") as lines:
        waiting = []
        for line in lines:
            row = json.loads(line)
            waiting.append([_db_value(field, row[field.attname]) for field in fields])
            if len(waiting) == BATCH_ROWS:
                cursor.executemany(sql, waiting)
                waiting = []
        if waiting:
            cursor.executemany(sql, waiting)


def _db_value(field: models.Field, value: Any) -> Any:
    if isinstance(field, models.BinaryField) and value is not None:
        value = base64.b64decode(value)
    elif not isinstance(field, models.JSONField):
        value = field.to_python(value)
    return field.get_db_prep_save(value, connection)
