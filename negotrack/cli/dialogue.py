"""Questions on a terminal: each with its choices, completed by the tab key, checked at once, and asked again if wrong."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from textwrap import wrap
from typing import TypeVar

import typer

from negotrack.errors import NegotrackError

Answer = TypeVar("Answer")
SHOWN = 24  # choices that are listed; of more, tab and a wrong word tell


def can_ask() -> bool:
    """Whether a person is there to answer."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def tell(words: str) -> None:
    """Words to the person who is asked; what files hold cannot move their terminal."""
    from negotrack.render.escape import for_terminal

    print(for_terminal(words, keep_newlines=True))


def ask(question: str, check: Callable[[str], Answer], default: str = "", choices: Iterable[str] = ()) -> Answer:
    """An answer that passes its check; a wrong one is told with its hint, and the question comes again."""
    from negotrack.read.characters import unfit

    while True:
        colon = "" if question.endswith("?") else ":"
        word = _line(f"{question} [{default}]: " if default else f"{question}{colon} ", [*choices]) or default
        try:
            if why := unfit(word):
                raise NegotrackError(why, "write it without")
            return check(word)
        except NegotrackError as wrong:
            tell(_wrapped(f"{wrong}" + (f"; {wrong.hint}" if wrong.hint else "")))


def choose(
    question: str,
    known: Mapping[str, str],
    default: str = "",
    *,
    also: Iterable[str] = (),
    may_skip: bool = False,
    shown: bool = True,
) -> str:
    """One of some names, shown with what they stand for; nothing where that is allowed and nothing is typed.

    A name in `also` is understood as well, and neither shown nor completed.
    """
    from negotrack.cli import names

    understood = {one: (words, one.rpartition("/")[2]) for one, words in {**dict.fromkeys(also, ""), **known}.items()}

    if shown and len(known) <= SHOWN:
        listed(known)

    def check(word: str) -> str:
        if not word and may_skip:
            return ""
        if not word:
            raise NegotrackError("an answer is needed", "tab shows the choices")
        return names.find(word, "choice", understood)

    return ask(question, check, default, known)


def listed(known: Mapping[str, str]) -> None:
    """Names with what they stand for, one a line, no longer than the terminal is wide."""
    from negotrack.render.escape import clip

    wide = max((len(one) for one in known), default=0)
    for one, words in known.items():
        tell(clip(f"  {one.ljust(wide)}  {words}".rstrip(), max(_room(), wide + 3)))


def text(question: str, default: str = "", *, needed: bool = False) -> str:
    """A line of text, which may be left empty unless it is needed."""

    def check(word: str) -> str:
        if needed and not word:
            raise NegotrackError("this is needed")
        return word

    return ask(question, check, default)


def agreed(question: str) -> bool:
    """Yes or no; nothing typed is no."""

    def check(word: str) -> bool:
        if word.casefold() not in ("", "y", "yes", "n", "no"):
            raise NegotrackError("write y or n")
        return word.casefold() in ("y", "yes")

    return ask(f"{question} [y/N]", check)


def _room() -> int:
    """How many columns a line may fill."""
    return max(shutil.get_terminal_size((100, 24)).columns - 1, 20)


def _wrapped(words: str) -> str:
    """A remark below an answer, set in from the left and broken between words."""
    return "\n".join(wrap(words, _room(), initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False))


def _line(prompt: str, choices: list[str]) -> str:
    """What is typed behind a prompt; the end of input and Ctrl-C leave everything as it was, and say so."""
    from negotrack.cli import opening
    from negotrack.render.escape import for_terminal

    _complete([one for one in choices if one.isprintable()])
    try:
        return input(for_terminal(prompt, keep_newlines=True)).strip()
    except (EOFError, KeyboardInterrupt):
        print(flush=True)
        opening.note("nothing was written")
        raise typer.Abort from None


def _complete(choices: list[str]) -> None:
    """Let the tab key complete the whole line to a choice, where the system can."""
    with suppress(ImportError):
        import readline

        def found(word: str, number: int) -> str | None:
            fitting = [one for one in choices if one.startswith(word)]
            return fitting[number] if number < len(fitting) else None

        readline.set_completer(found)
        readline.set_completer_delims("")
        readline.set_auto_history(False)
        if "libedit" in (readline.__doc__ or ""):
            readline.parse_and_bind("bind ^I rl_complete")
            return
        readline.parse_and_bind("tab: complete")
        readline.parse_and_bind("set show-all-if-ambiguous on")
