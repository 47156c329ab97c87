"""Files and their characters: what can be opened, told apart and shown as it is.

The reader finds what is wrong here, and in `syntax` and `shapes`, while it reads: without it there is no book that a
check could look at. (Two laws about comments are held by `sift`, which knows all findings, and the one about schemas by
`editor`, which writes them.) The laws stand beside all others, so that each can be explained; their checks have nothing
to add.
"""

# ruff: noqa: ARG001 - every check takes the book and the day

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from negotrack.book import Book
from negotrack.findings import Finding


def found_by_the_reader(law: Callable[[], None]) -> Callable[[Book, date], Iterator[Finding]]:
    """A check with the name and text of a law that finds nothing in a book: what breaks it was found in reading."""

    def check(book: Book, day: date) -> Iterator[Finding]:
        return iter(())

    check.__name__, check.__qualname__, check.__module__ = law.__name__, law.__qualname__, law.__module__
    check.__doc__ = law.__doc__
    return check


@found_by_the_reader
def not_a_file() -> None:
    """Every record is an ordinary file that can be opened.

    A folder, a pipe or a device with the name of a record is not waited for, and a file nobody may read is not passed
    over.

    *Flagged*

    A folder called `week-for-40.yaml`; a file without the permission to read it; folders nested deeper than 32.

    *Clean*

    A file called `week-for-40.yaml`.
    """


@found_by_the_reader
def symbolic_link() -> None:
    """No record is reached through a symbolic link.

    A link can lead out of the repository, to a file that other people do not have, or round in a circle.

    *Flagged*

    `israel/week-for-40.yaml` that is a link to `../../notes/week.yaml`, or a linked folder.

    *Clean*

    The file itself at `israel/week-for-40.yaml`.
    """


@found_by_the_reader
def bad_file_name() -> None:
    """The names of files and folders can be shown and typed.

    Control characters, bytes that are not UTF-8 and characters that reverse the direction of text make a name look like
    another.

    *Flagged*

    A file whose name holds a line feed, a bell or U+202E.

    *Clean*

    `israel/2023-12-19-week-for-40.yaml`
    """


@found_by_the_reader
def near_miss_name() -> None:
    """What looks like a record has a name under which it is read.

    Only `.yaml` and `.yml` files are read, and none that begin with a dot. A record with another ending counts for
    nothing, and nobody would notice.

    *Flagged*

    `israel/week-for-40.yaml.bak`, `israel/week-for-40.YAML`, `israel/.week-for-40.yaml`

    *Clean*

    `israel/week-for-40.yaml`
    """


@found_by_the_reader
def colliding_names() -> None:
    """No two files have names that differ only by case, Unicode form or suffix.

    Some file systems take them for one file, and two records would have one id.

    *Flagged*

    `israel/week-for-40.yaml` beside `israel/Week-for-40.yaml`, or beside `israel/week-for-40.yml`.

    *Clean*

    `israel/week-for-40.yaml` beside `israel/week-for-50.yaml`.
    """


@found_by_the_reader
def no_negotiation() -> None:
    """Every record is in the folder of a negotiation, which has a negotiation.yaml.

    The parties, the issues and their scales are declared there; without them no value of the record can be read.

    *Flagged*

    `positions/week-for-40.yaml`, or a folder in `positions/` without a `negotiation.yaml`.

    *Clean*

    `positions/talks/week-for-40.yaml` beside `positions/talks/negotiation.yaml`.
    """


@found_by_the_reader
def file_too_large() -> None:
    """No file is larger than 1 MiB.

    A statement is a page or two. Larger files are mostly something else, and would slow everything down.

    *Flagged*

    A scanned document, or a whole archive, with the ending `.yaml`.

    *Clean*

    One statement in one file, with an address under which the document is found.
    """


@found_by_the_reader
def not_utf8() -> None:
    """Every file is text in UTF-8.

    In any other encoding the same bytes are other letters, and names and quotes would be garbled.

    *Flagged*

    A file saved as UTF-16 or Latin-1.

    *Clean*

    The same file saved as UTF-8.
    """


@found_by_the_reader
def forbidden_character() -> None:
    r"""No file holds control characters, or characters that change the order in which text is shown.

    What the reader sees must be what is recorded. It does not matter whether the character or its escape is written.

    *Flagged*

    ```yaml
    party: israel
    date: 2023-12-19
    summary: "A week for\x07 40"
    offers: [{id: week-for-40, gives: {ceasefire-length: 7 days}, asks: {hostages-released: 40}}]
    sources: [{reference: "Kan radio, evening news"}]
    ```

    *Clean*

    ```yaml
    party: israel
    date: 2023-12-19
    summary: "A week for 40"
    offers: [{id: week-for-40, gives: {ceasefire-length: 7 days}, asks: {hostages-released: 40}}]
    sources: [{reference: "Kan radio, evening news"}]
    ```
    """


@found_by_the_reader
def invisible_character() -> None:
    """No file holds characters that cannot be seen, unless the text needs them.

    A zero-width blank or a soft hyphen inside a name makes it another name. Some scripts and emoji do need them, in
    quotes.

    *Flagged*

    `hostages-released` with U+200B ZERO WIDTH SPACE after the dash, as it is copied from some web pages.

    *Clean*

    `hostages-released`
    """


@found_by_the_reader
def tab_character() -> None:
    """No file holds tabs.

    YAML allows none in the indentation, and elsewhere a tab has no agreed width.

    *Flagged*

    A line indented with a tab.

    *Clean*

    The same line indented with spaces.
    """


@found_by_the_reader
def conflict_marker() -> None:
    """No file holds the markers of a conflict that git could not resolve.

    Neither side of an unfinished merge is the record; somebody has to choose.

    *Flagged*

    ```yaml
    party: israel
    date: 2023-12-19
    <<<<<<< HEAD
    offers: [{id: week-for-40, gives: {ceasefire-length: 7 days}}]
    =======
    offers: [{id: week-for-40, gives: {ceasefire-length: 8 days}}]
    >>>>>>> corrections
    sources: [{reference: "Kan radio, evening news"}]
    ```

    *Clean*

    ```yaml
    party: israel
    date: 2023-12-19
    offers: [{id: week-for-40, gives: {ceasefire-length: 8 days}}]
    sources: [{reference: "Kan radio, evening news"}]
    ```
    """


@found_by_the_reader
def unused_ignore() -> None:
    """Every comment that lets a finding pass has one to let pass.

    A comment left over after a correction would hide the next finding of its rule on the line.

    *Flagged*

    ```yaml
    party: israel
    date: 2023-12-19
    offers: [{id: week-for-40, gives: {aid: increased}}]  # negotrack: ignore[wrong-side] as the paper has it
    sources: [{reference: "Kan radio, evening news"}]
    ```

    *Clean*

    ```yaml
    party: israel
    date: 2023-12-19
    offers: [{id: week-for-40, gives: {hostages-released: 40}}]  # negotrack: ignore[wrong-side] as the paper has it
    sources: [{reference: "Kan radio, evening news"}]
    ```
    """


@found_by_the_reader
def ignore_without_reason() -> None:
    """Every comment that lets a finding pass says why.

    Whoever reads the record later must be able to judge whether the reason still holds.

    *Flagged*

    ```yaml
    party: israel
    date: 2023-12-19
    offers: [{id: week-for-40, gives: {hostages-released: 40}}]  # negotrack: ignore[wrong-side]
    sources: [{reference: "Kan radio, evening news"}]
    ```

    *Clean*

    ```yaml
    party: israel
    date: 2023-12-19
    offers: [{id: week-for-40, gives: {hostages-released: 40}}]  # negotrack: ignore[wrong-side] as the paper has it
    sources: [{reference: "Kan radio, evening news"}]
    ```
    """


@found_by_the_reader
def stale_schema() -> None:
    """A schema written for editors is that of the records beside it.

    An editor completes and marks what the schema says. An old one leaves out the newest items, and marks what is right
    as wrong. The file is compared as text with what would be written today; nothing is read from it.

    *Flagged*

    `.schema/statement.json` written before a party was added to `negotiation.yaml`, or by another version of the program.

    *Clean*

    The same file after `negotrack schema --write`, or no such file at all.
    """


CHECKS = (
    not_a_file,
    symbolic_link,
    bad_file_name,
    near_miss_name,
    colliding_names,
    no_negotiation,
    file_too_large,
    not_utf8,
    forbidden_character,
    invisible_character,
    tab_character,
    conflict_marker,
    unused_ignore,
    ignore_without_reason,
    stale_schema,
)
WARNINGS = frozenset({"invisible_character", "near_miss_name", "unused_ignore", "stale_schema"})
