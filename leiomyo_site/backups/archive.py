"""A backup as one file: its manifest names every file in it with size and SHA-256, and nothing else is in it."""

import gzip
import hashlib
import json
import os
import tarfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

MANIFEST = "manifest.json"
FORMAT = 1
BLOCK_BYTES = 1 << 20


class BackupDamaged(Exception):
    """This file is no whole backup; says which file and what is wrong with it."""


def pack_folder(folder: Path, manifest: dict[str, Any], target: Path) -> None:
    """Write all files of a folder and their manifest as one file, beside the target first; for its owner's eyes only.

    Raises:
        OSError: the disk failed; nothing is left.
    """
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    named = {path.relative_to(folder).as_posix(): [path.stat().st_size, _sha256(path)] for path in files}
    text = json.dumps({**manifest, "format": FORMAT, "files": named}, ensure_ascii=False, indent=1)
    (folder / MANIFEST).write_text(text, encoding="utf-8")
    beside = target.with_name(f".{target.name}-{os.getpid()}")
    try:
        with os.fdopen(os.open(beside, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as out:
            with tarfile.open(fileobj=out, mode="w:gz", compresslevel=6) as tar:
                for name in (MANIFEST, *named):
                    tar.add(folder / name, arcname=name, filter=_owned_by_nobody)
            out.flush()
            os.fsync(out.fileno())
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


def _owned_by_nobody(info: tarfile.TarInfo) -> tarfile.TarInfo:
    info.uid = info.gid = 0
    info.uname = info.gname = ""
    info.mode = 0o644
    return info


def _sha256(path: Path) -> str:
    found = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK_BYTES):
            found.update(block)
    return found.hexdigest()


def unpack_backup(backup: Path, folder: Path | None = None) -> dict[str, Any]:
    """Read a backup to its end and check every file in it; write them into a folder if one is given.

    Raises:
        BackupDamaged: it cannot be read, is cut short, or a file in it is not as its manifest says.
    """
    at = MANIFEST
    try:
        with gzip.open(backup) as plain, tarfile.open(fileobj=plain, mode="r|") as tar:
            members = iter(tar)
            manifest = _read_manifest(tar, next(members, None))
            missing = dict(manifest["files"])
            for member in members:
                at = member.name
                if not member.isfile() or not _is_inside(at) or at not in missing:
                    raise BackupDamaged(f"{backup}: {at} does not belong into it. Take another backup.")
                if list(_copy(tar, member, folder)) != missing.pop(at):
                    raise BackupDamaged(f"{backup}: {at} in it is damaged. Take another backup.")
            while plain.read(BLOCK_BYTES):  # to its very end, where its own checksum stands
                pass
    except (tarfile.TarError, zlib.error, gzip.BadGzipFile, EOFError, ValueError, KeyError, TypeError) as error:
        raise BackupDamaged(f"{backup}: it is damaged or no backup (at {at}: {error}). Take another one.") from error
    except FileNotFoundError as error:
        raise BackupDamaged(f"{backup}: there is no such file.") from error
    if missing:
        raise BackupDamaged(f"{backup}: it is cut short; {min(missing)} is missing. Take another backup.")
    return manifest


def _read_manifest(tar: tarfile.TarFile, member: tarfile.TarInfo | None) -> dict[str, Any]:
    if member is None or member.name != MANIFEST:
        raise ValueError("there is no manifest")
    manifest = json.loads(b"".join(_blocks(tar, member)))
    if manifest["format"] != FORMAT:
        raise ValueError(f"format {manifest['format']} is not known here")
    return manifest


def _is_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts


def _blocks(tar: tarfile.TarFile, member: tarfile.TarInfo) -> Iterator[bytes]:
    source = tar.extractfile(member)
    while source and (block := source.read(BLOCK_BYTES)):
        yield block


def _copy(tar: tarfile.TarFile, member: tarfile.TarInfo, folder: Path | None) -> tuple[int, str]:
    """Read one file, and write it below a folder if there is one; return its size in bytes and its SHA-256."""
    found, size = hashlib.sha256(), 0
    target = (folder / member.name) if folder else Path(os.devnull)
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as out:
        for block in _blocks(tar, member):
            found.update(block)
            size += out.write(block)
    return size, found.hexdigest()
