"""Jinja2, fenced in: strict about names, escaping everything, and saying where it failed.

A catalog may bring templates of its own, which come before ours; ours stay in reach as
``default/<name>``, to extend or import.  A catalog is not trusted with the machine that builds it,
so templates run in Jinja2's sandbox.
"""

import traceback
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from types import BuiltinMethodType, MethodType
from typing import Any

from jinja2 import FunctionLoader, StrictUndefined, TemplateError
from jinja2.runtime import Context, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment

from chandlery.errors import CatalogError
from chandlery.stages.site.compiling import Escaped, Fields, Generator, written

Templates = Sequence[Mapping[str, str]]

_METHODS = (MethodType, BuiltinMethodType)
_ABSENT = object()


class RenderError(CatalogError):
    """A template could not be rendered.

    Attributes:
        template: its path and, where known, the line: ``package.html:12``.
        record: what it was rendered for: ``plugins/tidy``.
        reason: what the engine had to say.
    """

    def __init__(self, template: str, record: str, reason: str) -> None:
        super().__init__(
            f"template {template} failed for {record}: {reason}",
            "Mend the template; the names it may use are those of the shipped one.",
        )
        self.template = template
        self.record = record
        self.reason = reason

    def __reduce__(self) -> tuple[type["RenderError"], tuple[str, str, str]]:
        return type(self), (self.template, self.record, self.reason)


class _Sandbox(ImmutableSandboxedEnvironment):
    """Jinja2's sandbox, asked once for an attribute of a type: its answer never depends on more."""

    code_generator_class = Generator
    written = staticmethod(written)

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.fields = Fields()
        self.escaped = Escaped()
        self._safe: dict[tuple[type, str], bool] = {}

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The names that every template may use, as one mapping: a chain of two is slow to read."""
        return super().make_globals(d) if d else self.globals

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        key = type(obj), attr
        if key not in self._safe:
            self._safe[key] = super().is_safe_attribute(obj, attr, value)
            if self._safe[key]:
                self.fields.learn(type(obj), attr)
        return self._safe[key]

    def getattr(self, obj: Any, attribute: str) -> Any:
        """The same answer sooner: pages ask for an attribute of a record a thousand times each."""
        if self._safe.get((type(obj), attribute)):
            value = getattr(obj, attribute, _ABSENT)
            # Methods are left to the sandbox, which wraps those that format strings.
            if value is not _ABSENT and type(value) not in _METHODS:
                return value
        return super().getattr(obj, attribute)

    def call(self, context: Context, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call a macro at once: it is a template's own, and asks for nothing of the context."""
        if type(obj) is not Macro or not context.eval_ctx.autoescape:
            return super().call(context, obj, *args, **kwargs)
        kwargs.pop("_loop_vars", None)
        kwargs.pop("_block_vars", None)
        return obj(*args, **kwargs)


class Renderer:
    """Templates by name, compiled once each."""

    def __init__(
        self,
        sources: Templates,
        filters: Mapping[str, Callable[..., Any]],
        names: Mapping[str, Any],
    ) -> None:
        """Make an environment of template sources by name; the first that has a name wins.

        Args:
            sources: the last is the shipped set.
            names: what every template may use.
        """
        found = {f"default/{name}": source for name, source in sources[-1].items()}
        for source in reversed(sources):
            found.update(source)
        self._names = frozenset(found)
        self._environment = _Sandbox(
            loader=FunctionLoader(lambda name: _source(found, name)),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            cache_size=-1,
        )
        self._environment.filters.update(filters)
        self._environment.globals.update(names)

    def render(self, template: str, record: str, context: Mapping[str, Any]) -> str:
        """Render a template.

        Raises:
            RenderError: it does not exist, does not parse, or fails on this record.
        """
        try:
            return self._environment.get_template(template).render(context)
        except TemplateError as error:
            place = self._place(template, error)
            raise RenderError(place, record, error.message or type(error).__name__) from error
        except Exception as error:
            reason = f"{type(error).__name__}: {error}"
            raise RenderError(self._place(template, error), record, reason) from error

    def _place(self, template: str, error: Exception) -> str:
        """The innermost template and line that an error came from."""
        name, line = getattr(error, "name", None), getattr(error, "lineno", None)
        if name in self._names and line:
            return f"{name}:{line}"
        for frame in reversed(traceback.extract_tb(error.__traceback__)):
            if frame.filename in self._names:
                return f"{frame.filename}:{frame.lineno}"
        return template


def _source(found: Mapping[str, str], name: str) -> tuple[str, str, Callable[[], bool]] | None:
    """A template's text, and its name again as the file that a traceback shows."""
    return (found[name], name, lambda: True) if name in found else None
