"""Pages set in type: templates filled with what is told, every value escaped, each page closed to scripts and networks."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import field
from functools import cached_property
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from negotrack import __version__
from negotrack.frozen import dataclass
from negotrack.render.escape import for_href, for_html
from negotrack.render.report.edition import Edition
from negotrack.render.report.links import METHOD, OVERVIEW, Links, anchor_of
from negotrack.wording.values import count, day_words
from negotrack.wording.verdicts import SYMBOLS


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page before it is bound: its place, its title, the way to it, what stands on it, and the scripts it may run."""

    path: str
    title: str
    body: Markup
    crumbs: tuple[tuple[str, str], ...] = ()  # name and path of what is above it
    scripts: tuple[str, ...] = ()
    entries: int = 0  # from how many it was made


@dataclass(frozen=True)
class Printer:
    """Fills the templates for one edition, as a folder of pages or as a single file."""

    edition: Edition
    single: bool = False
    cache: dict[str, str] = field(default_factory=dict)

    def sheet(
        self,
        path: str,
        title: str,
        template: str,
        *,
        crumbs: Sequence[tuple[str, str]] = (),
        scripts: Sequence[str] = (),
        entries: int = 0,
        **told: object,
    ) -> Sheet:
        """One page from its template and what it is to tell."""
        links = self.links(path)
        body = self.environment.get_template(template).render(
            links=links, edition=self.edition, here=path, title=title, entries=entries, method=links.to(METHOD), **told
        )
        return Sheet(path, title, Markup(body), tuple(crumbs), tuple(scripts), entries)  # noqa: S704

    def links(self, path: str) -> Links:
        """The way from a page to the others."""
        return Links(path, self.single)

    def bound(self, sheet: Sheet) -> str:
        """A page of its own: whole, with its style and the scripts it needs within it."""
        links = self.links(sheet.path)
        return self._page(
            "page.html",
            sheet.title,
            sheet.scripts,
            sheet=sheet,
            links=links,
            overview=links.to(OVERVIEW),
            method=links.to(METHOD),
        )

    def together(self, sheets: Iterable[Sheet]) -> str:
        """All pages in one file, one after the other."""
        pages = [(anchor_of(sheet.path), sheet) for sheet in sheets]
        title = pages[0][1].title if pages else "Negotiations"
        scripts = dict.fromkeys(name for _, sheet in pages for name in sheet.scripts)
        return self._page("single.html", title, tuple(scripts), pages=pages, links=Links(OVERVIEW, single=True))

    def _page(self, template: str, title: str, scripts: Sequence[str], **told: object) -> str:
        style = self.text("style.css")
        programs = [self.text(name) for name in scripts]
        allowed = " ".join(f"'{_digest(program)}'" for program in programs) or "'none'"
        policy = (
            f"default-src 'none'; style-src '{_digest(style)}'; script-src {allowed}; img-src data:; base-uri 'none'; "
            "form-action 'none'"
        )
        return self.environment.get_template(template).render(
            title=title, policy=policy, style=Markup(style), programs=[Markup(program) for program in programs],  # noqa: S704
            edition=self.edition, version=__version__, **told,
        )  # fmt: skip

    def text(self, name: str) -> str:
        """A stylesheet or script of ours, as it is."""
        if name not in self.cache:
            self.cache[name] = (files(__package__) / "templates" / name).read_text(encoding="utf-8")
        return self.cache[name]

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


def _digest(text: str) -> str:
    """The hash by which a policy lets one style or script pass and no other."""
    return f"sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
