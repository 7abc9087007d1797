"""Puts a mutant where the code was: into the functions that are imported, or in the way of the import."""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import sys
from collections.abc import Iterator, Sequence
from types import CodeType, FunctionType, ModuleType

from tests.mutation.mutants import ROOT, Mutant


def name_of(module: str) -> str:
    return module.removesuffix(".py").replace("/", ".")


def compiled(mutant: Mutant) -> CodeType:
    return compile(mutant.tree(), str(ROOT / mutant.module), "exec")


def put_in(mutant: Mutant) -> bool:
    """Give every function of the imported module the code it has in the mutant; whether all of them took it."""
    code = {_place(one): one for one in _within(compiled(mutant))}
    for function in _functions(sys.modules[name_of(mutant.module)]):
        place = _place(function.__code__)
        if place in code:
            try:
                function.__code__ = code[place]
            except ValueError:  # it closes over other names than before
                return False
    return True


def import_instead(mutant: Mutant) -> None:
    """Let the next import of the module find the mutant."""
    code = compiled(mutant)

    class Loader(importlib.machinery.SourceFileLoader):
        def get_code(self, fullname: str) -> CodeType:
            return code

    class Finder(importlib.abc.MetaPathFinder):
        def find_spec(
            self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
        ) -> importlib.machinery.ModuleSpec | None:
            if fullname != name_of(mutant.module):
                return None
            where = str(ROOT / mutant.module)
            return importlib.util.spec_from_file_location(fullname, where, loader=Loader(fullname, where))

    sys.meta_path.insert(0, Finder())


def _place(code: CodeType) -> tuple[str, str, int]:
    return code.co_filename, code.co_qualname, code.co_firstlineno


def _within(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _within(constant)


def _functions(owner: ModuleType | type) -> Iterator[FunctionType]:
    """Those of a module and of its classes, under whatever decorators they wear."""
    for one in tuple(vars(owner).values()):
        if isinstance(one, type):
            if one.__module__ == (owner.__name__ if isinstance(owner, ModuleType) else owner.__module__):
                yield from _functions(one)
            continue
        bare = getattr(one, "fget", None) or getattr(one, "__func__", None) or one
        while hasattr(bare, "__wrapped__"):
            bare = bare.__wrapped__
        if isinstance(bare, FunctionType):
            yield bare
