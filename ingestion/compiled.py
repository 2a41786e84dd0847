"""Loops over bytes, compiled to machine code.

numba compiles plain Python when it is first called and keeps the result beside the module. It
frees the project from a C compiler on every machine; a loop over the bytes or the pointers of a
million records would take seconds in the interpreter, and takes milliseconds so.

Compiled code reads memory by address where that is hot: for an array that goes from function to
function, and even more for a part of one, numba counts references, which took half of the time.
Whoever hands out an address keeps what is there alive, and nobody reads beyond its end.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

import numba
from llvmlite import ir
from numba.core import types
from numba.extending import intrinsic

_P = ParamSpec("_P")
_T = TypeVar("_T")
WORD_BYTES = 8
_BYTE, _WORD, _REAL = ir.IntType(8), ir.IntType(64), ir.DoubleType()


def compiled(function: Callable[_P, _T]) -> Callable[_P, _T]:
    """Compile a function that works on numbers and NumPy arrays alone; it runs without the GIL."""
    return numba.njit(nogil=True, cache=True)(function)  # type: ignore[no-any-return]


def _pointer(builder: Any, address: Any, place: Any, kind: Any) -> Any:
    """Point to one of the words that begin at an address."""
    distance = builder.mul(place, ir.Constant(_WORD, WORD_BYTES))
    return builder.inttoptr(builder.add(address, distance), kind.as_pointer())


@intrinsic  # type: ignore[untyped-decorator]
def byte(_context: Any, _address: Any) -> Any:
    """Return the byte at an address."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        pointer = builder.inttoptr(arguments[0], _BYTE.as_pointer())
        return builder.zext(builder.load(pointer), _WORD)

    return types.int64(types.int64), generate


def _loads(result: Any, kind: Any) -> Any:
    """Return signature and code of reading one of the words that begin at an address."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        address, place = arguments
        return builder.load(_pointer(builder, address, place, kind), align=1)

    return result(types.int64, types.int64), generate


@intrinsic  # type: ignore[untyped-decorator]
def word(_context: Any, _address: Any, _place: Any) -> Any:
    """Return one of the integers of 8 bytes that begin at an address."""
    return _loads(types.int64, _WORD)


@intrinsic  # type: ignore[untyped-decorator]
def real(_context: Any, _address: Any, _place: Any) -> Any:
    """Return one of the doubles that begin at an address."""
    return _loads(types.float64, _REAL)


@intrinsic  # type: ignore[untyped-decorator]
def put(_context: Any, _address: Any, _place: Any, _value: Any) -> Any:
    """Set one of the integers of 8 bytes that begin at an address."""

    def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        address, place, value = arguments
        builder.store(value, _pointer(builder, address, place, _WORD), align=1)
        return context.get_dummy_value()

    return types.void(types.int64, types.int64, types.int64), generate
