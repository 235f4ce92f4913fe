"""The words of the interface for translators: what code and templates say, brought into the catalogues.

``make words`` runs this; tests/test_words.py asks it what should be there.
"""

from __future__ import annotations

import io
import re
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

TOP = Path(__file__).resolve().parent.parent
LOCALE = TOP / "briefgen" / "locale"
KEYWORDS = {**DEFAULT_KEYWORDS, "NP_": ((1, "c"), 2)}
SOURCES = (
    (TOP / "briefgen", [("**.py", "python")], {}),
    (TOP / "themes", [("**/templates/**.html", "jinja2")], {"**": {"trimmed": "true"}}),
)
KEPT = re.compile(r'"(?:Language|MIME-Version|Content-Type|Content-Transfer-Encoding|Plural-Forms):')


def said() -> Catalog:
    """Everything that readers can be told, as a catalogue without translations."""
    catalogue = Catalog()
    for folder, methods, options in SOURCES:
        wanted = {pattern: options.get("**", {}) for pattern, _ in methods}
        for _, _, message, _, context in sorted(
            extract_from_dir(folder, methods, wanted, KEYWORDS), key=lambda one: one[:2]
        ):
            catalogue.add(message, context=context)
    return catalogue


def read(file: Path) -> Catalog:
    """A catalogue of ours."""
    return read_po(io.BytesIO(file.read_bytes()), locale=file.stem, abort_invalid=True)


def write(file: Path, catalogue: Catalog) -> None:
    """Write a catalogue without what changes from day to day."""
    catalogue.header_comment = f"# The words of the interface: {catalogue.locale.english_name}"
    text = io.BytesIO()
    write_po(text, catalogue, width=0, ignore_obsolete=True)
    head, _, rest = text.getvalue().decode().partition("\n\n")
    lines = [line for line in head.split("\n") if not line.startswith('"') or KEPT.match(line)]
    file.write_text("\n".join(line for line in lines if line != "#") + "\n\n" + rest, encoding="utf-8")


if __name__ == "__main__":
    for file in sorted(LOCALE.glob("*.po")):
        catalogue = read(file)
        catalogue.update(said(), no_fuzzy_matching=True)
        write(file, catalogue)
