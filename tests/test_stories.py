"""The stories: each tells a negotiation in prose, and every command in it prints what stands there."""

from __future__ import annotations

from pathlib import Path

import pytest
from documents import Section, hold, runnable, sections

STORIES = sorted((Path(__file__).parent / "stories").glob("*.md"))


@pytest.mark.parametrize("section", runnable(*STORIES), ids=lambda section: section.name)
def test_story_comes_out_as_told(section: Section) -> None:
    hold(section)


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.name)
def test_every_part_of_a_story_has_commands(path: Path) -> None:
    silent = [section.title for section in sections(path)[1:] if not section.console]
    assert not silent


def test_the_real_negotiations_each_have_their_story() -> None:
    told = {path.stem for path in STORIES}
    recorded = {path.parent.name for path in (Path(__file__).parent.parent / "positions").glob("*/negotiation.y*ml")}
    assert recorded <= told
