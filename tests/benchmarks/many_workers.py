"""The verdicts of every negotiation in a repository, computed by Dask: the library mapped over their folders."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from dask import bag

from negotrack.compare import compare, spoken_issues
from negotrack.read.library import Library, WorkingTree
from negotrack.read.reading import MANIFESTS
from negotrack.standing import standing

Found = tuple[str, str, str, str, str]
"""Negotiation, issue, two parties, verdict."""


def verdicts_in(root: Path, folder: str, day: date) -> list[Found]:
    """What every two principals of one negotiation are told to be at, issue by issue."""
    books = Library(WorkingTree(root), under=folder).reading([folder]).books
    found: list[Found] = []
    for book in books.values():
        held = standing(book, day)
        for issue in spoken_issues(held, book.principals):
            found += [(book.id, issue, *pair.parties, pair.verdict.name) for pair in compare(held, issue).pairs]
    return found


def verdicts(root: Path, day: date, scheduler: str = "processes", partitions: int = 16) -> list[Found]:
    """The verdicts of all negotiations, a share of them on each worker."""
    folders = sorted(
        path.parent.relative_to(root).as_posix() for path in root.glob("positions/**/*.yaml") if path.name in MANIFESTS
    )
    shares = bag.from_sequence(folders, npartitions=min(partitions, len(folders)))
    found: list[Found] = (
        shares.map(lambda folder: verdicts_in(root, folder, day)).flatten().compute(scheduler=scheduler)
    )
    return found


def main() -> None:
    """Print them, one a line."""
    taken = argparse.ArgumentParser(description=__doc__)
    taken.add_argument("repository", type=Path)
    taken.add_argument("--as-of", type=date.fromisoformat, default=date.today())
    asked = taken.parse_args()
    for one in verdicts(asked.repository, asked.as_of):
        print(*one, sep="\t")


if __name__ == "__main__":
    main()
