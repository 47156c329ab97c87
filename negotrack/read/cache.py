"""What was found before, kept in the user's own folder: one file a negotiation, read again only where nothing changed.

A file of the cache is three lines of JSON and the records behind them. It can run nothing, is believed only if it is the
user's own and unharmed, and may be deleted at any time: everything in it is found again.
"""

from __future__ import annotations

import json
import os
import stat
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from negotrack import __version__
from negotrack.frozen import dataclass
from negotrack.read.codec import FORMAT, Odd

try:
    from _blake2 import blake2b  # what hashlib gives, without OpenSSL, which takes longer to load than all our files
except ImportError:
    from hashlib import blake2b

MAX_SHARD = 512 * 1024 * 1024
RACY = 2_000_000_000  # ns: a file changed this shortly before it was read may have changed again within one tick of its clock
VERSIONS = 32  # of one file that are kept
ANSWERS = 4
UNUSED = 120 * 24 * 3600  # seconds after which a shard that nobody wrote to is swept away

_LIBRARIES = ("yaml", "pydantic", "pydantic_core")

Say = Callable[[str], None]


def folder(env: Mapping[str, str]) -> Path | None:
    """Where the cache lies: NEGOTRACK_CACHE_DIR, else `negotrack` in the user's cache folder; None where there is none."""
    if own := env.get("NEGOTRACK_CACHE_DIR"):
        return Path(own).absolute()
    base = env.get("XDG_CACHE_HOME", "")
    if Path(base).is_absolute():
        return Path(base, "negotrack")
    home = env.get("HOME", "")
    return Path(home, ".cache", "negotrack") if Path(home).is_absolute() else None


def digest(text: bytes) -> str:
    """The name of a content."""
    return blake2b(text, digest_size=20).hexdigest()


def version() -> str:
    """What the reader is: its own sources and the libraries it reads with, as they look from outside, and the interpreter."""
    package = Path(__file__).resolve().parent.parent
    folders = [package, package / "read", package / "rules", package / "wording"]
    places = [entry.path for one in folders if one.is_dir() for entry in os.scandir(one) if entry.name.endswith(".py")]
    places += [spec.origin for one in _LIBRARIES if (spec := find_spec(one)) is not None and spec.origin]
    told = [f"{FORMAT} {__version__} {sys.version} {os.environ.get('NEGOTRACK_PURE_YAML')}"]
    for place in sorted(places):
        facts = Path(place).stat()
        told.append(f"{place} {facts.st_size} {facts.st_mtime_ns}")
    return digest("\n".join(told).encode())


def stamp(facts: os.stat_result) -> str:
    """What a file looks like from outside; it changes whenever the file does, but for the racy moment after."""
    return f"{facts.st_mtime_ns} {facts.st_ctime_ns} {facts.st_size} {facts.st_ino}"


def settled(facts: os.stat_result, now: int) -> bool:
    """Whether a change after this moment (ns) is sure to give the file another stamp; not so where it lies in the future."""
    return max(facts.st_mtime_ns, facts.st_ctime_ns) + RACY < now


class Cache:
    """The shards in one folder, for one version of the reader. Whatever goes wrong with it is told, and harms nothing."""

    def __init__(self, place: Path, say: Say = lambda _: None) -> None:
        self._place = place
        self._say = say
        self._version = version()
        self._usable: bool | None = None

    def shard(self, *key: str) -> Shard:
        """What is kept under a key: all of it, or nothing."""
        name = json.dumps([self._version, *key])
        path = self._place / f"{digest(name.encode())}.json"
        raw = self._read(path) if self._own(create=False) else None
        if raw is not None:
            try:
                return _shard(name, raw)
            except (ValueError, TypeError, KeyError, RecursionError) as wrong:
                self._say(f"the cache is written anew: {path.name} is not as it was left ({str(wrong)[:80]})")
        return Shard(name)

    def keep(self, shard: Shard, *key: str) -> None:
        """Put a shard in the place of what was kept under its key, in one step; leave it where that cannot be done."""
        path = self._place / f"{digest(json.dumps([self._version, *key]).encode())}.json"
        if not self._own(create=True):
            return
        beside = path.with_name(f".{path.name}.{os.getpid()}.{time.monotonic_ns():x}")
        try:
            handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.writelines(shard.pieces())
            os.replace(beside, path)
        except OSError as wrong:
            self._say(f"the cache cannot be written: {wrong.strerror or wrong}")
            self._usable = False
            with suppress(OSError):
                beside.unlink()
            return
        self._sweep()

    def _own(self, *, create: bool) -> bool:
        """Whether the folder is there, is the user's, and nobody else may write or look into it."""
        if self._usable is None or (create and self._usable is False and not os.path.lexists(self._place)):
            try:
                if create:
                    self._place.parent.mkdir(parents=True, exist_ok=True)
                    with suppress(FileExistsError):
                        self._place.mkdir(mode=0o700)
                facts = os.lstat(self._place)
            except FileNotFoundError:
                return False
            except OSError as wrong:
                self._say(f"there is no cache: {wrong.strerror or wrong}")
                self._usable = False
                return False
            self._usable = stat.S_ISDIR(facts.st_mode) and facts.st_uid == os.geteuid() and not facts.st_mode & 0o077
            if not self._usable:
                self._say(f"the cache is not used: {self._place} is not a folder of the user's alone")
        return self._usable

    def _read(self, path: Path) -> bytes | None:
        """A file of the user's own that nobody else can have written; None for any other."""
        try:
            handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except FileNotFoundError:
            return None
        except OSError as wrong:
            self._say(f"the cache is written anew: {path.name}: {wrong.strerror}")
            return None
        with os.fdopen(handle, "rb") as file:
            facts = os.fstat(handle)
            sound = stat.S_ISREG(facts.st_mode) and facts.st_uid == os.geteuid() and not facts.st_mode & 0o077
            if sound and facts.st_size <= MAX_SHARD:
                with suppress(OSError):
                    return file.read()
        self._say(f"the cache is written anew: {path.name} is not a file of the user's alone")
        return None

    def _sweep(self) -> None:
        """Remove what nobody has written for long, once a day."""
        mark = self._place / "swept"
        with suppress(OSError):
            now = time.time()
            if mark.exists() and 0 <= now - mark.stat().st_mtime < 24 * 3600:
                return
            mark.touch(mode=0o600)
            os.utime(mark)
            for entry in os.scandir(self._place):
                if now - entry.stat(follow_symlinks=False).st_mtime > UNUSED:
                    Path(entry.path).unlink()


@dataclass(slots=True)
class Shard:
    """What is known of one negotiation under one negotiation.yaml: its files by their stamps, and what they say.

    `facts` is for its owner's JSON. A record is kept as the JSON it came as, and looked into only when it is asked for.
    """

    name: str
    facts: dict[str, Any] = field(default_factory=dict)
    seen: dict[str, dict[str, str]] = field(default_factory=dict)  # by path: content by stamp
    changed: bool = False
    _spans: dict[str, dict[str, tuple[int, int]]] = field(default_factory=dict)  # by path and content: where it is kept
    _body: bytes = b""
    _proof: str = ""  # of the body, looked at before the first record is read
    _fresh: dict[str, dict[str, bytes]] = field(default_factory=dict)

    def content(self, path: str, stamp: str) -> str | None:
        """What a file with this stamp holds, by name."""
        found = self.seen.get(path, {}).get(stamp)
        return found if isinstance(found, str) else None

    def see(self, path: str, stamp: str, content: str, *, alone: bool = False) -> None:
        """Remember what a file with a stamp holds; with `alone`, in place of what other files of its kind held."""
        known = self.seen.setdefault(path, {})
        if alone:
            for other in [one for one in known if " " in one]:
                del known[other]
        known[stamp] = content
        self.changed = True

    def record(self, path: str, content: str) -> bytes | None:
        """What a file of this content said at this path, as JSON. Raises Odd where the shard is damaged."""
        fresh = self._fresh.get(path, {}).get(content)
        if fresh is not None:
            return fresh
        start, end = self._spans.get(path, {}).get(content, (0, 0))
        if end and self._proof:
            if digest(self._body) != self._proof:
                raise Odd("the records are damaged")
            self._proof = ""
        return self._body[start:end] or None

    def has(self, path: str, content: str) -> bool:
        """Whether a record is kept for a content."""
        return content in self._fresh.get(path, ()) or content in self._spans.get(path, ())

    def add(self, path: str, content: str, record: bytes) -> None:
        """Keep what a file of this content says."""
        self._fresh.setdefault(path, {})[content] = record
        self.changed = True

    def forget(self) -> None:
        """Leave nothing of what was kept: it is not as it should be."""
        self.facts, self.seen, self._spans, self._body, self._proof, self._fresh = {}, {}, {}, b"", "", {}
        self.changed = True

    def pieces(self) -> list[bytes]:
        """The shard as the lines and records of a file; of one file of the negotiation only the latest versions."""
        spans: dict[str, dict[str, tuple[int, int]]] = {}
        body: list[bytes] = []
        at = 0
        for path in dict.fromkeys([*self._spans, *self._fresh]):
            contents = list(dict.fromkeys([*self._spans.get(path, ()), *self._fresh.get(path, ())]))[-VERSIONS:]
            for content in contents:
                record = self.record(path, content)
                if record:
                    spans.setdefault(path, {})[content] = (at, at + len(record))
                    at += len(record)
                    body.append(record)
        seen = {
            path: {stamp: one for stamp, one in self.seen[path].items() if one in spans[path]}
            for path in spans
            if path in self.seen
        }
        head = _line([self.facts, seen, spans])
        whole = b"".join(body)
        return [_line([self.name, digest(head), digest(whole)]), head, whole]


def _line(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":"), allow_nan=False).encode("ascii") + b"\n"


def _shard(name: str, raw: bytes) -> Shard:
    """A shard out of a file. Raises ValueError and the like where it is not what was written."""
    first, _, rest = raw.partition(b"\n")
    head, _, body = rest.partition(b"\n")
    called, proof, body_proof = json.loads(first)
    if called != name or proof != digest(head + b"\n") or type(body_proof) is not str:
        raise ValueError("another version, or damaged")
    facts, seen, spans = json.loads(head)
    if not (type(facts) is type(seen) is type(spans) is dict):
        raise ValueError("no three mappings")
    if not all(type(one) is dict for kept in (seen, spans) for one in kept.values()):
        raise ValueError("no mapping of a file")
    for start, end in (span for kept in spans.values() for span in kept.values()):
        if not (type(start) is type(end) is int and 0 <= start < end <= len(body)):
            raise ValueError("no span")
    return Shard(name, facts, seen, False, spans, body, body_proof)
