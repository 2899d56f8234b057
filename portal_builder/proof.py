"""What verification needs to know of a client's site, gathered from the stages before it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path

from portal_builder import csp
from portal_builder.generated import BRAND, brand_file
from portal_builder.history.record import Told
from portal_builder.intake import PAGE_NAMES, Intake
from portal_builder.merge import calendar, feed
from portal_builder.merge.naming import UNNAMED
from portal_builder.model.facts import ClientFacts
from portal_builder.provider import Publisher
from portal_builder.schema import json_schema
from portal_builder.site import MergedSite
from portal_builder.theme_assets import ThemeAssets
from portal_builder.verify import (
    Allowed,
    Expected,
    Shared,
    plain,
    published_texts,
    unpublished,
    words_of,
)
from portal_builder.workspace import Workspace

_MADE = ("data.json", "history.json", "ledger.json")
_FILE_NAMES = ("data", "feed", "main", "pages", "sitemap")
_SEARCH = ("search/search_index.json", "search/search_index.js")
# What pages and search hold beside templates and words: of links, and of the search's weights.
_WRITTEN_BY_CODE = ("noopener noreferrer", "1000.0", "1000000.0", "data.json", BRAND)
_NUMBER = re.compile(r"[-+]?\d[\d.]*|\d{4}-\d\d(?:-\d\d(?:T[\d:.]+(?:Z|[-+]\d\d:\d\d))?)?")


@cache
def _schema_words() -> tuple[str, ...]:
    """The words of the YAML itself, which the program knows."""
    return tuple(sorted(set(words_of(json_schema()))))


def shared(
    workspace: Workspace, folders: Sequence[str], assets: ThemeAssets, publisher: Publisher
) -> Shared:
    """What all sites of a workspace are made with: content, theme, and the program's own words.

    Args:
        workspace: where the clients are.
        folders: the theme's.
        assets: the theme's files.
        publisher: who publishes.
    """
    config = workspace.own_config
    provider = publisher.provider
    texts = [
        config.read_text(encoding="utf-8", errors="replace") if config else "",
        *((provider.name, provider.url or "", provider.email or "") if provider else ()),
        *PAGE_NAMES,
        *_FILE_NAMES,
        *_WRITTEN_BY_CODE,
        *(feed.VOCABULARY, calendar.VOCABULARY, UNNAMED),
        csp.policy(()),
    ]
    sources = (workspace.content, workspace.theme, workspace.shipped_strings)
    files = {asset.path: asset.digest for asset in assets.published.values()}
    return Shared(tuple(map(Path, folders)), files, sources, tuple(texts), _schema_words)


def allowed(
    intake: Intake, site: MergedSite, common: Shared, expected: Expected, told: Told
) -> Allowed:
    """What a client's site may hold.

    Args:
        intake: the client's files.
        site: the site as it was merged.
        common: what all sites may hold.
        expected: the files that it consists of.
        told: what the client was told before; it may stand there too, but for what was taken out.
    """
    facts = intake.facts
    assert facts is not None
    texts = (*published_texts(facts), *told.history.texts())
    written = (*intake.sources, *_names(facts), *brand_file(site), *texts, *map(plain, texts))
    made = [text for name in _MADE for text in _figures(site.files.get(name, b"{}"))]
    taken = [text for each in told.taken for text in each.texts]
    return Allowed(
        slug=intake.slug,
        expected=expected,
        own=(*written, *site.formatted, *made),
        past=told.sources,
        shared=common,
        attachments=_attachments(facts),
        unpublished=unpublished(intake.full, intake.sources, (*texts, *site.formatted), taken),
    )


def allowed_again(
    intake: Intake, common: Shared, files: Mapping[str, str], past: Iterable[str]
) -> Allowed:
    """What a site may hold that was verified before and is not merged again: what figures say, aside.

    Args:
        intake: the client's files.
        common: what all sites may hold.
        files: all that it consists of: site path → SHA-256.
        past: the text of the client's files at earlier revisions.
    """
    facts = intake.facts
    assert facts is not None
    texts = published_texts(facts)
    return Allowed(
        slug=intake.slug,
        expected=Expected(files, theme=common.files),
        own=(*intake.sources, *_names(facts), *texts, *map(plain, texts)),
        shared=common,
        attachments=_attachments(facts),
        past=past,
    )


def _attachments(facts: ClientFacts) -> frozenset[str]:
    return frozenset(sha256(data).hexdigest() for data in facts.assets.values())


def expected(site: MergedSite, common: Shared, others: bool) -> Expected:
    """The files that rendering makes of a site.

    Args:
        site: what is rendered.
        common: knows the theme's files.
        others: whether plugins of the workspace's owner may make more.
    """
    made = {f"{page.path}/index.html" if page.path else "index.html" for page in site.pages}
    made |= {"404.html", *_SEARCH}
    if site.site_url:
        made.add("sitemap.xml")
    exact = {
        path: sha256(data).hexdigest()
        for path, data in (*site.files.items(), *brand_file(site).items())
    }
    return Expected(exact, frozenset(made), common.files, others)


def _names(facts: ClientFacts) -> Iterator[str]:
    """The client's own folders and files, as far as addresses show them."""
    yield from (name for name, _ in facts.projects)
    yield from (page.name for page in facts.pages)
    yield from facts.assets


def _figures(data: bytes) -> Iterator[str]:
    """What the program put into a file of data of its own: names of fields, dates and figures."""
    pending: list[object] = [json.loads(data, parse_float=str)]
    while pending:
        value = pending.pop()
        if isinstance(value, dict):
            yield from value
            for name in ("figures", "dates", "date"):
                yield json.dumps(value.get(name, ""), ensure_ascii=False)
            pending += value.values()
        elif isinstance(value, list):
            pending += value
        elif _NUMBER.fullmatch(str(value)):
            yield str(value)
