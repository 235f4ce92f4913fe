"""Rows are what was added, whether they are in memory, in a file, or partly in each."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefgen.model import rows as module
from briefgen.model.rows import Rows


@pytest.mark.parametrize("most", [0, 100, 1 << 30])
@given(added=st.lists(st.binary(max_size=200), max_size=60), long=st.integers(0, 60))
def test_every_row_is_what_was_added(most: int, added: list[bytes], long: int):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_BLOCK", 300)
        rows = Rows(most=most)
        added.insert(min(long, len(added)), b"long" * 3000)
        places = [rows.add(row) for row in added]

        assert [bytes(rows.at(place)) for place in places] == added


def many(rows: Rows) -> list[int]:
    return [rows.add(bytes([number]) * 40_000) for number in range(200)]


def test_many_rows_take_little_memory_and_leave_no_file_behind(tmp_path: Path):
    rows = Rows(str(tmp_path), 1 << 20)
    places = many(rows)

    assert len(rows._tail) < 3 << 20 < rows.bytes
    assert bytes(rows.at(places[150])) == bytes([150]) * 40_000
    assert list(tmp_path.iterdir()) == []


def test_a_forked_process_reads_them_too(tmp_path: Path):
    rows = Rows(str(tmp_path), 1 << 20)
    places = many(rows)
    child = os.fork()
    if not child:
        os._exit(0 if all(rows.at(place)[0] == number for number, place in enumerate(places)) else 1)

    assert os.waitpid(child, 0)[1] == 0


def test_rows_stay_in_memory_where_no_file_can_be(tmp_path: Path):
    rows = Rows(str(tmp_path / "nowhere"), 1 << 20)
    places = many(rows)

    assert [rows.at(place)[0] for place in places] == list(range(200))


def test_rows_stay_in_memory_where_the_disk_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    rows = Rows(str(tmp_path), 1 << 20)
    before = many(rows)
    monkeypatch.setattr(os, "pwrite", full)
    after = many(rows)

    assert [rows.at(place)[0] for place in (*before, *after)] == [*range(200), *range(200)]
