"""Themes on the disk -> templates and assets."""

from __future__ import annotations

import re
from collections.abc import Iterable, MutableMapping
from pathlib import Path
from typing import Any, NamedTuple

import jinja2
from jinja2.runtime import Context, Macro

from briefgen.engine.fingerprint import digest_of
from briefgen.pages.bytecode import Bytecode
from briefgen.pages.directly import FUNCTIONS, Direct
from briefgen.pages.speech import CatalogueError, Catalogues

_PACKAGE = Path(__file__).resolve().parent.parent
_REFERENCE = re.compile(r"\{%[-+]?\s*(?:extends|include|import|from)\s+(.*?)%\}", re.DOTALL)
_LITERAL = re.compile(r"""["']([^"']+)["'](?:\s+(?:import|as|with|without|ignore)\s.*)?""", re.DOTALL)
_ABSENT = "\0absent"
"""In the place of the text of a template that is not there."""
_MAX_ASSET = 20 * 1024 * 1024


class ThemeError(Exception):
    """The theme cannot be used; the message is one plain sentence."""


class _Context(Context):
    """Calls functions of templates directly: Jinja asks each of them first what it wants to be handed (a third of all
    time in templates), and of ours only macros and translations want anything.
    """

    def call(self, __obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """What a call in a template gives."""
        kind = type(__obj)
        if kind is not Macro and kind not in FUNCTIONS or getattr(__obj, "jinja_pass_arg", None) is not None:
            return super().call(__obj, *args, **kwargs)
        kwargs.pop("_loop_vars", None)
        kwargs.pop("_block_vars", None)
        return __obj(self.eval_ctx, *args, **kwargs) if kind is Macro else __obj(*args, **kwargs)


class _Environment(jinja2.Environment):
    """Templates are as they were when the theme was loaded: each is looked for once."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.found: dict[str, jinja2.Template] = {}

    def get_template(
        self,
        name: str | jinja2.Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002 - Jinja's name
    ) -> jinja2.Template:
        """A template by its name."""
        if globals is not None or not isinstance(name, str):
            return super().get_template(name, parent, globals)
        known = self.found.get(name)
        if known is None:
            known = self.found[name] = super().get_template(name, parent)
        return known


class Theme(NamedTuple):
    """A loaded theme."""

    name: str
    env: jinja2.Environment
    assets: dict[str, bytes]
    """Output path (``assets/style.css``) to content."""
    catalogues: Catalogues
    accent: str = "#9a2617"
    """Its colour, for drawings that no style sheet reaches."""

    @property
    def print(self) -> str:
        """Digest of all its templates and catalogues."""
        env, words = self.env, self.catalogues
        parts = [f"{name}\0{_source(env, name)}" for name in sorted(env.list_templates())]
        return digest_of("\0".join([*parts, *(words.print(one) for one in sorted(words.files))]).encode())

    def render(self, template: str, context: dict[str, Any]) -> str:
        """A template filled in. Raises ThemeError that names the template and the line at fault."""
        try:
            return _rendered(self.env, template, context)
        except jinja2.TemplateError as error:
            raise ThemeError(f"{_fault(error, template)}: {error.message or type(error).__name__}") from error
        except (ArithmeticError, LookupError, TypeError, ValueError, AttributeError) as error:
            # What a template does with its values is its author's; the same from our own code is ours.
            if not _in_template(error):
                raise
            raise ThemeError(f"{_fault(error, template)}: {error}") from error

    def compile(self, template: str) -> None:
        """Have a template ready, with all it refers to, as far as there is such a one. Raises TemplateError."""
        for name, text in _closure(self.env, template).items():
            if text != _ABSENT:
                self.env.get_template(name)

    def fingerprint(self, template: str) -> str:
        """Digest of a template and of all it refers to; of the whole theme where it computes a name."""
        return _fingerprint(self.env, template)


def _rendered(env: jinja2.Environment, name: str, context: dict[str, Any]) -> str:
    """As ``Template.render`` does, but for names that are looked up one by one in a chain of mappings."""
    template = env.get_template(name)
    whole = env.context_class(env, {**env.globals, **context}, template.name, template.blocks)
    try:
        return "".join(template.root_render_func(whole))
    except Exception:  # noqa: BLE001 - raised again as it is, with the lines of templates in its trace
        env.handle_exception()


def shipped(name: str) -> Path | None:
    """The folder of a theme that comes with briefgen: in the wheel, or beside the package in a checkout."""
    for base in (_PACKAGE / "themes", _PACKAGE.parent / "themes"):
        if (base / name / "templates").is_dir():
            return base / name
    return None


def load_theme(root: Path, name: str) -> Theme:
    """The theme ``name``: a site's own files win over shipped ones, one by one. Raises ThemeError.

    A site's template may extend the shipped one of the same name as ``!brief.html``.
    """
    own, ours = root / "themes" / name, shipped(name)
    base = ours or shipped("default")
    if ours is None and not (own / "templates").is_dir():
        message = f"there is no theme '{name}': neither themes/{name}/templates here nor among the shipped ones"
        raise ThemeError(message)
    folders = [folder for folder in dict.fromkeys((own, base)) if folder is not None]
    shared = _PACKAGE / "pages"
    shipped_loader = _Held([*([base] if base else []), shared])
    loader = jinja2.ChoiceLoader(
        [
            _Held([*folders, shared]),
            jinja2.PrefixLoader({"!": shipped_loader}, delimiter="!"),
            _Bang(shipped_loader),
        ]
    )
    env = _Environment(
        loader=loader,
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        extensions=["jinja2.ext.i18n"],
        bytecode_cache=Bytecode([*([base] if base else []), shared]),
    )
    env.policies["ext.i18n.trimmed"] = True
    env.context_class = _Context
    env.code_generator_class = Direct
    catalogues = Catalogues(_catalogues([_PACKAGE, *reversed(folders)]))
    try:
        for language in catalogues.files if (own / "locale").is_dir() else ():
            catalogues.speech(language)
    except CatalogueError as error:
        raise ThemeError(f"the catalogue themes/{name}/locale/{error}") from None
    return Theme(name, env, _assets([*folders, _PACKAGE / "pages"]), catalogues)


def _in_template(error: BaseException) -> bool:
    """Whether it was raised by a template itself, not by a function that it called."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace is not None and trace.tb_frame.f_code.co_filename.endswith(".html")


def _fault(error: BaseException, template: str) -> str:
    """Where a template is wrong: the innermost template line of the traceback."""
    if isinstance(error, jinja2.TemplateSyntaxError):
        return f"{error.name or template}:{error.lineno}"
    if isinstance(error, jinja2.TemplateNotFound):
        return template
    where = template
    trace = error.__traceback__
    while trace is not None:
        name = trace.tb_frame.f_code.co_filename
        if name.endswith(".html"):
            where = f"{Path(name).name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return where


def _fingerprint(env: jinja2.Environment, name: str) -> str:
    sources = _closure(env, name)
    return digest_of("\0".join(f"{one}\0{sources[one]}" for one in sorted(sources)).encode())


def _closure(env: jinja2.Environment, name: str) -> dict[str, str]:
    """A template, what binds bodies, and all they refer to; with their sources."""
    sources: dict[str, str] = {}
    waiting = [name, "slots.html"]
    while waiting:
        one = waiting.pop()
        if one in sources:
            continue
        sources[one] = _source(env, one)
        for reference in _REFERENCE.findall(sources[one]):
            literal = _LITERAL.fullmatch(reference.strip())
            waiting += [literal[1]] if literal else env.list_templates()
    return sources


def _source(env: jinja2.Environment, name: str) -> str:
    """The text of a template; that there is none is remembered too."""
    assert env.loader is not None
    try:
        return env.loader.get_source(env, name)[0]
    except jinja2.TemplateNotFound:
        return _ABSENT


class _Held(jinja2.BaseLoader):
    """Templates as they were when the theme was loaded, so that one build, or one good site, has one theme only."""

    def __init__(self, folders: Iterable[Path]) -> None:
        inner = jinja2.FileSystemLoader([str(folder / "templates") for folder in folders])
        self.sources: dict[str, tuple[str, str | None]] = {}
        env = jinja2.Environment(autoescape=True)
        for name in inner.list_templates():
            try:
                self.sources[name] = inner.get_source(env, name)[:2]
            except UnicodeDecodeError:
                raise ThemeError(f"the template {name} is not UTF-8; save it as UTF-8") from None

    def get_source(self, environment: jinja2.Environment, template: str) -> Any:  # noqa: ARG002 - Jinja hands it
        """The source of a template, as Jinja asks for it."""
        if template not in self.sources:
            raise jinja2.TemplateNotFound(template)
        return (*self.sources[template], None)

    def list_templates(self) -> list[str]:
        """The names under which templates can be had."""
        return sorted(self.sources)


class _Bang(jinja2.BaseLoader):
    """``!name`` is the shipped template ``name``."""

    def __init__(self, inner: jinja2.BaseLoader) -> None:
        self.inner = inner

    def get_source(self, environment: jinja2.Environment, template: str) -> Any:
        """The source of a template, as Jinja asks for it."""
        if not template.startswith("!"):
            raise jinja2.TemplateNotFound(template)
        return self.inner.get_source(environment, template[1:])

    def list_templates(self) -> list[str]:
        """The names under which shipped templates can be had."""
        return [f"!{name}" for name in self.inner.list_templates()]


def _catalogues(folders: Iterable[Path]) -> dict[str, tuple[bytes, ...]]:
    """Language -> the texts of its catalogues, ``locale/de.po``, from the lowest folder up."""
    found: dict[str, tuple[bytes, ...]] = {}
    for folder in folders:
        for file in sorted((folder / "locale").glob("*.po")):
            language = file.stem.replace("_", "-").lower()
            if file.is_file() and file.stat().st_size <= _MAX_ASSET:
                found[language] = (*found.get(language, ()), file.read_bytes())
    return found


def _assets(folders: list[Path]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for folder in reversed(folders):
        for file in sorted((folder / "assets").rglob("*")):
            if file.is_file() and not file.name.startswith(".") and file.stat().st_size <= _MAX_ASSET:
                found[f"assets/{file.relative_to(folder / 'assets').as_posix()}"] = file.read_bytes()
    return found
