"""Pages set in type: templates filled with what is told, every value escaped, each page closed to scripts and networks."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import field
from functools import cached_property
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from negotrack import __version__
from negotrack.frozen import dataclass
from negotrack.render.escape import for_href, for_html
from negotrack.render.report.edition import Edition, Stock
from negotrack.render.report.links import METHOD, OVERVIEW, STYLE, Links, anchor_of
from negotrack.render.svg import style
from negotrack.wording.values import count, day_words
from negotrack.wording.verdicts import SYMBOLS

BESIDE = "'self' file:"
"""Where a style sheet may come from that lies beside the page: not every browser takes a file for the page's own kin."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page before it is bound: its place, its title, the way to it, what stands on it, and the scripts it may run."""

    path: str
    title: str
    body: Markup
    crumbs: tuple[tuple[str, str], ...] = ()  # name and path of what is above it
    scripts: tuple[str, ...] = ()
    entries: Stock = Stock()  # from what it was made


class Parts:
    """The parts that pages share (parts.html); what many pages of a negotiation show is set in type once."""

    def __init__(self, template: Template, **told: object) -> None:
        self._macros = template.make_module({**told, "parts": self})
        self._set: dict[tuple[str, int, tuple[object, ...]], tuple[object, Markup]] = {}

    def __getattr__(self, name: str) -> Any:
        """A part that is no list's: set anew each time."""
        return getattr(self._macros, name)

    def cite(self, one: object, whole: bool = False) -> Markup:
        """The way to a statement and to its first source, or to all of them."""
        return self._once("cited", one, whole)

    def said(self, one: object, whole: bool = False) -> Markup:
        """A sentence with the statements it rests on."""
        return self._once("told", one, whole)

    def item(self, one: object, anchor: str = "") -> Markup:
        """An item, with a place of its own on the page of its party."""
        return self._once("item_told", one, anchor)

    def entry(self, one: object) -> Markup:
        """An entry in a list."""
        return self._once("entry_told", one)

    def _once(self, name: str, one: object, *more: object) -> Markup:
        key = (name, id(one), more)
        if key not in self._set:  # with the thing itself, so that nothing else takes its identity
            self._set[key] = (one, getattr(self._macros, name)(one, *more))
        return self._set[key][1]


@dataclass(frozen=True)
class Printer:
    """Fills the templates for one edition, as a folder of pages or as a single file."""

    edition: Edition
    single: bool = False
    cache: dict[str, str] = field(default_factory=dict)
    shared: dict[str, Parts] = field(default_factory=dict)  # those of the negotiation that is being told

    def sheet(
        self,
        path: str,
        title: str,
        template: str,
        *,
        crumbs: Sequence[tuple[str, str]] = (),
        scripts: Sequence[str] = (),
        entries: Stock,
        **told: object,
    ) -> Sheet:
        """One page from its template and what it is to tell."""
        links = self.links(path)
        body = self.environment.get_template(template).render(
            links=links, parts=self.parts(links), edition=self.edition, title=title, entries=entries,
            method=links.to(METHOD), principal=links.to(METHOD, "principal"), **told,
        )  # fmt: skip
        return Sheet(path, title, Markup(body), tuple(crumbs), tuple(scripts), entries)  # noqa: S704

    def links(self, path: str) -> Links:
        """The way from a page to the others."""
        return Links(path, self.single)

    def parts(self, links: Links) -> Parts:
        """What the pages of one negotiation share; one negotiation is told after the other."""
        if links.base not in self.shared:
            template = self.environment.get_template("parts.html")
            self.shared.clear()
            self.shared[links.base] = Parts(template, edition=self.edition, method=links.to(METHOD))
        return self.shared[links.base]

    def bound(self, sheet: Sheet) -> str:
        """A page of its own, with the scripts it needs within it; its style lies in a file beside, once for all."""
        links = self.links(sheet.path)
        page = self._page(
            "page.html",
            sheet.title,
            sheet.scripts,
            sheet=sheet,
            links=links,
            overview=links.to(OVERVIEW),
            method=links.to(METHOD),
            sheet_of_style=links.to(STYLE),
        )
        return links.bound(page)

    def together(self, sheets: Iterable[Sheet]) -> str:
        """All pages in one file, one after the other."""
        pages = [(anchor_of(sheet.path), sheet) for sheet in sheets]
        title = pages[0][1].title if pages else "Negotiations"
        scripts = dict.fromkeys(name for _, sheet in pages for name in sheet.scripts)
        return self._page("single.html", title, tuple(scripts), pages=pages, links=Links(OVERVIEW, single=True))

    def _page(self, template: str, title: str, scripts: Sequence[str], **told: object) -> str:
        looks = f"'{self._digest(STYLE)}'" if self.single else BESIDE
        programs = [self.text(name) for name in scripts]
        allowed = " ".join(f"'{self._digest(name)}'" for name in scripts) or "'none'"
        policy = (
            f"default-src 'none'; style-src {looks}; script-src {allowed}; img-src data:; "
            "base-uri 'none'; form-action 'none'"
        )
        return self.environment.get_template(template).render(
            title=title, policy=policy, style=Markup(self.text(STYLE)), programs=[Markup(program) for program in programs],  # noqa: S704
            edition=self.edition, version=__version__, **told,
        )  # fmt: skip

    def text(self, name: str) -> str:
        """A stylesheet or script of ours, as it is."""
        if name not in self.cache:
            text = (files(__package__) / "templates" / name).read_text(encoding="utf-8")
            self.cache[name] = text + style(".graph") if name == STYLE else text
        return self.cache[name]

    def _digest(self, name: str) -> str:
        """The hash by which a policy lets one style or script of ours pass and no other."""
        if f"hash of {name}" not in self.cache:
            digest = hashlib.sha256(self.text(name).encode()).digest()
            self.cache[f"hash of {name}"] = f"sha256-{b64encode(digest).decode()}"
        return self.cache[f"hash of {name}"]

    @cached_property
    def environment(self) -> Environment:
        """The templates, in which every value passes through the one function for HTML."""
        made = Environment(
            loader=PackageLoader(__package__, "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            finalize=shown,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        made.filters["day"] = day_words
        made.filters["href"] = for_href
        made.globals["symbols"] = SYMBOLS
        made.globals["count"] = count
        return made


def shown(value: object) -> Markup:
    """A value as it may stand in a page; what is markup already was made by us."""
    return value if isinstance(value, Markup) else Markup(for_html("" if value is None else str(value)))  # noqa: S704
