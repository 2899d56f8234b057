"""Which pages a reader can go to from a page: tabs, the drawer, and MkDocs' own tree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup, escape

from portal_builder.site import MergedSite, Page


@dataclass(frozen=True, slots=True)
class Link:
    """A page as the navigation names it.

    Attributes:
        title: escaped for HTML.
        path: the page's path, by which the current one is known.
        url: site-relative address.
    """

    title: Markup
    path: str
    url: str


@dataclass(frozen=True, slots=True)
class Group:
    """Links that stand together, under a title or without one."""

    title: Markup
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Tabs:
    """The tab bar of a page: what is always seen, and what stands under "More"."""

    main: tuple[Link, ...]
    more: tuple[Link, ...]


def source_name(page: Page) -> str:
    """The name under which MkDocs takes the page, which decides where it is published."""
    return f"{page.path or 'index'}.md"


def tabs(site: MergedSite, page: Page | None) -> Tabs:
    """The tab bar as it stands on a page; on none (page not found) as on the overview.

    On a page of one of several projects it leads to that project's pages and back to the overview.
    """
    project = page.project if page else ""
    main = [p for p in site.pages if p.nav == "main" and p.project in ("", project)]
    if not project:
        main += [p for p in site.pages if p.project and p.path == p.project]
    more = [p for p in site.pages if p.nav == "more" and p.project in ("", project)]
    return Tabs(tuple(_tab(p, inside=bool(project)) for p in main), tuple(_link(p) for p in more))


def drawer(site: MergedSite) -> tuple[Group, ...]:
    """All pages, as the drawer of a small screen lists them: one group per project."""
    own = [p for p in site.pages if not p.project]
    groups = [Group(Markup(), _links(p for p in own if p.nav == "main"))]
    groups += [
        Group(escape(title), _links(p for p in site.pages if p.project == project))
        for project, title in _projects(site).items()
    ]
    groups.append(Group(escape(site.word("more")), _links(p for p in own if p.nav == "more")))
    return tuple(group for group in groups if group.links)


def tree(site: MergedSite) -> list[dict[str, object]]:
    """The same for MkDocs, whose plugins may ask for it."""
    projects: list[dict[str, object]] = [
        {escape(title): [_leaf(p) for p in site.pages if p.project == project]}
        for project, title in _projects(site).items()
    ]
    return [_leaf(p) for p in site.pages if not p.project] + projects


def _projects(site: MergedSite) -> dict[str, str]:
    return {p.project: p.project_title or p.project for p in site.pages if p.project}


def _leaf(page: Page) -> dict[str, object]:
    return {escape(page.title): source_name(page)}


def _links(pages: Iterable[Page]) -> tuple[Link, ...]:
    return tuple(_link(page) for page in pages)


def _link(page: Page) -> Link:
    return Link(escape(page.title), page.path, f"{page.path}/" if page.path else ".")


def _tab(page: Page, *, inside: bool) -> Link:
    link = _link(page)
    if page.project and page.path == page.project and not inside:
        return Link(escape(page.project_title or page.title), link.path, link.url)
    return link
