"""A model is a function that names what a body holds; calling it makes a part that another model can take in."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from neurodose.errors import ModelError, NeurodoseError
from neurodose.modelling.parameter import Parameters, ParameterView
from neurodose.modelling.system import System, flatten
from neurodose.modelling.trace import PLACES, Scope, Trace


class Part:
    """A model with its arguments: a whole by itself, or a part of another model once it is assigned to a name."""

    def __init__(self, function: Callable[..., Any], arguments: tuple[Any, ...], keywords: dict[str, Any]) -> None:
        self.function, self.arguments, self.keywords = function, arguments, keywords
        self._system: System | None = None

    @property
    def name(self) -> str:
        return self.function.__name__

    def __getattr__(self, name: str) -> Any:
        # Reached only for what a part does not have; type checkers learn from it that what is assigned to `m` has
        # parts.
        raise AttributeError(
            f"the part has no {name} until it is assigned: m.{name} belongs to a scope, so write m.part = …"
        )

    @property
    def system(self) -> System:
        """The flat, immutable system; traced once, when first asked for."""
        if self._system is None:
            trace = Trace(self.name)
            self.write_into(trace, "")
            self._system = flatten(trace)
        return self._system

    def write_into(self, trace: Trace, address: str) -> Scope:
        """Runs the function on a scope with this address; raises ModelError for a model that contains itself."""
        if self.name in trace.open_models:
            circle = " → ".join([*trace.open_models[trace.open_models.index(self.name) :], self.name])
            raise ModelError(f"the model contains itself: {circle}", where=f"model {trace.name}")
        scope = Scope(trace, address)
        trace.paragraphs.append((address, inspect.cleandoc(self.function.__doc__ or "")))
        trace.open_models.append(self.name)
        try:
            self.function(scope, *self._views(trace)[0], **self._views(trace)[1])
        except NeurodoseError as error:
            raise _placed(error, self.function, trace.name) from error.__cause__
        except AttributeError as error:
            # An AttributeError that leaves the property `system` would be taken for "there is no system".
            found = ModelError(str(error)).with_traceback(error.__traceback__)
            raise _placed(found, self.function, trace.name) from error
        finally:
            trace.open_models.pop()
        return scope

    def _views(self, trace: Trace) -> tuple[list[Any], dict[str, Any]]:
        def view(value: Any) -> Any:
            is_table = isinstance(value, type) and issubclass(value, Parameters)
            return ParameterView(value, trace.record_parameter) if is_table else value

        signature = inspect.signature(self.function)
        try:
            bound = signature.bind(None, *self.arguments, **self.keywords)
        except TypeError as error:
            raise ModelError(
                f"{self.name} cannot be made with these arguments: {error}",
                hint=f"it is {self.name}{signature}",
            ) from None
        bound.apply_defaults()
        return [view(v) for v in bound.args[1:]], {k: view(v) for k, v in bound.kwargs.items()}


class Model(Part):
    """What `@model` makes of a function: the model with its default arguments; call it for other arguments."""

    def __init__(self, function: Callable[..., Any]) -> None:
        super().__init__(function, (), {})
        self.__doc__ = function.__doc__
        self.__name__ = function.__name__
        self.__module__ = function.__module__

    def __call__(self, *arguments: Any, **keywords: Any) -> Part:
        return Part(self.function, arguments, keywords)

    def __repr__(self) -> str:
        return f"<model {self.name}>"


def model(function: Callable[..., Any]) -> Model:
    """Makes a model of a function `name(m, p=Parameters)`, whose assignments to `m` name its parts.

    The docstring becomes a paragraph of the methods section. Composition is a call: `m.drug = oral_two_compartment(p)`.
    """
    if not inspect.cleandoc(function.__doc__ or ""):
        raise ModelError(
            f"the model {function.__name__} says nothing about itself",
            hint="write one sentence as its docstring",
        )
    return Model(function)


def describe(model: Part | System) -> System:
    """The system of a model, a part or a system; raises ModelError for anything else."""
    if isinstance(model, System):
        return model
    if isinstance(model, Part):
        return model.system
    raise ModelError(
        f"{model!r} is no model", hint="decorate a function with @model, or take one from neurodose.library"
    )


def _placed(error: NeurodoseError, function: Callable[..., Any], name: str) -> NeurodoseError:
    """The same error, saying on which line of the model function it arose, if it does not say where yet."""
    line, step = None, error.__traceback__
    while step is not None:
        if step.tb_frame.f_code is function.__code__:
            line = step.tb_lineno
        step = step.tb_next
    where = error.where or f"model {name}"
    if line is None or " line " in where:
        return error
    place = f"{where}, {function.__code__.co_filename.rsplit('/', 1)[-1]} line {line}"
    return type(error)(error.what, where=place, exists=error.exists, hint=error.hint).with_traceback(
        error.__traceback__
    )


PLACES.insert(0, (Part, lambda trace, address, part: part.write_into(trace, address)))
