"""Words that are held apart from the records are there for whoever shows them, and of the state that is asked for."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from briefgen import parsing
from briefgen.build import Options
from briefgen.live import Live
from briefgen.markup.parse import parse
from briefgen.model import Document, Facts, Parsed, Shelf, Shelved
from briefgen.model.prose import with_words, without_words
from briefgen.reading.load import scan
from briefgen.settings import MarkdownSettings
from sites import NOW, files, write

ENCODE = msgspec.msgpack.Encoder().encode
TOP = Path(__file__).resolve().parent.parent


def document(path: str, text: str) -> Document:
    head = f"---\ntitle: A brief\ndate: 2024-01-01\n---\n\n{text}\n"
    return parse(path, "brief", "md", head.encode(), MarkdownSettings(), "UTC").documents[0]


def facts(path: str, text: str) -> Facts:
    return parsing.apart(Parsed(path=path, documents=(document(path, text),)))[0]


def shelf_of(said: Facts, most: int = 10) -> Shelf:
    shelf = Shelf(most=most)
    shelf.put(said.parsed.path, ENCODE(said))
    return shelf


def test_a_document_gets_its_words_back():
    told = 0
    for file in scan(TOP, output=TOP / "site").files:
        data = (TOP / file.path).read_bytes()
        for whole in parse(file.path, file.kind, file.format, data, MarkdownSettings(), "UTC").documents:
            slim, words = without_words(whole)
            shelf = shelf_of(Facts(Parsed(path=whole.path, documents=(slim,)), words))
            told += len(whole.body.sentences) + len(whole.body.quotes) + len(whole.body.headings)

            assert not slim.body.sentences
            assert not slim.body.headings
            assert not any(quote.html or quote.text for quote in slim.body.quotes)
            assert with_words(slim, words) == shelf.whole(slim) == whole
            assert shelf.of(slim) == Shelf().of(whole)
    assert told > 100


def test_a_file_says_all_that_it_said_when_it_is_put_together_again():
    whole = document("a.md", "# H\n\n[[ann]] met.")
    facts, html = parsing.apart(Parsed(path="a.md", documents=(whole,)))

    assert "<h2" in html
    assert facts.document == replace(whole, body=replace(whole.body, html=""))


@pytest.mark.parametrize("most", [0, 10])
def test_an_earlier_state_keeps_what_it_said(most: int):
    old, new = facts("a.md", "[[ann]] met [[bo]]."), facts("a.md", "[[ann]] left.")
    before = shelf_of(old, most)
    after = before.later()
    after.put("a.md", ENCODE(new))
    gone = after.later()
    gone.drop("a.md")

    assert (before.facts("a.md"), after.facts("a.md")) == (old, new)
    assert before.of(old.parsed.documents[0]).sentences == ("\0m0\0 met \0m1\0.",)
    assert after.sentence(new.parsed.documents[0], 0) == "\0m0\0 left."
    assert (list(gone), "a.md" in gone, len(after)) == ([], False, 1)
    with pytest.raises(KeyError):
        gone.parsed("a.md")


@pytest.mark.parametrize("most", [0, 10])
def test_what_nobody_asks_for_any_more_does_not_pile_up(most: int):
    said = facts("a.md", "[[ann]] met [[bo]].")
    state = Shelf(most=most)
    longest = 0
    for _ in range(50):
        state = state.later()
        state.put("a.md", ENCODE(said))
        longest = max(longest, state._rows.bytes)

    assert longest < 5 * len(ENCODE(said))
    assert state.facts("a.md") == said


def test_only_so_many_records_are_held(tmp_path: Path):
    shelf = Shelf(most=2)
    for name in "abcd":
        shelf.put(f"{name}.md", ENCODE(facts(f"{name}.md", f"[[{name}]] came.")))

    assert list(shelf.kept) == ["a.md", "b.md"]
    assert shelf.parsed("a.md") is shelf.parsed("a.md")
    assert [shelf.facts(path) for path in shelf] == [facts(f"{name}.md", f"[[{name}]] came.") for name in "abcd"]


def test_a_shelved_document_is_that_document():
    said = facts("a.md", "[[ann]] met [[bo]].")
    shelf = shelf_of(said, 0)
    whole = said.parsed.documents[0]
    one = Shelved(shelf, "a.md", "brief", whole.id)

    assert (one.path, one.key, one.kind, one.id) == (whole.path, whole.key, whole.kind, whole.id)
    assert (one.meta, one.body, one.handles) == (whole.meta, whole.body, whole.handles)
    assert (one.document, one.at("date")) == (whole, whole.at("date"))
    assert shelf.whole(one) == said.document
    assert shelf.sentence(one, 0) == "\0m0\0 met \0m1\0."


def test_what_is_lent_is_lent_on_when_there_is_room_to_hold_it():
    """Documents that were lent may be asked again."""
    shelf = shelf_of(facts("a.md", "[[ann]] met [[bo]]."), 0)
    one = Shelved(shelf, "a.md", "brief", "a")
    shelf.most = 10
    new = facts("a.md", "Ah. [[ann]] met [[bo]].")
    shelf.put("a.md", ENCODE(new))

    assert shelf.lends("a.md")
    assert one.body == new.parsed.documents[0].body


def test_a_row_that_says_nothing_is_refused_and_what_was_there_stays():
    said = facts("a.md", "[[ann]] met [[bo]].")
    shelf = shelf_of(said, 0)

    with pytest.raises(msgspec.DecodeError):
        shelf.put("a.md", b"\x93nonsense")
    assert shelf.facts("a.md") == said


def test_the_last_good_site_quotes_what_its_briefs_said(tmp_path: Path):
    """A page that nobody looked at is made while the newest state, in which the sentences are others, has an error."""
    head = "---\ntitle: A day\ndate: 2024-01-02\n---\n\n"
    said = head + "A band played. [[ben]] sang alone.\n\n> We sang.\n>\n> — [[ben]]\n"
    write(tmp_path, {**files(), "content/briefs/day.md": said})
    live = Live(tmp_path, Options(output=tmp_path / "site", now=NOW))
    live.refresh()
    broken = {"content/briefs/day.md": head + "Nobody.\n", "content/briefs/broken.md": "---\ndate: 2024-02-30\n---\n"}
    write(tmp_path, broken)

    assert not live.refresh().ok
    assert b"sang alone" in (live.get("people/ben/index.html") or b"")
    assert b"We sang" in (live.get("2024/01/day/index.html") or b"")


def test_two_texts_are_not_one_for_having_as_many_words(tmp_path: Path):
    """Nor does a browser follow from the one that is gone to the other."""
    head = "---\ntitle: {title}\ndate: 2024-01-01\n---\n\n{text}\n"
    write(tmp_path, {**files(), "content/briefs/one.md": head.format(title="One", text="[[ada]] came.")})
    live = Live(tmp_path, Options(output=tmp_path / "site", now=NOW))
    live.refresh()
    (tmp_path / "content/briefs/one.md").unlink()
    write(tmp_path, {"content/briefs/other.md": head.format(title="Other", text="[[ada]] went.")})

    assert live.refresh().moved == {}
