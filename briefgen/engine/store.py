"""A memory of pure calls: values remembered between builds, in one SQLite file that may be deleted at any time.

The values are JSON, MessagePack and text, never anything that runs: the file lies in the project's folder, and a folder
may have been cloned from anywhere. What is damaged, foreign or of another version of the code is dropped without a
word; that costs time and nothing else.
"""

from __future__ import annotations

import contextlib
import gc
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, Self

from briefgen.engine.fingerprint import code_fingerprint

CACHE: Final = ".briefgen"
"""The folder in a site's folder."""
NAME: Final = "cache.sqlite"
ASIDE: Final = "answers.sqlite"
TABLES: Final = ("notes", "stamps", "facts", "bodies", "traces", "questions", "prints", "answers")
BROKEN: Final = (sqlite3.Error, ValueError)
"""What SQLite raises over a damaged file; the words of its error may be damaged too, and then are no text."""
_AT_ONCE: Final = 500
"""Keys in one query: every SQLite takes as many."""
FORMAT: Final = "3"
"""Raised when the tables or their meaning change."""


class Store:
    """Named tables of text keys and byte values. Absent and damaged are the same: not there."""

    def __init__(self, folder: Path, fingerprint: str, name: str = NAME) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / name
        self.code = fingerprint
        self.fingerprint = f"{FORMAT}:{fingerprint}"
        self.memory: dict[str, dict[str, bytes]] = {table: {} for table in TABLES}
        """Holds what could not be written: a full disk slows the next build down and does not stop this one."""
        self.shadow: dict[tuple[str, str], bytes] | None = None
        """When set: what was there before it was overwritten or dropped, for a reader of the older state."""
        self.writing = False
        self.reading = False
        self.why = "new"
        """Why it was empty when it was opened: ``new``, or ``code`` when other code filled it; else an empty text."""
        self.inode = 0
        self.second: Store | None = None
        self.connection = self._open()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def aside(self) -> Store:
        """A second file, for what is written while other processes read this one: SQLite would have them wait."""
        if self.second is None:
            self.second = Store(self.path.parent, self.code, ASIDE)
        return self.second

    def get(self, table: str, key: str) -> bytes | None:
        """The value under a key, or None."""
        if key in self.memory[table]:
            return self.memory[table][key]
        rows = self._rows(f"SELECT key, value, sum FROM {table} WHERE key = ?", (key,))  # noqa: S608 - our own names
        return rows.get(key)

    def some(self, table: str, keys: Sequence[str]) -> dict[str, bytes]:
        """What there is under some keys."""
        found: dict[str, bytes] = {}
        for at in range(0, len(keys), _AT_ONCE):
            few = tuple(keys[at : at + _AT_ONCE])
            marks = ", ".join("?" * len(few))
            found |= self._rows(f"SELECT key, value, sum FROM {table} WHERE key IN ({marks})", few)  # noqa: S608 - as above
        here = self.memory[table]
        return {**found, **{key: here[key] for key in keys if key in here}} if here else found

    def all(self, table: str) -> dict[str, bytes]:
        """Everything in a table."""
        return {**self._rows(f"SELECT key, value, sum FROM {table}"), **self.memory[table]}  # noqa: S608 - our own names

    def each(self, table: str) -> Iterator[tuple[str, bytes]]:
        """Everything in a table, read one by one."""
        query = f"SELECT key, value, sum FROM {table}"  # noqa: S608 - our own names
        if self.connection is not None:
            with contextlib.suppress(sqlite3.Error, TypeError, ValueError):
                for key, value, total in self.connection.execute(query):
                    if zlib.crc32(value) == total:
                        yield str(key), bytes(value)
        yield from self.memory[table].items()

    def count(self, table: str) -> int:
        """How many keys a table has; for one that is written as a whole or not at all."""
        if self.connection is not None:
            with contextlib.suppress(*BROKEN):
                return int(self.connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608 - as above
        return len(self.memory[table])

    def put(self, table: str, values: Mapping[str, bytes]) -> None:
        """Remember values under their keys, in the place of what was there."""
        self._shade(table, values)
        rows = [(key, value, zlib.crc32(value)) for key, value in values.items()]
        if self.connection is None:
            self.memory[table].update(values)
            return
        try:
            self._begin()
            self.connection.executemany(f"INSERT OR REPLACE INTO {table} VALUES (?, ?, ?)", rows)  # noqa: S608 - as above
        except BROKEN:
            self._give_up()
            self.memory[table].update(values)

    def drop(self, table: str, keys: Iterable[str]) -> None:
        """Forget keys."""
        gone = [(key,) for key in keys]
        self._shade(table, [key for (key,) in gone])
        for (key,) in gone:
            self.memory[table].pop(key, None)
        if self.connection is not None and gone:
            try:
                self._begin()
                self.connection.executemany(f"DELETE FROM {table} WHERE key = ?", gone)  # noqa: S608 - as above
            except BROKEN:
                self._give_up()

    def clear(self, tables: Iterable[str]) -> None:
        """Forget all that is in some tables."""
        for table in tables:
            self.memory[table].clear()
            if self.connection is not None:
                try:
                    self._begin()
                    self.connection.execute(f"DELETE FROM {table}")  # noqa: S608 - as above
                except BROKEN:
                    self._give_up()

    def undo(self) -> None:
        """Forget what was put, dropped and cleared since the last :meth:`commit`."""
        self._end("ROLLBACK")

    def commit(self) -> None:
        """Keep what was put until now, whatever happens to this build later."""
        self._end("COMMIT")

    def reopen(self) -> None:
        """Give a forked process a connection of its own (SQLite forbids sharing one), to read and no more."""
        if self.connection is not None:
            self.connection, self.reading = _connect(self.path), False
            self.hold()

    def hold(self) -> None:
        """Read in one transaction until something is written: SQLite asks for locks once, not for each row."""
        if self.connection is not None and not self.writing and not self.reading:
            with contextlib.suppress(*BROKEN):
                self.connection.execute("BEGIN")
                self.reading = True

    def _let_go(self) -> None:
        if self.connection is not None and self.reading:
            self.reading = False
            self.connection.execute("COMMIT")

    def renew(self) -> None:
        """Open the file of that name where it has become another one: a cache may be deleted while one serves."""
        if self._file() != self.inode or self.connection is None:
            if self.connection is not None:
                self.connection.close()
            self.writing = self.reading = False
            self.connection = self._open()

    def close(self) -> None:
        """Keep everything and let go of the file."""
        if self.second is not None:
            self.second.close()
            self.second = None
        if self.connection is not None:
            self.commit()
            self.connection.close()
            self.connection = None

    def _shade(self, table: str, keys: Iterable[str]) -> None:
        if self.shadow is None or table != "bodies":
            return
        for key in keys:
            old = self.get(table, key)
            if old is not None:
                self.shadow.setdefault((table, key), old)

    def _begin(self) -> None:
        """Open a transaction for the first write; reading holds no lock, so that others can write meanwhile."""
        if self.connection is not None and not self.writing:
            self._let_go()
            self.connection.execute("BEGIN IMMEDIATE")
            self.writing = True

    def _end(self, how: str) -> None:
        """End the transaction that the first write opened."""
        if self.connection is not None and self.writing:
            try:
                self.connection.execute(how)
                self.writing = False
            except BROKEN:
                self._give_up()

    def _open(self) -> sqlite3.Connection | None:
        for _ in range(2):
            try:
                connection = _connect(self.path)
                version = _version(connection)
                if version == self.fingerprint:
                    self.why = ""
                else:
                    self.why = "code" if version else "new"
                    connection.close()
                    self._delete()
                    connection = _connect(self.path)
                    _create(connection, self.fingerprint)
            except (*BROKEN, OSError):
                self._delete()
            else:
                self.inode = self._file()
                return connection
        return None

    def _file(self) -> int:
        try:
            return self.path.stat().st_ino
        except OSError:
            return 0

    def _delete(self) -> None:
        for ending in ("", "-journal", "-wal", "-shm"):
            file = self.path.with_name(self.path.name + ending)
            with contextlib.suppress(OSError):
                if file.is_dir() and not file.is_symlink():
                    import shutil  # few have put a folder there

                    shutil.rmtree(file)
                file.unlink(missing_ok=True)

    def _give_up(self) -> None:
        """The file cannot be written: go on without it, and leave nothing half-true behind."""
        if self.connection is not None:
            with contextlib.suppress(*BROKEN):
                self.connection.close()
        self.connection = None
        self._delete()

    def _rows(self, query: str, values: tuple[str | bytes, ...] = ()) -> dict[str, bytes]:
        if self.connection is None:
            return {}
        try:
            rows = self.connection.execute(query, values).fetchall()
            return {str(key): bytes(value) for key, value, total in rows if zlib.crc32(value) == total}
        except (*BROKEN, TypeError):
            return {}


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10)
    # A killed process loses nothing with these; a machine without power may, and then the sums tell.
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA journal_mode = TRUNCATE")
    # The system holds the pages of the file already; 2 MiB for each file and process are 20 MB at 10,000 briefs.
    connection.execute("PRAGMA cache_size = -256")
    return connection


def _version(connection: sqlite3.Connection) -> str:
    try:
        rows = connection.execute("SELECT value FROM notes WHERE key = 'fingerprint'").fetchall()
    except (sqlite3.OperationalError, ValueError):
        return ""
    return bytes(rows[0][0]).decode("utf-8", "replace") if rows else ""


def _create(connection: sqlite3.Connection, fingerprint: str) -> None:
    # Values are a few kilobytes: on pages of the usual size each would be cut into pieces that are chained.
    connection.execute("PRAGMA page_size = 16384")
    connection.execute("BEGIN IMMEDIATE")
    for table in TABLES:
        connection.execute(f"CREATE TABLE {table} (key TEXT PRIMARY KEY, value BLOB NOT NULL, sum INTEGER NOT NULL)")
    value = fingerprint.encode()
    connection.execute("INSERT INTO notes VALUES ('fingerprint', ?, ?)", (value, zlib.crc32(value)))
    connection.execute("COMMIT")


def forget(folder: Path) -> None:
    """Delete a cache folder with all that is in it."""
    import shutil  # as above

    shutil.rmtree(folder, ignore_errors=True)


def open_store(root: Path, code: str = "") -> Store:
    """The memory of a site; everything in it was made by this very code, whose fingerprint may be known already."""
    return Store(root / CACHE, code or code_fingerprint())


class without_gc:  # noqa: N801 - reads as a word in a with statement
    """Collecting costs about 7 % of a build and frees nothing that lives shorter than it."""

    def __enter__(self) -> None:
        self.enabled = gc.isenabled()
        gc.disable()

    def __exit__(self, *_: object) -> None:
        if self.enabled:
            gc.enable()
