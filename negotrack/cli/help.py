"""`help`: the manual, read where you are and without a network."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from negotrack.cli.asked import Asked
from negotrack.cli.options import OUTPUT, takes
from negotrack.errors import NOT_LOADED, NegotrackError

GLOSSARY = "glossary"


@takes(*OUTPUT)
def command(
    asked: Asked,
    topic: Annotated[str | None, typer.Argument(metavar="[TOPIC]", help="A document, a heading in one, a command or a rule.")] = None,
) -> None:  # fmt: skip
    """The manual: what a document, a heading, a command or a rule says."""
    from negotrack.cli import explain, manual, names, opening
    from negotrack.rules import BY_ID
    from negotrack.wording.glossary import glossary

    sections = manual.sections()
    if not sections:
        raise NegotrackError(
            "the manual was not installed with this program", "read it in docs/ of the source", NOT_LOADED
        )
    if topic is None:
        opening.put(asked, _topics())
        return
    wanted = manual.dashed(topic.removesuffix(".md"))
    known = dict.fromkeys([GLOSSARY, *(section.name for section in sections), *BY_ID], ())
    found = wanted if wanted in known else names.find(wanted, "topic", known)
    if found in BY_ID:
        explain.tell(asked, found)
        return
    whole = [section for section in sections if section.name == found and section.level == 1]
    chosen = whole or [section for section in sections if section.name == found]
    words = glossary() if found == GLOSSARY else "\n".join(section.words for section in chosen)
    if sys.stdout.isatty() and asked.output is None and asked.format is None:
        from negotrack.render.manual import drawn

        words = drawn(words, opening.look(asked))
    opening.put(asked, words)


def _topics() -> str:
    """The documents with their titles, and what else can be asked for."""
    from negotrack.cli import manual

    whole = {section.name: section.title for section in manual.sections() if section.level == 1}
    wide = max(map(len, whole))
    lines = [f"{name.ljust(wide)}  {title}" for name, title in whole.items()]
    more = "`negotrack help` also takes a command, a rule, or any heading: `help verdicts`, `help scopes`."
    return "\n".join([*lines, "", "`negotrack help glossary` says what the words mean.", more])
