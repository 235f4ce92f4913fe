"""Templates in fewer steps show what Jinja shows."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import jinja2
import pytest

from briefgen.pages.directly import Direct


def environment(*, direct: bool) -> jinja2.Environment:
    env = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, extensions=["jinja2.ext.i18n"])
    env.install_null_translations()  # type: ignore[attr-defined]  # of the extension
    if direct:
        env.code_generator_class = Direct
    return env


class Odd:
    """Something that can be called and is no function, and that has an attribute of its own making."""

    def __call__(self, one: object) -> str:
        return f"<{one}>"

    @property
    def faulty(self) -> str:
        raise AttributeError("faulty")


@jinja2.pass_context
def handed(context: Any, name: str) -> str:
    return str(context.get(name, "not there"))


VALUES = {
    "thing": SimpleNamespace(name="A & B", deep=SimpleNamespace(name="C < D", none=None)),
    "things": {"name": "an item", "items": "not a method"},
    "plain": lambda one, two="2": f"{one}-{two}&",
    "odd": Odd(),
    "handed": handed,
}
MACROS = (
    "{% macro m(a, b='x', c=none) %}<i>{{ a }}|{{ b }}|{{ c }}</i>{% endmacro %}"
    "{% macro more(a) %}{{ a }}:{{ varargs|join('+') }}:{{ kwargs|length }}{% endmacro %}"
    "{% macro around(a) %}[{{ a }}{{ caller() }}]{% endmacro %}"
    "{% macro must(a) %}{{ a }}{% endmacro %}"
)


@pytest.mark.parametrize(
    "text",
    [
        "{{ m('<') }}{{ m(1, 2) }}{{ m(1, 2, 3) }}{{ m(1, c=3) }}{{ m(b=1, a=2) }}",
        "{{ m(1, 2, 3, 4) }}",
        "{{ m(1, d=4) }}",
        "{{ must() }}",
        "{{ more(1) }}{{ more(1, 2, 3) }}{{ more(1, x=2) }}",
        "{% call around('>') %}<b>{{ thing.name }}</b>{% endcall %}",
        "{{ around(1) }}",
        "{% set made = m('&') %}{{ made }}{{ made ~ '<' }}{{ made|length }}",
        "{% autoescape false %}{{ m('<') }}{{ thing.name }}{% endautoescape %}",
        "{{ plain('<') }}{{ plain(1, 3) }}{{ plain(two=1, one=2) }}{{ plain(*[1, 2]) }}",
        "{{ odd('<') }}{{ handed('thing') is string }}{{ handed('nothing') }}",
        "{% for one in [1, 2] %}{% set name = one %}{{ handed('name') }}{{ m(one) }}{{ loop.index }}{% endfor %}",
        "{% for one in [[1], [2, [3]]] recursive %}{{ loop(one) if one is iterable else one }}{% endfor %}",
        "{{ thing.name }}{{ thing.deep.name }}{{ thing.deep.none }}{{ things.name }}{{ things['items'] }}",
        "{{ things.items is string }}{{ 'a-b'.split('-')|join(',') }}{{ '{}&'.format('<') }}",
        "{{ thing.deep.nothing is defined }}{{ thing.deep.nothing|default('none') }}",
        "{{ thing.nothing }}",
        "{{ thing.deep.nothing.more }}",
        "{{ odd.faulty }}",
        "{{ nothing.name }}",
        "{{ nothing('x') }}",
        "{{ _('word') }}{{ ngettext('%(num)s day', '%(num)s days', 2) }}",
        "{% block part scoped %}{{ m(thing.name) }}{{ handed('thing') is string }}{% endblock %}",
    ],
)
def test_a_template_shows_what_jinja_shows(text: str):
    def outcome(*, direct: bool) -> tuple[str, str]:
        try:
            return "", environment(direct=direct).from_string(MACROS + text).render(VALUES)
        except (jinja2.TemplateError, TypeError) as error:
            return type(error).__name__, str(error)

    assert outcome(direct=True) == outcome(direct=False)
