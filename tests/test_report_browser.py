"""The pages of a report in a real browser, from the file system: quiet, complete, reachable by keyboard, and exact."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from conftest import parts

from negotrack.book import Agreement, Book
from negotrack.read.records import read_books
from negotrack.read.sources import sources
from negotrack.render.report.edition import Edition
from negotrack.render.report.site import single_file, site

ROOT = Path(__file__).parent.parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
AXE = Path(os.environ.get("NEGOTRACK_AXE", "axe.min.js"))
UNTIL = date(2025, 12, 31)
KINDS = (
    "index.html", "method.html", "gaza-2023/index.html", "gaza-2023/issue/ceasefire-length.html", "gaza-2023/party/hamas.html",
    "gaza-2023/pair/israel--hamas.html", "gaza-2023/statements.html", "gaza-2023/search.html",
    "gaza-2023/grid.html", "gaza-2023/common-ground.html", "gaza-2023/statement/hamas/2023-12-21-no-talks-before-halt.html",
)  # fmt: skip
"""A page of each kind."""
STYLED = "getComputedStyle(document.querySelector('.skip')).position === 'absolute'"
"""Whether the style sheet beside a page was let pass by its policy."""

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed"),
    pytest.mark.xdist_group("browser"),
]


@dataclass
class Heard:
    """What a page asked for and complained of."""

    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def ours() -> dict[str, Book]:
    return dict(read_books(*sources(ROOT)).books)


@pytest.fixture(scope="module")
def folder(ours: dict[str, Book], tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("site")
    for path, page in site(ours.values(), Edition(UNTIL)):
        (made / path).parent.mkdir(parents=True, exist_ok=True)
        (made / path).write_text(page, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield found
        found.close()


@pytest.fixture
def page(browser: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    """A page of its own, with what it was given by `parametrize(..., indirect=True)`."""
    context = browser.new_context(**getattr(request, "param", {}))
    yield listening(context.new_page())
    context.close()


def listening(page: Any) -> Any:
    page.heard = Heard()
    page.on("request", lambda request: page.heard.requests.append(request.url))
    page.on(
        "console", lambda told: page.heard.complaints.append(told.text) if told.type in ("error", "warning") else None
    )
    page.on("pageerror", lambda wrong: page.heard.complaints.append(str(wrong)))
    return page


def address(folder: Path, path: str) -> str:
    file, mark, place = path.partition("#")
    return (folder / file).as_uri() + mark + place


# -- quiet --------------------------------------------------------------------------------------------------------


def test_every_page_loads_without_complaint_and_asks_for_nothing_else(folder: Path, page: Any) -> None:
    for path in sorted(folder.rglob("*.html")):
        page.heard.requests.clear()
        page.goto(path.as_uri(), wait_until="load")
        assert page.heard.requests == [path.as_uri(), address(folder, "style.css")]
        assert page.evaluate(STYLED), path
    assert page.heard.complaints == []


@pytest.mark.parametrize("page", [{"java_script_enabled": False}], ids=["no script"], indirect=True)
def test_every_page_loads_without_script(folder: Path, page: Any) -> None:
    for path in sorted(folder.rglob("*.html")):
        page.heard.requests.clear()
        page.goto(path.as_uri(), wait_until="load")
        assert page.heard.requests == [path.as_uri(), address(folder, "style.css")]
        assert page.evaluate(
            "document.querySelector('h1').checkVisibility() && document.querySelector('.foot').checkVisibility()"
        )
    assert page.heard.complaints == []


@pytest.mark.parametrize("page", [{"java_script_enabled": False}], indirect=True)
def test_without_script_the_page_is_complete(folder: Path, page: Any) -> None:
    page.goto(address(folder, "gaza-2023/index.html"))
    assert page.locator(".slider").is_hidden()
    assert page.locator("table.matrix tr[data-issue]:visible").count() > 10
    page.goto(address(folder, "gaza-2023/search.html"))
    assert page.get_by_text("the list of all statements").is_visible()


def test_a_single_file_loads_alone(ours: dict[str, Book], tmp_path: Path, page: Any) -> None:
    place = tmp_path / "one.html"
    place.write_text(single_file(ours.values(), Edition(date(2024, 3, 1))), encoding="utf-8")
    page.goto(place.as_uri() + "#gaza-2023@2023-12-21")
    assert page.heard.complaints == [] and page.evaluate(STYLED)
    assert [url.partition("#")[0] for url in page.heard.requests] == [place.as_uri()]
    boards = page.locator("section.board")
    assert [boards.nth(number).get_attribute("data-day") for number in range(2)] == ["2023-12-21", "2024-03-01"]


def test_no_page_is_wider_than_the_screen(folder: Path, page: Any) -> None:
    for path in KINDS:
        page.goto(address(folder, path))
        for wide in (320, 800, 1600):
            page.set_viewport_size({"width": wide, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= wide, (path, wide)


def test_what_is_wider_than_the_screen_moves_in_its_own_box_and_shows_it(folder: Path, page: Any) -> None:
    page.set_viewport_size({"width": 320, "height": 900})
    found = 0
    for path in KINDS:
        page.goto(address(folder, path))
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        wide = page.evaluate(
            "[...document.querySelectorAll('*')].filter((one) => one.scrollWidth > one.clientWidth + 1"
            " && getComputedStyle(one).overflowX === 'auto' && one.checkVisibility()).map((one) => [one.className, one.tabIndex,"
            " one.getAttribute('role'), !!one.getAttribute('aria-label'), getComputedStyle(one).backgroundImage.includes('gradient')])"
        )
        assert all(one == ["wide", 0, "region", True, True] for one in wide), (path, wide)
        found += len(wide)
    assert found > 10


def test_nothing_is_cut_off_on_paper(folder: Path, page: Any) -> None:
    page.set_viewport_size({"width": 720, "height": 1000})
    page.emulate_media(media="print", color_scheme="dark")
    for path in KINDS:
        page.goto(address(folder, path))
        assert page.evaluate("document.documentElement.scrollWidth") <= 720, path
        cut = page.evaluate(
            "[...document.querySelectorAll('.wide')].filter((one) => one.checkVisibility() && one.scrollWidth > one.clientWidth + 1)"
            ".map((one) => one.getAttribute('aria-label'))"
        )
        assert cut == [], path
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)", path


def test_axe_finds_nothing(folder: Path, page: Any) -> None:
    if not AXE.is_file():
        pytest.skip("NEGOTRACK_AXE does not name axe.min.js")
    program = AXE.read_text("utf-8")
    for path in KINDS:
        page.emulate_media(color_scheme="light")
        page.goto(address(folder, path))
        page.evaluate(program)  # behind a gradient it would not measure contrast
        page.evaluate("document.querySelectorAll('.wide').forEach((one) => { one.style.background = 'none'; })")
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
        page.emulate_media(color_scheme="dark")
        only = "runOnly: ['color-contrast', 'link-in-text-block']"  # the rest is the same by day
        found += page.evaluate(f"axe.run(document, {{resultTypes: ['violations'], {only}}})")["violations"]
        assert [(one["id"], [node["html"][:160] for node in one["nodes"][:3]]) for one in found] == [], path


def test_the_keyboard_alone_reaches_everything(folder: Path, page: Any) -> None:
    for path in ("gaza-2023/index.html", "gaza-2023/search.html"):
        page.goto(address(folder, path))
        wanted = page.evaluate(
            "[...document.querySelectorAll('a[href], button, input, summary, [tabindex=\"0\"]')]"
            ".filter((one) => one.checkVisibility() && !one.disabled).length"
        )
        reached = page.evaluate("new Promise((done) => { window.reached = new Set(); done(0); })")
        for _ in range(wanted + 30):  # a field for a day has several stops
            page.keyboard.press("Tab")
            reached = page.evaluate(
                "reached.add(document.activeElement) && reached.delete(document.body) || reached.size"
            )
            reached = page.evaluate("reached.size")
            if reached >= wanted:
                break
        assert reached >= wanted


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """What the command line prints, run within this process: a dozen starts take longer than all the rest."""
    from negotrack.cli.app import app

    def run(*words: str) -> str:
        monkeypatch.chdir(ROOT)
        monkeypatch.setattr(sys, "argv", ["negotrack", *words])
        capsys.readouterr()
        app(standalone_mode=False, prog_name="negotrack")
        return capsys.readouterr().out

    return run


@pytest.fixture
def said(printed: Callable[..., str]) -> Callable[..., Any]:
    """What the command line says as data."""
    return lambda *words: json.loads(printed(*words, "-O", "json"))["data"]


# -- the day ------------------------------------------------------------------------------------------------------


def shown(page: Any) -> dict[str, dict[str, Any]]:
    """The matrix as it stands on the page."""
    found = page.evaluate(
        "[...document.querySelectorAll('table.matrix tr[data-issue]')].filter((row) => !row.hidden).map((row) => ({"
        "issue: row.dataset.issue, verdict: row.dataset.verdict, words: row.querySelector('td.v').innerText.trim(),"
        "cells: [...row.querySelectorAll('td.held')].map((cell) => cell.textContent),"
        "stated: Object.fromEntries([...row.querySelectorAll('td.held')].map((cell) => [cell.dataset.party, cell.dataset.stated])),"
        "picture: document.querySelector(`g[data-issue='${row.dataset.issue}'] rect.tile`).getAttribute('class')}))"
    )
    return {one["issue"]: one for one in found}


def alike(cells: list[str]) -> list[str]:
    """What parties hold, with the names of levels as pages spell them."""
    return [words.replace("-", " ") for words in cells]


@pytest.mark.parametrize("name", ["gaza-2023", "nhl-2012"])
def test_the_slider_shows_what_the_command_line_says(
    folder: Path, page: Any, printed: Callable[..., str], said: Callable[..., Any], ours: dict[str, Book], name: str
) -> None:
    first, last = ours[name].chronicle[0].said.day, min(ours[name].chronicle[-1].said.day + timedelta(days=100), UNTIL)
    for number in range(9):
        day = first + (last - first) * number // 8
        issues = said("compare", name, "--as-of", day.isoformat())["issues"]
        page.goto(address(folder, f"{name}/index.html") + f"#{day.isoformat()}")
        table = shown(page)
        assert list(table) == [one["issue"] for one in issues], day
        for one in issues:
            pair, row = one["together"] or one["pairs"][0], table[one["issue"]]
            assert row["verdict"] == pair["verdict"], (day, one["issue"])
            assert row["picture"] == f"tile v-{pair['verdict']}"
            assert row["stated"] == {party: stated or "" for party, stated in pair["stated"].items()}, (
                day,
                one["issue"],
            )
            assert pair["gap"] is None or row["words"].startswith("↔ gap"), day
        lines = [
            line.split("\t") for line in printed("status", name, "--as-of", day.isoformat(), "-O", "plain").splitlines()
        ]
        assert {key: alike(row["cells"]) for key, row in table.items()} == {
            key: alike(cells) for key, _, *cells in lines
        }


def test_what_stood_that_day_is_what_the_command_line_lists(folder: Path, page: Any, said: Callable[..., Any]) -> None:
    for day in ("2023-12-21", "2024-07-10", "2025-01-20"):
        page.goto(address(folder, f"gaza-2023/index.html#{day}"))
        found = page.evaluate(
            "[...document.querySelectorAll('.held-that-day [data-item]')].map((one) => one.dataset.item)"
        )
        for party in ("israel", "hamas"):
            items = said("show", "gaza-2023", party, "--as-of", day)["items"]
            stands = [one["item"] for one in items if one["standing"] and one["item"].startswith(f"{party}/")]
            assert sorted(one for one in found if one.startswith(f"{party}/")) == sorted(stands)


@pytest.mark.parametrize("name", ["gaza-2023", "nhl-2012"])
def test_what_was_in_force_that_day_is_what_the_command_line_says(
    folder: Path, page: Any, printed: Callable[..., str], ours: dict[str, Book], name: str
) -> None:
    made = [entry.said.day for entry in ours[name].entries if isinstance(entry, Agreement)]
    days = {day + timedelta(days=number) for day in made for number in (-1, 0, 5, 60)}
    told = set()
    page.goto(address(folder, f"{name}/index.html"))
    for day in sorted(day for day in days if ours[name].chronicle[0].said.day <= day <= UNTIL):
        page.evaluate(f"location.hash = '#{day}'")
        page.wait_for_function(f"document.querySelector('.board').dataset.day === '{day}'")
        words = printed("status", name, "--as-of", day.isoformat(), "-O", "markdown")
        wanted = re.findall(r"^✓ In force: .* · (\S+)\]`", words, re.MULTILINE)
        shown = page.evaluate(
            "[...document.querySelectorAll('.in-force .entry a:not(.out, .dim)')].map((one) => one.getAttribute('href'))"
        )
        assert shown == [f"statement/{key}.html" for key in wanted], day
        assert page.locator(".in-force").is_visible() == bool(wanted), day
        told |= set(wanted)
    assert len(told) > len(made) // 2


def test_the_page_says_that_the_rest_of_it_is_of_another_day(folder: Path, page: Any) -> None:
    page.goto(address(folder, "gaza-2023/index.html#2025-01-20"))
    banner = page.locator(".other-day")
    assert "You look at 20 Jan 2025" in banner.inner_text() and "as of 31 Dec 2025" in banner.inner_text()
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    page.wait_for_function("document.querySelector('.other-day').getBoundingClientRect().top === 0")
    page.get_by_role("link", name="back to 31 Dec 2025").press("Enter")
    page.wait_for_function("document.querySelector('.board').dataset.day === '2025-12-31'")
    assert banner.is_hidden()


def test_a_day_that_cannot_be_shown_is_told_in_words(folder: Path, page: Any) -> None:
    for asked, day, told in (
        ("2023-09-01", "2023-10-27", "Nothing is on file up to 1 Sep 2023"),
        ("2023-12-32", "2025-12-31", "“2023-12-32” is no day; 31 Dec 2025 is shown"),
        ("2023-12-21..2023-12-32", "2025-12-31", "“2023-12-32” is no day"),
        ("2030-01-01", "2025-12-31", "it was made as of 31 Dec 2025"),
        ("2023-01-01..2024-01-01", "2024-01-01", "Nothing is on file up to 1 Jan 2023"),
    ):
        page.goto(address(folder, "index.html"))
        page.goto(address(folder, f"gaza-2023/index.html#{asked}"))
        assert page.locator(".board").get_attribute("data-day") == day
        assert told in page.locator(".wrong-day").inner_text()
        page.get_by_role("slider", name="Day").press("ArrowLeft")
        assert page.locator(".wrong-day").is_hidden() or day == "2023-10-27"


def test_a_change_on_a_day_of_no_statement_is_explained(folder: Path, page: Any) -> None:
    page.goto(address(folder, "gaza-2023/index.html#2025-12-31"))
    told = {}
    for _ in range(100):
        page.get_by_role("button", name="change before").click()
        told[page.locator(".board").get_attribute("data-day")] = page.locator(".day-words").inner_text()
    assert all(("of this day" in words) != ("Nothing was said on this day" in words) for words in told.values())
    assert "became stale" in "".join(told.values())


def test_two_days_can_be_compared(folder: Path, page: Any) -> None:
    page.goto(address(folder, "gaza-2023/index.html#2023-12-21..2024-02-10"))
    row = page.locator("[data-changed='ceasefire-length']")
    assert "blocked" in row.inner_text() and "gap of 75 days" in row.inner_text()
    page.get_by_role("button", name="stop comparing").press("Enter")
    assert page.locator("[data-changed]").count() == 0
    assert page.url.endswith("#2024-02-10")


def test_the_day_is_moved_by_keys_and_every_state_has_a_link(folder: Path, page: Any) -> None:
    page.goto(address(folder, "gaza-2023/index.html#2023-12-21"))
    page.get_by_role("slider", name="Day").press("ArrowRight")
    assert page.url.endswith("#2023-12-22")
    page.get_by_role("button", name="change before").press("Enter")
    assert page.url.endswith("#2023-12-21")
    page.evaluate("location.hash = '#2024-05-07'")
    page.wait_for_function("document.querySelector('.board').dataset.day === '2024-05-07'")
    page.goto(address(folder, "gaza-2023/index.html#1999-01-01"))
    assert page.locator(".board").get_attribute("data-day") == "2023-10-27"
    for nonsense in ("#2023-02-31", "#<b>", "#%", "#stands", "#2023-12-21..x"):
        page.goto(address(folder, "index.html"))
        page.goto(address(folder, "gaza-2023/index.html") + nonsense)
        assert page.locator(".board").get_attribute("data-day") == UNTIL.isoformat()
    assert page.heard.complaints == []


# -- search -------------------------------------------------------------------------------------------------------


def test_search_finds_words_in_quotes_and_leads_to_the_statement(folder: Path, page: Any) -> None:
    page.goto(address(folder, "gaza-2023/search.html"))
    field = page.get_by_label("Words")
    field.fill("philadelphi CARDINAL")
    assert page.get_by_text("1 place found").is_visible()
    page.get_by_role("link", name="Netanyahu").or_(page.locator(".hit a")).first.click()
    assert page.url.endswith("statement/israel/2024-09-02-not-leaving-philadelphi.html")
    page.goto(address(folder, "gaza-2023/search.html"))
    field.fill("qqqq")
    assert page.get_by_text("No places found").is_visible()


# -- as they are read ---------------------------------------------------------------------------------------------


def test_a_quote_from_right_to_left_is_set_right(page: Any, tmp_path: Path) -> None:
    from test_report import talks

    for path, words in site([talks("لا هدنة قبل وقف العدوان")], Edition(date(2024, 6, 1))):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(words, encoding="utf-8")
    page.goto((tmp_path / "talks/statement/union/2024-03-01-ask.html").as_uri())
    quote = page.locator("blockquote").first
    assert quote.evaluate("(one) => getComputedStyle(one).direction") == "rtl"
    assert quote.evaluate("(one) => getComputedStyle(one).borderRightWidth") != "0px"


def test_watched_pages_reload_when_a_file_changes(page: Any, tmp_path: Path) -> None:
    from test_report import SMALL

    for path, text in parts(SMALL).items():
        place = tmp_path / "positions/talks" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "negotrack", "report", "-o", "site", "--watch", "--today", "2024-04-01"]
    running = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True)
    try:
        assert running.stderr is not None
        address = next(match[0] for line in running.stderr if (match := re.search(r"http://127\.0\.0\.1:\d+/", line)))
        page.goto(f"{address}talks/index.html")
        assert page.get_by_role("heading", name="Bus talks").is_visible() and page.evaluate(STYLED)
        page.wait_for_timeout(1500)  # the page has to ask once before
        manifest = tmp_path / "positions/talks/negotiation.yaml"
        manifest.write_text(manifest.read_text().replace("Bus talks", "Tram talks"))
        page.get_by_role("heading", name="Tram talks").wait_for(timeout=20_000)
        assert page.heard.complaints == []
        assert {url.split("/")[2] for url in page.heard.requests} == {address.split("/")[2]}
        assert "fetch(" not in (tmp_path / "site/talks/index.html").read_text()
    finally:
        running.send_signal(signal.SIGINT)
        assert running.wait(timeout=20) == 130
        running.stderr.close()
