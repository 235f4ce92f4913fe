"""The words of the interface in one language: gettext catalogues, and lists and numbers in that language's manner."""

from __future__ import annotations

import gettext
import io
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from markupsafe import Markup, escape

from briefgen.dates.patterns import find_locale
from briefgen.engine.fingerprint import digest_of

if TYPE_CHECKING:
    from babel import Locale

SOURCE: Final = "en"
"""The language the interface is written in; it needs no catalogue."""


class CatalogueError(ValueError):
    """A catalogue cannot be used; the message says why, and where."""


class Speech(NamedTuple):
    """One language of the interface."""

    language: str
    """Its tag as catalogues are named: ``de``."""
    gettext: Callable[[str], str]
    ngettext: Callable[[str, str, int], str]
    pgettext: Callable[[str, str], str]
    npgettext: Callable[[str, str, str, int], str]
    locale: Locale

    def listed(self, items: Iterable[Any], show: Callable[[Any], Any] | None = None) -> Markup:
        """Names as this language lists them: "A, B and C". ``show`` makes HTML of each."""
        parts = [escape(show(item) if show else item) for item in items]
        patterns = self.locale.list_patterns["standard"]
        if len(parts) <= 2:
            return Markup(patterns["2"]).format(*parts) if len(parts) == 2 else Markup().join(parts)  # noqa: S704 - Babel's
        text = Markup(patterns["start"]).format(parts[0], parts[1])  # noqa: S704 - Babel's
        for part in parts[2:-1]:
            text = Markup(patterns["middle"]).format(text, part)  # noqa: S704 - Babel's
        return Markup(patterns["end"]).format(text, parts[-1])  # noqa: S704 - Babel's

    def joined(self, items: Iterable[Any], show: Callable[[Any], Any]) -> Markup:
        """Things one after the other; ``show`` makes HTML of each."""
        return escape(self.pgettext("separator", ", ")).join(show(one) for one in items)

    def country(self, code: str) -> str:
        """The name of a country by its ISO 3166 code; anything else as it stands."""
        return str(self.locale.territories.get(code, code))

    def coordinates(self, place: tuple[float, float]) -> str:
        """Latitude and longitude."""
        return self.pgettext("separator", "; ").join(self.number(one) for one in place)

    def number(self, value: float) -> str:
        """A number as this language writes it."""
        from babel.numbers import format_decimal

        return format_decimal(value, locale=self.locale)


class Catalogues:
    """All languages a theme can speak: shipped catalogues, and on top of them the theme's own."""

    def __init__(self, files: Mapping[str, tuple[bytes, ...]]) -> None:
        self.files = files
        self._spoken: dict[str, Speech] = {}

    def language(self, *wanted: str) -> str:
        """The first of some language tags that there are words for, as the catalogue is named; else English."""
        for tag in wanted:
            parts = tag.replace("_", "-").split("-")
            for length in range(len(parts), 0, -1):
                name = "-".join(parts[:length]).lower()
                if name == SOURCE or name in self.files:
                    return name
        return SOURCE

    def print(self, language: str) -> str:
        """Digest of the catalogues of a language."""
        return digest_of(b"\0".join(self.files.get(language, ())))

    def speech(self, language: str) -> Speech:
        """The words of a language that :meth:`language` has named. Raises CatalogueError."""
        known = self._spoken.get(language)
        if known is None:
            said: gettext.NullTranslations = gettext.NullTranslations()
            for text in self.files.get(language, ()):
                upper = gettext.GNUTranslations(io.BytesIO(_compiled(language, text)))
                upper.add_fallback(said)
                said = upper
            locale = find_locale(language)
            known = Speech(language, said.gettext, said.ngettext, said.pgettext, said.npgettext, locale)
            self._spoken[language] = known
        return known


@lru_cache(maxsize=32)
def _compiled(language: str, text: bytes) -> bytes:
    """A catalogue in the form that gettext reads. Raises CatalogueError."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import PoFileError, read_po

    try:
        catalogue = read_po(io.BytesIO(text), locale=language.replace("-", "_"), abort_invalid=True)
    except PoFileError as error:
        raise CatalogueError(f"{language}.po:{error.lineno + 1}: {error.args[0]}") from None
    except Exception as error:  # noqa: BLE001 - Babel raises whatever its helpers raise
        raise CatalogueError(f"{language}.po: {error}") from None
    for message in catalogue:
        for wrong in message.check(catalogue) if message.id and message.string else ():
            raise CatalogueError(f"{language}.po:{message.lineno}: {wrong}")
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    return compiled.getvalue()


@lru_cache(maxsize=256)
def territory(tag: str) -> str:
    """A language with the country that speaks most of it, as Open Graph asks for: ``de`` as ``de_DE``."""
    from babel.core import get_global

    parts = tag.replace("-", "_").split("_")
    if len(parts) > 1 and len(parts[-1]) == 2:
        return f"{parts[0].lower()}_{parts[-1].upper()}"
    known = get_global("likely_subtags")
    written = f"{parts[0].lower()}_{parts[1].title()}" if len(parts) > 1 else ""
    likely = str(known.get(written) or known.get(parts[0].lower(), "")).split("_")
    return f"{parts[0].lower()}_{likely[-1]}" if len(likely) > 1 else parts[0].lower()


@lru_cache(maxsize=256)
def language_name(tag: str) -> str:
    """A language in its own language: ``Deutsch``, ``العربية``; the tag itself when nobody knows it."""
    from babel import Locale, UnknownLocaleError

    try:
        name = Locale.parse(tag.replace("_", "-"), sep="-").get_display_name() or tag
    except (ValueError, TypeError, UnknownLocaleError):
        return tag
    return name[:1].upper() + name[1:]
