"""Words that are held apart from the records are there for whoever shows them, and of the state that is asked for."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from briefgen import parsing
from briefgen.build import Options
from briefgen.live import Live
from briefgen.markup.parse import parse
from briefgen.model import Document, Parsed, Passages
from briefgen.model.passages import with_words, without_words
from briefgen.reading.load import scan
from briefgen.settings import MarkdownSettings
from sites import NOW, files, write

TOP = Path(__file__).resolve().parent.parent


def document(path: str, text: str) -> Document:
    head = f"---\ntitle: A brief\ndate: 2024-01-01\n---\n\n{text}\n"
    return parse(path, "brief", "md", head.encode(), MarkdownSettings(), "UTC").documents[0]


def test_a_document_gets_its_words_back():
    told = 0
    for file in scan(TOP, output=TOP / "site").files:
        data = (TOP / file.path).read_bytes()
        for whole in parse(file.path, file.kind, file.format, data, MarkdownSettings(), "UTC").documents:
            slim, words = without_words(whole)
            passages = Passages()
            passages.put(whole.path, words)
            told += len(whole.body.sentences) + len(whole.body.quotes) + len(whole.body.headings)

            assert not slim.body.sentences
            assert not slim.body.headings
            assert not any(quote.html or quote.text for quote in slim.body.quotes)
            assert with_words(slim, words) == passages.whole(slim) == whole
            assert passages.of(slim) == Passages().of(whole)
    assert told > 100


def test_a_file_says_all_that_it_said_when_it_is_put_together_again():
    whole = document("a.md", "# H\n\n[[ann]] met.")
    facts, html = parsing.apart(Parsed(path="a.md", documents=(whole,)))

    assert "<h2" in html
    assert facts.document == replace(whole, body=replace(whole.body, html=""))


def test_an_earlier_state_keeps_its_words():
    old, old_words = without_words(document("a.md", "[[ann]] met [[bo]]."))
    new, new_words = without_words(document("a.md", "[[ann]] left."))
    before = Passages()
    before.put("a.md", old_words)
    after = before.later()
    after.put("a.md", new_words)
    gone = after.later()
    gone.drop("a.md")

    assert before.of(old).sentences == ("\0m0\0 met \0m1\0.",)
    assert after.of(new).sentences == ("\0m0\0 left.",)
    assert gone.packed("a.md") == b""


def test_what_nobody_asks_for_any_more_does_not_pile_up():
    slim, words = without_words(document("a.md", "[[ann]] met [[bo]]."))
    state = Passages()
    state.put("a.md", words)
    longest = 0
    for _ in range(50):
        state = state.later()
        state.put("a.md", words)
        longest = max(longest, len(state._words))

    assert longest < 5 * len(words)
    assert state.of(slim).sentences == ("\0m0\0 met \0m1\0.",)


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
