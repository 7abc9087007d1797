"""Whatever a template makes jinja2 raise, as a ConfigurationError with its place."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from contextlib import contextmanager

import jinja2

from csmail.errors import ConfigurationError
from csmail.reason import Place, Problem, Reason, reason_of
from csmail.templates import filters

FIX = Reason("fix_that_template")
UNDEFINED = re.compile(r"'(\w+)' is undefined")  # what jinja2 says of a name


@contextmanager
def told(name: str, known: list[str]) -> Iterator[None]:
    """Whatever a template makes jinja2 raise, as a ConfigurationError with its place. `known` are the names there are.

    jinja2 raises more than its own errors: ValueError for a number of 5,000 digits, RecursionError for brackets.
    """
    try:
        yield
    except jinja2.TemplateNotFound as error:
        raise wrong(name, Reason.of("included_missing", name=error.name)) from None
    except jinja2.TemplateSyntaxError as error:
        raise _misspelt(error, name) from None
    except jinja2.UndefinedError as error:
        raise _undefined(error, name, known) from None
    except RecursionError:
        raise wrong(name, Reason("too_deeply_nested")) from None
    except ConfigurationError:
        raise
    except Exception as error:  # whatever ran in here is what the template says
        raise _failed(error, name) from None


def _misspelt(error: jinja2.TemplateSyntaxError, name: str) -> ConfigurationError:
    text = (error.message or "cannot be read").rstrip(".")
    named = error.name if error.name and error.name.endswith((".txt", ".md")) else name  # else "<introspection>"
    why, hint = _unknown(text) or (Reason.of("template_not_understood", said=text), FIX)
    return ConfigurationError(Problem(Place(f"templates/{named}", error.lineno), why), hint)


def _unknown(said: str) -> tuple[Reason, Reason] | None:
    """Filters and tests that are not there, with those that are; jinja2 tells of them late when they stand in an if."""
    if said.startswith("No filter named"):
        there = ", ".join(sorted((*filters.KEPT, *filters.OWN)))
        return Reason.of("unknown_filter", said=said), Reason.of("filters_there_are", known=there)
    if said.startswith("No test named"):
        there = ", ".join(sorted(test for test in filters.KEPT_TESTS if test.isalpha()))
        return Reason.of("unknown_test", said=said), Reason.of("tests_there_are", known=there)
    return None


def wrong(name: str, why: Reason) -> ConfigurationError:
    return ConfigurationError(Problem(Place(f"templates/{name}"), why), FIX)


def _failed(error: Exception, name: str) -> ConfigurationError:
    """Our own reason, where the error carries one; else what jinja2 or Python said while it filled the text."""
    ours, said = reason_of(error), str(error) or type(error).__name__
    fails = Reason.of("template_fails", said=said) if ours.code == "verbatim" else ours
    why, hint = _unknown(said) or (fails, FIX)
    return ConfigurationError(Problem(_place(error, name), why), hint)


def _undefined(error: jinja2.UndefinedError, name: str, known: list[str]) -> ConfigurationError:
    text = error.message or ""
    found = UNDEFINED.fullmatch(text)
    near = "".join(difflib.get_close_matches(found[1] if found else "", known, 1))
    why = Reason.of("undefined_name", name=found[1], near=near) if found else Reason.of("template_fails", said=text)
    hint = Reason.of("names_there_are", known=", ".join(known))
    return ConfigurationError(Problem(_place(error, name), why), hint)


def _place(error: BaseException, name: str) -> Place:
    """File and line from the traceback, which jinja2 rewrites to the files and lines of the templates."""
    place, trace = Place(f"templates/{name}"), error.__traceback__
    while trace:
        file = trace.tb_frame.f_code.co_filename
        if file.startswith("templates/"):
            place = Place(file, trace.tb_lineno)
        trace = trace.tb_next
    return place
