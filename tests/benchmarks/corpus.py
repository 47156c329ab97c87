"""Repositories of made-up records, the same at every run: many negotiations, a few of them large."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

ISSUES = {
    "pay-rise": "percent", "bonus": "money", "jobs-cut": "number", "length": "duration", "start": "date", "work": "levels",
    "arbiter": "choice", "night-consent": "yes-no", "holidays": "number", "pension": "percent", "notice": "duration",
    "overtime": "money",
}  # fmt: skip
LEVELS = ("stopped", "reduced", "normal", "extended")
CHOICES = ("court", "board", "joint-panel")
PARTIES = ("union", "employer", "city", "region")
WORDS = [
    "talks",
    "resumed",
    "late",
    "at",
    "night",
    "as",
    "both",
    "sides",
    "spoke",
    "of",
    "progress",
    "while",
    "a",
    "spokesman",
    "named",
    "the",
    "remaining",
    "points",
    "and",
    "asked",
    "for",
    "patience",
    "before",
    "the",
    "council",
    "meets",
    "again",
    "to",
    "hear",
    "what",
    "the",
    "delegations",
    "bring",
    "from",
    "their",
    "members",
]
FIRST = date(2022, 1, 1)


def sizes(statements: int) -> tuple[int, ...]:
    """A tenth of all statements in one negotiation, two tenths in three more, the rest in many of forty.

    >>> sizes(1000)[:5], sum(sizes(1000))
    ((100, 66, 66, 66, 40), 1000)
    """
    large = [statements // 10, *[statements // 15] * 3]
    rest = statements - sum(large)
    return (*large, *[40] * (rest // 40), *([rest % 40] if rest % 40 else []))


def negotiation(title: str) -> str:
    """What declares four parties and twelve issues."""
    lines = [f"title: {title}", "parties:"]
    lines += [f"  {party}: {{name: The {party}, role: principal}}" for party in PARTIES]
    lines += ["  envoy: {name: The envoy, role: mediator}", "issues:"]
    extra = {
        "levels": f", levels: [{', '.join(LEVELS)}]",
        "choice": f", choices: [{', '.join(CHOICES)}]",
        "money": ", currency: EUR",
    }
    for issue, scale in ISSUES.items():
        lines.append(
            f"  {issue}: {{title: About {issue}, scale: {scale}{extra.get(scale, '')}, given_by: {_giver(issue)}}}"
        )
    return "\n".join(lines) + "\n"


def statements(count: int, random: Random) -> Iterator[tuple[str, str]]:
    """Each statement's path in its negotiation, and its text of some 1.2 KB, in the order of their days."""
    made: dict[str, list[str]] = {party: [] for party in PARTIES}
    for number in range(count):
        day = FIRST + timedelta(days=number * 1000 // max(count, 1))
        party = PARTIES[random.randrange(len(PARTIES))] if number >= len(PARTIES) else PARTIES[number]
        yield f"{party}/{day}-{number:06d}.yaml", "\n".join(_lines(number, day, party, made, random)) + "\n"


def _lines(number: int, day: date, party: str, made: dict[str, list[str]], random: Random) -> Iterator[str]:
    yield f"party: {party}"
    yield f"date: {day}"
    yield f"summary: {_sentence(random, 12)}"
    yield "via: [envoy]"
    yield "attribution: on-record"
    yield "sources:"
    for one in range(2):
        yield f'  - title: "{_sentence(random, 8)}"'
        yield f"    url: https://example.org/reports/{number}/{one}/{'-'.join(random.sample(WORDS, 5))}"
        yield f"    published: {day}"
        yield f'    quote: "{_sentence(random, 20)}"'
        yield "    grade: B2"
    offer = f"offer-{random.randrange(8)}"
    yield "offers:"
    yield f"  - id: {offer}"
    yield f"    summary: {_sentence(random, 8)}"
    for block, some in _sides(party, random):
        yield f"    {block}: {{{', '.join(f'{key}: {_value(ISSUES[key], random)}' for key in some)}}}"
    if number % 10 == 3:
        key = random.choice(list(ISSUES))
        yield "red_lines:"
        yield f"  - id: line-{random.randrange(5)}"
        yield f"    never: {{{key}: {_bound(ISSUES[key], random)}}}"
    if number % 10 == 7:
        key = random.choice(list(ISSUES))
        yield "preconditions:"
        yield f"  - id: first-{random.randrange(3)}"
        yield "    before: talks"
        yield f"    requires: {{{key}: {LEVELS[2] if ISSUES[key] == 'levels' else _value(ISSUES[key], random)}}}"
    others = [other for other in PARTIES if other != party and made[other]]
    if number % 3 == 2 and others:
        other = random.choice(others)
        yield "responses:"
        yield f"  - {{to: {other}/{random.choice(made[other])}, answer: {random.choice(('rejects', 'considers'))}}}"
    made[party].append(offer)


def _giver(issue: str) -> str:
    """Who concedes an issue."""
    return PARTIES[list(ISSUES).index(issue) % len(PARTIES)]


def _sides(party: str, random: Random) -> list[tuple[str, list[str]]]:
    """Two issues that a party gives, and two that it asks of others."""
    own = [issue for issue in ISSUES if _giver(issue) == party]
    others = [issue for issue in ISSUES if _giver(issue) != party]
    return [("gives", random.sample(own, 2)), ("asks", random.sample(others, 3))]


def _sentence(random: Random, count: int) -> str:
    return " ".join(random.choice(WORDS) for _ in range(count)).capitalize()


def _value(scale: str, random: Random) -> str:
    match scale:
        case "percent":
            return f"{random.randrange(1, 12)} %"
        case "money":
            return f"{random.randrange(1, 40) * 100}"
        case "duration":
            return f"{random.randrange(1, 36)} months"
        case "date":
            return str(date(2026, 1, 1) + timedelta(days=random.randrange(300)))
        case "levels":
            return random.choice(LEVELS)
        case "choice":
            return random.choice(CHOICES)
        case "yes-no":
            return random.choice(("yes", "no"))
    return str(random.randrange(1, 90))


def _bound(scale: str, random: Random) -> str:
    """What a red line rules out: an outer part of the scale, so that something is left."""
    match scale:
        case "levels":
            return random.choice((LEVELS[0], LEVELS[-1]))
        case "choice" | "yes-no":
            return _value(scale, random)
        case "date":
            return "at least 2026-10-01"
        case "percent":
            return "at least 11 %"
        case "money":
            return "at least 3800"
        case "duration":
            return "at least 34 months"
    return "at least 85"


def write(root: Path, count: int) -> list[Path]:
    """A repository of so many statements; the folders of its negotiations, the largest first."""
    folders = []
    for number, size in enumerate(sizes(count)):
        folder = root / "positions" / f"talks-{number:04d}"
        folder.mkdir(parents=True)
        (folder / "negotiation.yaml").write_text(negotiation(f"Talks of house {number}"), encoding="utf-8")
        for party in PARTIES:
            (folder / party).mkdir()
        for path, text in statements(size, Random(number)):
            (folder / path).write_text(text, encoding="utf-8")
        folders.append(folder)
    return folders
