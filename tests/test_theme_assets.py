"""Assets carry their digest in their names, and whatever names them follows."""

from __future__ import annotations

import os
import re
from hashlib import sha256
from pathlib import Path

import handmade
import pytest
import yaml
from browsing import looking, search, serving
from playwright.sync_api import Browser

from portal_builder.fingerprint import fingerprinted, is_fingerprinted
from portal_builder.render import Renderer
from portal_builder.settings import load_settings
from portal_builder.theme_assets import ThemeAssets
from portal_builder.workspace import Workspace, shipped

DIGEST = "0123456789abcdef" * 4


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("assets/portal.css", "assets/portal.01234567.css"),
        ("assets/bundle.a5f9d56c.min.js", "assets/bundle.01234567.min.js"),
        ("assets/lunr.de.min.js", "assets/lunr.de.01234567.min.js"),
        ("assets/v1.2/plan.svg", "assets/v1.2/plan.01234567.svg"),
        ("assets/aaaaaaaa.bbbbbbbb.js", "assets/aaaaaaaa.01234567.js"),
        ("assets/COPYING", "assets/COPYING"),
    ],
)
def test_the_digest_stands_before_the_ending(path: str, named: str) -> None:
    assert fingerprinted(path, DIGEST) == named
    assert fingerprinted(named, DIGEST) == named
    assert is_fingerprinted(named, DIGEST) == ("01234567" in named)
    assert not is_fingerprinted(named, "f" * 64)


def theme(folder: Path, **files: str) -> ThemeAssets:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return ThemeAssets([folder], "favicon.svg")


def test_a_name_is_that_of_the_bytes_as_they_are_published(tmp_path: Path) -> None:
    made = theme(
        tmp_path,
        **{
            "assets/a.css": 'p{background:url("img/b.svg#x")} @import "c.css?v=1"; /* b.svg */',
            "assets/c.css": "p{background:url(data:image/png;base64,AA==)} q{src:url(/b.svg)}",
            "assets/img/b.svg": "<svg/>",
            "assets/x.js": "import './y.mjs'; w('assets/c.css'); t('../assets/z.css', \"a/c.css\")",
            "assets/y.mjs": "export {}",
            "favicon.svg": "<svg></svg>",
            "robots.txt": "User-agent: *",
        },
    ).published
    for path, asset in made.items():
        assert sha256(asset.data).hexdigest() == asset.digest
        assert is_fingerprinted(asset.path, asset.digest) == (path != "robots.txt")
    b, c = made["assets/img/b.svg"].path, made["assets/c.css"].path
    assert made["assets/a.css"].data.decode() == (
        f'p{{background:url("{b.removeprefix("assets/")}#x")}} '
        f'@import "{c.removeprefix("assets/")}?v=1"; /* b.svg */'
    )
    assert made["assets/c.css"].data == (tmp_path / "assets/c.css").read_bytes()
    y = made["assets/y.mjs"].path.removeprefix("assets/")
    assert made["assets/x.js"].data.decode() == (
        f"import './{y}'; w('{c}'); t('../assets/z.css', \"a/c.css\")"
    )


def test_what_an_asset_names_is_part_of_its_digest(tmp_path: Path) -> None:
    files = {"assets/a.css": "p{background:url(b.svg)}", "assets/b.svg": "<svg/>"}
    first = theme(tmp_path / "1", **files).published
    second = theme(tmp_path / "2", **{**files, "assets/b.svg": "<svg></svg>"}).published
    assert first["assets/a.css"].path != second["assets/a.css"].path


def test_assets_that_name_each_other_get_their_names_from_all_of_them(tmp_path: Path) -> None:
    files = {
        "assets/a.js": "import './b.js'",
        "assets/b.js": "import './a.js'; import './c.js'; import './b.js'",
        "assets/c.js": "1",
    }
    first = theme(tmp_path / "1", **files).published
    second = theme(tmp_path / "2", **{**files, "assets/c.js": "2"}).published
    assert all(first[path].path != second[path].path for path in files)
    a, b = (first[f"assets/{n}.js"] for n in "ab")
    assert a.data.decode() == f"import './{b.path.removeprefix('assets/')}'"
    assert f"import './{a.path.removeprefix('assets/')}'" in b.data.decode()


def test_bytes_that_are_no_utf8_stay_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets/a.css").write_bytes(b"/* \xff */ p{background:url(b.svg)}")
    made = theme(tmp_path, **{"assets/b.svg": "<svg/>"}).published
    name = made["assets/b.svg"].path.removeprefix("assets/").encode()
    assert made["assets/a.css"].data == b"/* \xff */ p{background:url(" + name + b")}"


def test_the_workspaces_own_file_is_published_under_its_own_digest(tmp_path: Path) -> None:
    own = theme(tmp_path / "own", **{"assets/a.css": "own"})
    theme(tmp_path / "base", **{"assets/a.css": "base"})
    made = ThemeAssets([tmp_path / "own", tmp_path / "base"]).published
    assert made["assets/a.css"] == own.published["assets/a.css"]


def addresses(html: str) -> list[str]:
    found = re.findall(r'\s(?:src|href)="([^"#:?]+)"', html)
    return [*found, *re.findall(r'"search": "([^"]+)"', html)]


def test_every_page_names_files_that_are_there(tmp_path: Path) -> None:
    (tmp_path / "clients").mkdir()
    renderer = Renderer(load_settings(Workspace(tmp_path)))
    renderer.render(handmade.site(rows=1, language="de-DE"), tmp_path / "site")
    pages = [p for p in (tmp_path / "site").rglob("*.html") if p.name != "404.html"]
    for page in pages:
        named = addresses(page.read_text("utf-8"))
        assert sum("assets/" in name for name in named) >= 6
        for name in named:
            target = Path(os.path.normpath(page.parent / name))
            assert target.exists(), f"{page}: {name}"
    for file in (tmp_path / "site/assets").rglob("*"):
        if file.is_file():
            digest = sha256(file.read_bytes()).hexdigest()
            assert is_fingerprinted(file.name, digest), file


def test_a_changed_style_has_another_name_in_build_and_preview(tmp_path: Path) -> None:
    names = set()
    for n, extra in enumerate(("", "/* more */")):
        root = tmp_path / str(n)
        (root / "clients").mkdir(parents=True)
        overrides = root / "look"
        style = overrides / "assets/stylesheets/portal.css"
        style.parent.mkdir(parents=True)
        shipped_style = shipped("theme") / "overrides/assets/stylesheets/portal.css"
        style.write_text(shipped_style.read_text("utf-8") + extra, "utf-8")
        for name in ("main.html", "404.html", "partials", "favicon.svg"):
            (overrides / name).symlink_to(shipped("theme") / "overrides" / name)
        (root / "mkdocs.yml").write_text(yaml.dump({"theme": {"custom_dir": str(overrides)}}))
        Renderer(load_settings(Workspace(root))).render(handmade.site(rows=1), root / "site")
        html = (root / "site/index.html").read_text("utf-8")
        names.add(next(a for a in addresses(html) if "portal." in a and a.endswith(".css")))
    assert len(names) == 2


@pytest.mark.browser
@pytest.mark.parametrize("from_disk", [False, True])
def test_search_in_another_language_finds_its_files(
    browser: Browser, tmp_path: Path, from_disk: bool
) -> None:
    (tmp_path / "clients").mkdir()
    renderer = Renderer(load_settings(Workspace(tmp_path)))
    renderer.render(handmade.site(rows=2, language="de-DE"), tmp_path / "site")
    with serving(tmp_path / "site") as base:
        address = f"file://{tmp_path}/site/" if from_disk else base
        with looking(browser, address) as seen:
            assert search(seen.open(""), "Record")
            asked = [url for url in seen.requests if "/lunr/min/" in url]
            assert any(re.search(r"lunr\.de\.[0-9a-f]{8}\.min\.js$", url) for url in asked)
            assert [c for c in seen.complaints if "warning" not in c] == []
