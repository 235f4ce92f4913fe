"""The words around a date, by language: "early 2023", "nach dem 28. August 2024".

A template takes the shown date as ``{0}`` (and ``{1}``). A key with ``.day`` serves a date that is known to the
day, where the language asks for an article; ``near`` is "about" behind another preposition. Languages without a
table of their own use ``NEUTRAL``: signs only.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

NEUTRAL: Final[Mapping[str, str]] = {
    "about": "≈ {0}", "possibly": "{0} (?)",
    "since": "{0} –", "until": "– {0}", "after": "> {0}", "before": "< {0}",
    "or later": "≥ {0}", "or earlier": "≤ {0}", "between": "{0} … {1}",
    "end unknown": "{0} – ?", "start unknown": "? – {0}",
}  # fmt: skip

WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "about": "about {0}", "possibly": "possibly {0}",
        "early": "early {0}", "mid": "mid {0}", "late": "late {0}",
        "since": "since {0}", "until": "until {0}", "after": "after {0}", "before": "before {0}",
        "or later": "{0} or later", "or earlier": "{0} or earlier", "between": "between {0} and {1}",
        "end unknown": "from {0}, end not known", "start unknown": "to {0}, beginning not known",
        "decade": "{0}s", "the decade": "the {0}",
        "21": "spring {0}", "22": "summer {0}", "23": "autumn {0}", "24": "winter {0}",
        "33": "first quarter of {0}", "34": "second quarter of {0}",
        "35": "third quarter of {0}", "36": "fourth quarter of {0}",
        "37": "first third of {0}", "38": "second third of {0}", "39": "last third of {0}",
        "h1": "first half of {0}", "h2": "second half of {0}",
    },
    "de": {
        "about": "um {0}", "about.day": "um den {0}", "near": "etwa {0}", "possibly": "möglicherweise {0}",
        "early": "Anfang {0}", "mid": "Mitte {0}", "late": "Ende {0}",
        "since": "seit {0}", "since.day": "seit dem {0}", "until": "bis {0}", "until.day": "bis zum {0}",
        "after": "nach {0}", "after.day": "nach dem {0}", "before": "vor {0}", "before.day": "vor dem {0}",
        "or later": "{0} oder später", "or earlier": "{0} oder früher",
        "between": "zwischen {0} und {1}", "between.day": "zwischen dem {0} und dem {1}",
        "end unknown": "ab {0}, Ende nicht bekannt", "end unknown.day": "ab dem {0}, Ende nicht bekannt",
        "start unknown": "bis {0}, Beginn nicht bekannt", "start unknown.day": "bis zum {0}, Beginn nicht bekannt",
        "decade": "{0}er-Jahre",
        "21": "Frühjahr {0}", "22": "Sommer {0}", "23": "Herbst {0}", "24": "Winter {0}",
        "37": "erstes Drittel {0}", "38": "zweites Drittel {0}", "39": "letztes Drittel {0}",
        "h1": "erstes Halbjahr {0}", "h2": "zweites Halbjahr {0}",
    },
    "fr": {
        "about": "vers {0}", "about.day": "vers le {0}", "near": "environ {0}", "possibly": "peut-être {0}",
        "early": "début {0}", "mid": "mi-{0}", "late": "fin {0}",
        "since": "depuis {0}", "since.day": "depuis le {0}", "until": "jusqu’en {0}", "until.day": "jusqu’au {0}",
        "after": "après {0}", "after.day": "après le {0}", "before": "avant {0}", "before.day": "avant le {0}",
        "or later": "{0} ou plus tard", "or earlier": "{0} ou plus tôt",
        "between": "entre {0} et {1}", "between.day": "entre le {0} et le {1}",
        "end unknown": "à partir de {0}, fin inconnue", "end unknown.day": "à partir du {0}, fin inconnue",
        "start unknown": "jusqu’en {0}, début inconnu", "start unknown.day": "jusqu’au {0}, début inconnu",
        "decade": "années {0}",
        "21": "printemps {0}", "22": "été {0}", "23": "automne {0}", "24": "hiver {0}",
        "37": "premier tiers de {0}", "38": "deuxième tiers de {0}", "39": "dernier tiers de {0}",
        "h1": "premier semestre {0}", "h2": "second semestre {0}",
    },
    "es": {
        "about": "hacia {0}", "about.day": "hacia el {0}",
        "near": "aproximadamente {0}", "possibly": "posiblemente {0}",
        "early": "principios de {0}", "mid": "mediados de {0}", "late": "finales de {0}",
        "since": "desde {0}", "since.day": "desde el {0}", "until": "hasta {0}", "until.day": "hasta el {0}",
        "after": "después de {0}", "after.day": "después del {0}",
        "before": "antes de {0}", "before.day": "antes del {0}",
        "or later": "{0} o más tarde", "or earlier": "{0} o antes",
        "between": "entre {0} y {1}", "between.day": "entre el {0} y el {1}",
        "end unknown": "desde {0}, final desconocido", "end unknown.day": "desde el {0}, final desconocido",
        "start unknown": "hasta {0}, inicio desconocido", "start unknown.day": "hasta el {0}, inicio desconocido",
        "decade": "años {0}", "the decade": "los {0}",
        "21": "primavera de {0}", "22": "verano de {0}", "23": "otoño de {0}", "24": "invierno de {0}",
        "37": "primer tercio de {0}", "38": "segundo tercio de {0}", "39": "último tercio de {0}",
        "h1": "primer semestre de {0}", "h2": "segundo semestre de {0}",
    },
    "ar": {
        "about": "حوالي {0}", "possibly": "ربما {0}",
        "early": "أوائل {0}", "mid": "منتصف {0}", "late": "أواخر {0}",
        "since": "منذ {0}", "until": "حتى {0}", "after": "بعد {0}", "before": "قبل {0}",
        "or later": "{0} أو بعد ذلك", "or earlier": "{0} أو قبل ذلك", "between": "بين {0} و{1}",
        "end unknown": "من {0}، النهاية غير معروفة", "start unknown": "حتى {0}، البداية غير معروفة",
        "decade": "عقد {0}",
        "21": "ربيع {0}", "22": "صيف {0}", "23": "خريف {0}", "24": "شتاء {0}",
        "37": "الثلث الأول من {0}", "38": "الثلث الثاني من {0}", "39": "الثلث الأخير من {0}",
        "h1": "النصف الأول من {0}", "h2": "النصف الثاني من {0}",
    },
}  # fmt: skip


def word(language: str, key: str, precision: str = "") -> str:
    """The template of a key, for a date of a precision; empty when the language has none."""
    table = WORDS.get(language, NEUTRAL)
    exact = table.get(f"{key}.day", "") if precision in ("day", "instant") else ""
    return exact or table.get(key) or NEUTRAL.get(key, "")
