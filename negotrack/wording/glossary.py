"""What the words of the trade mean, each in a sentence or two: for the pages of a report and for the manual."""

from __future__ import annotations

from negotrack.wording.verdicts import MEANINGS, SYMBOLS

WORDS = {
    "statement": (
        "What one party said on one day, with where it can be read. Agreements and events are on file too; an "
        "event is nobody's position."
    ),
    "offer": (
        "What a party would accept as one package: what it gives, what it asks. A later offer replaces "
        "earlier ones on the same issues."
    ),
    "has stated": (
        "The values of a party's latest statement with an offer on the issue. A rejected or replaced offer "
        "still shows what its maker has stated; a withdrawn or expired one does not."
    ),
    "red line": (
        "What a party rules out, always or unless something else holds. It no longer binds once its own party "
        "crosses it, which is told and flagged."
    ),
    "precondition, demand first": (
        "What must hold before talks, before a deal, or before some terms. It is about order and decides no verdict."
    ),
    "main party, principal": (
        "A party that can accept or refuse. Verdicts are among these. Mediators, supporters, observers and "
        "linked parties are on file and have no part in the verdicts."
    ),
    "stale": ("A position that its party has not stated for longer than the negotiation lets one go unquestioned."),
    "grade": (
        "The NATO Admiralty code of a source: a letter A to F for who reports, a figure 1 to 6 for the "
        "information. No statement weighs more because of its grade."
    ),
    "deadlock": (
        "A chain of demands of which each waits for the next, and which closes into a circle, ends in what is "
        "refused, or ends in what nobody has said they will do."
    ),
    "as of, known by, revision": ("Three clocks: the day it was said, the day it was public, and what the files said."),
}

NOT_MEANT = {
    "agreed": "that it is kept, or that a deal on everything is near",
    "overlap": "that there is a deal: other issues, red lines and the order of steps count too",
    "open": "that the silent side accepts it",
    "gap": "that it cannot be closed",
    "blocked": "that it stays so: a red line lasts until its party gives it up, or crosses it by its own word",
    "unknown": "that nothing was said elsewhere: only what is on file counts",
}
"""What each verdict does not say."""


def glossary() -> str:
    """The words, then the verdicts with what each says and does not say, as Markdown."""
    words = [f"- **{word}**: {meaning}" for word, meaning in WORDS.items()]
    rows = [f"| {SYMBOLS[name]} {name} | {MEANINGS[name]} | {NOT_MEANT[name]} |" for name in SYMBOLS]
    head = ["| verdict | means | does not mean |", "| --- | --- | --- |"]
    return "\n".join(["# Glossary", "", *words, "", "## What a verdict says, and what not", "", *head, *rows, ""])
