"""What the words of the trade mean, each in a sentence or two: for the pages of a report and for the manual."""

from __future__ import annotations

from negotrack.changes import ChangeName
from negotrack.flags import FlagName
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
    "stale": (
        "An offer, a red line or a demand that its party has not stated for longer than the negotiation lets one go "
        "unquestioned. It stands all the same."
    ),
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


FLAGS: dict[FlagName, str] = {
    "overlap-opened": "what two parties have stated comes to meet",
    "overlap-lost": "what they have stated meets no more",
    "gap-opened": "a distance appears between what they have stated",
    "gap-narrowed": "the distance becomes smaller",
    "gap-widened": "the distance becomes larger",
    "blocked": "a red line comes to rule out what the other has stated",
    "unblocked": "no red line rules it out any more",
    "agreed": "an agreement on the issue comes into force",
    "agreement-lapsed": "an agreement on the issue is in force no more",
    "offer-accepted": "another party accepts an offer",
    "offer-rejected": "another party turns an offer down",
    "offer-withdrawn": "a party takes its offer back",
    "offer-expired": "the last day of an offer has passed",
    "offer-crosses-red-line": "an offer lies in what another party rules out",
    "own-red-line-crossed": "a party offers, accepts or agrees to what its own red line rules out, which binds it no more",
    "red-line-added": "a party draws a red line",
    "red-line-dropped": "a party gives a red line up",
    "precondition-added": "a party makes a demand that has to come first",
    "precondition-dropped": "a party gives such a demand up",
    "precondition-met": "a fact or an agreement shows that what was demanded first is there",
    "precondition-overtaken": "a party negotiates although what it demanded first is not there",
    "claims-differ": "a party denies what was reported as its own statement",
    "package-opened": "a package comes on the table, or the red lines leave room for one",
    "package-lost": "there is no such package any more",
    "deadlock-formed": "demands that wait for each other, or for what nobody will do, close into a deadlock",
    "deadlock-broken": "such a deadlock is there no more",
}
"""What a statement changed, by the name that `flags` has for it."""

CHANGES: dict[ChangeName, str] = {
    "added": "now stated or held, and not before",
    "dropped": "no longer stated or held",
    "softened": "accepts more than before, and all it accepted before",
    "hardened": "accepts less than before, and nothing new",
    "shifted": "some values gained, others lost",
    "restated": "the same terms said again",
    "reworded": "the same terms; only words around them changed",
}
"""How a position changed, by the name that `diff` has for it."""


def glossary() -> str:
    """The words, the verdicts with what each says and does not say, and the changes, as Markdown."""
    words = [f"- **{word}**: {meaning}" for word, meaning in WORDS.items()]
    rows = [f"| {SYMBOLS[name]} {name} | {MEANINGS[name]} | {NOT_MEANT[name]} |" for name in SYMBOLS]
    head = ["| verdict | means | does not mean |", "| --- | --- | --- |"]
    told = ["# Glossary", "", *words, "", "## What a verdict says, and what not", "", *head, *rows]
    for title, meanings in (("What a statement changed", FLAGS), ("How a position changed", CHANGES)):
        told += ["", f"## {title}", "", *(f"- **{name}**: {words}" for name, words in meanings.items())]
    return "\n".join([*told, ""])
