"""The standard library's `dataclass`, with the methods of frozen classes made when they are first needed.

A look-up imports some eighty small classes and makes instances of a few. The standard decorator compiles up to eight
methods for each of them at once, which took longer than everything else that a look-up does together. Here a frozen
class gets its fields from the standard decorator, and shared methods instead of compiled ones; the one that is worth
compiling, `__init__`, is compiled at the first instance. `replace`, `fields` and pattern matching work as ever, and
to a type checker it is the standard decorator.
"""

from __future__ import annotations

from dataclasses import MISSING, Field, FrozenInstanceError, fields
from operator import attrgetter, eq, ge, gt, le, lt
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from dataclasses import dataclass

__all__ = ["dataclass"]


def _dataclass(
    made: type | None = None, *, frozen: bool = False, slots: bool = False, order: bool = False, **other: bool
) -> Any:
    """The decorator; it is the standard one where a class is not frozen, or more is asked for."""
    from dataclasses import dataclass as standard

    if not frozen or other:
        return standard(made, frozen=frozen, slots=slots, order=order, **other)

    def frozen_class(made: type) -> Any:
        own = set(vars(made))
        found: Any = standard(init=False, repr=False, eq=False, slots=slots)(made)
        shown = [one for one in fields(found) if one.repr]
        names = [one.name for one in fields(found) if one.compare]
        compared = attrgetter(*names) if names else lambda _: ()
        given: dict[str, object] = {
            "__init__": _first_init(found), "__repr__": _repr(shown), "__reduce__": _reduce, "__setattr__": _refuse,
            "__delattr__": _refuse, "__eq__": _compare(eq, compared), "__hash__": lambda self: hash(compared(self)),
        }  # fmt: skip
        if order:
            given |= {f"__{one.__name__}__": _compare(one, compared) for one in (lt, le, gt, ge)}
        for name, method in given.items():
            if name not in own:
                setattr(found, name, method)
        return found

    return frozen_class if made is None else frozen_class(made)


if not TYPE_CHECKING:
    dataclass = _dataclass


def _first_init(made: type) -> Callable[..., None]:
    """An `__init__` that gives way to the compiled one as soon as it is called."""

    def init(self: object, /, *values: object, **named: object) -> None:
        compiled = _init(made)
        setattr(made, "__init__", compiled)  # noqa: B010  # in its own place
        compiled(self, *values, **named)

    return init


def _init(made: type) -> Callable[..., None]:
    """The `__init__` of a class by its fields, as a person would write it: one assignment after the other.

    Only names of fields stand in what is compiled; defaults are handed over as objects.
    """
    names: dict[str, Any] = {"missing": MISSING}
    taken, lines = ["self"], []
    for one in fields(made):
        if not one.init:
            continue
        slot, value = vars(made).get(one.name), one.name
        names[f"put_{one.name}"] = getattr(slot, "__set__", None) or _setter(one.name)
        taken.append(one.name + _default(one, names))
        if one.default_factory is not MISSING:
            value = f"make_{one.name}() if {one.name} is missing else {one.name}"
        lines.append(f" put_{one.name}(self, {value})")
    if hasattr(made, "__post_init__"):
        lines.append(" self.__post_init__()")
    exec(f"def __init__({', '.join(taken)}):\n" + "\n".join(lines or [" pass"]), names)  # noqa: S102  # names of our own
    init: Callable[..., None] = names["__init__"]
    return init


def _default(one: Field[Any], names: dict[str, Any]) -> str:
    """How the default of a field stands in the head of `__init__`."""
    if one.default_factory is not MISSING:
        names[f"make_{one.name}"] = one.default_factory
        return "=missing"
    if one.default is not MISSING:
        names[f"default_{one.name}"] = one.default
        return f"=default_{one.name}"
    return ""


def _setter(name: str) -> Callable[[object, object], None]:
    """How a field is set in a class without slots, or in one that inherits them."""
    return lambda self, value: object.__setattr__(self, name, value)


def _refuse(self: object, name: str, *_: object) -> None:
    raise FrozenInstanceError(f"{type(self).__name__}.{name} stays as it is; `dataclasses.replace` makes another one")


def _reduce(self: Any) -> tuple[Any, ...]:
    """What `copy` and `pickle` make the same again from."""
    return type(self), tuple(getattr(self, one.name) for one in fields(self) if one.init)


def _repr(shown: list[Field[Any]]) -> Callable[[Any], str]:
    def words(self: Any) -> str:
        return f"{type(self).__qualname__}({', '.join(f'{one.name}={getattr(self, one.name)!r}' for one in shown)})"

    return words


def _compare(operator: Callable[[Any, Any], bool], compared: Callable[[Any], Any]) -> Callable[[Any, Any], Any]:
    return lambda self, other: (
        operator(compared(self), compared(other)) if other.__class__ is self.__class__ else NotImplemented
    )
