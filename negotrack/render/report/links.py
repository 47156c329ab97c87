"""Where each page of a report lives: a permanent name made from ids alone, and the way there from another page."""

from __future__ import annotations

import hashlib
import posixpath
import re
from functools import lru_cache
from urllib.parse import quote

from negotrack.frozen import dataclass

_SAFE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*(?:@[a-z0-9]+(?:-[a-z0-9]+)*)?", re.ASCII)
LONGEST = 120  # characters of one part of a name
OVERVIEW = "index.html"
METHOD = "method.html"
STYLE = "style.css"
BASE = "~/"
"""The folder of a negotiation in an address, until the page that the address stands on is bound: what is told is told
once for all its pages, however deep they lie."""


@dataclass(frozen=True, slots=True)
class Links:
    """How one page of a report refers to the others: by file, or by anchor where all are in one file."""

    here: str
    single: bool = False

    def to(self, path: str, anchor: str = "") -> str:
        """The address of a page, or of a place in it, for `bound` to finish; the same for all pages of a negotiation."""
        if self.single:
            return f"#{anchor_of(path, anchor)}"
        way = BASE + _way(self.base, path)
        return f"{way}#{anchor}" if anchor else way

    def way(self, path: str, anchor: str = "") -> str:
        """The address as seen from here, for scripts."""
        return self.to(path, anchor).replace(BASE, self._up, 1)

    def bound(self, page: str) -> str:
        """A page with its addresses as seen from here; no text can look like one, for its quotes are escaped."""
        return page.replace(f'href="{BASE}', f'href="{self._up}')

    @property
    def base(self) -> str:
        """The folder of the negotiation that the page belongs to; none above them all."""
        return self.here.partition("/")[0] if "/" in self.here else ""

    @property
    def _up(self) -> str:
        """The way up from the page to that folder."""
        return "../" * (self.here.count("/") - bool(self.base))

    def anchor(self, name: str) -> str:
        """The id of a place on this page."""
        return anchor_of(self.here, name) if self.single else name


@lru_cache(maxsize=1 << 16)
def _way(folder: str, path: str) -> str:
    """The way from a folder at the top, or from the top itself, to a page."""
    return quote(posixpath.relpath(path, folder or "."))


def anchor_of(path: str, name: str = "") -> str:
    """The id of a page, or of a place on it, where all pages are in one file."""
    slug = path.removesuffix(".html").replace("/", ".").replace("@", ".at.")
    return f"{slug}..{name}" if name else slug


def negotiation(book: str) -> str:
    """The page of a negotiation."""
    return f"{safe(book)}/index.html"


def issue(book: str, key: str) -> str:
    """The page of an issue; one with a scope has its own."""
    return f"{safe(book)}/issue/{safe(key)}.html"


def party(book: str, key: str) -> str:
    """The page of a party."""
    return f"{safe(book)}/party/{safe(key)}.html"


def pair(book: str, parties: tuple[str, ...]) -> str:
    """The page of two parties."""
    return f"{safe(book)}/pair/{'--'.join(map(safe, parties))}.html"


def statement(book: str, key: str) -> str:
    """The page of a statement, an agreement or an event; its id may lie in folders."""
    return f"{safe(book)}/statement/{'/'.join(map(safe, key.split('/')))}.html"


def listing(book: str, name: str, number: int = 1) -> str:
    """One part of a list that is too long for one page."""
    return f"{safe(book)}/{name}.html" if number == 1 else f"{safe(book)}/{name}-{number}.html"


def item_anchor(key: str) -> str:
    """The place of an item on its party's page."""
    return "item-" + safe(key.replace("/", "-").replace("@", "-"))


@lru_cache(maxsize=1 << 16)
def safe(name: str) -> str:
    """A name that means nothing to a file system: ids are so already, anything else is told by its hash.

    >>> safe("ceasefire-length@phase-1"), safe("../x")
    ('ceasefire-length@phase-1', 'x-d6b96a97d147')
    """
    if _SAFE.fullmatch(name) and len(name) <= LONGEST:
        return name
    slug = re.sub("[^a-z0-9]+", "-", name.lower()).strip("-")[:40].strip("-")
    return f"{slug or 'id'}-{hashlib.sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"
