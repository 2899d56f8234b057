"""A site is looked through before anyone sees it: every leak planted here must be found."""

from __future__ import annotations

import copy
import gzip
import io
import os
import shutil
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from portal_builder import pipeline, proof, proving
from portal_builder.errors import WrongUse
from portal_builder.history.record import Told
from portal_builder.intake import Intake
from portal_builder.site import MergedSite
from portal_builder.verify import (
    Expected,
    Identity,
    Leak,
    Verified,
    Watchlist,
    foreign_in_file,
    foreign_in_text,
    suspects,
    unpublished,
)
from portal_builder.verify.views import text_views
from portal_builder.worker import Worker
from portal_builder.workspace import Workspace

PROJECT = """\
project: {name: Web shop, started_on: 2026-01-05, as_of: 2026-10-02}
"""
OWN = (
    PROJECT
    + """\
client: {name: Willow & Sons}   # they pay late every single time
# nobody may ever read this remark
issues:
  - {id: ISS-1, title: Printer jams, status: open, opened_at: 2026-09-01}
  - id: ISS-2
    draft: true
    title: Layoffs are being prepared
    description: |
      The **whole** department [leaves](https://x.example/) in March

      1. Ask Q7-canary-81f about it; tell nobody in the meantime.
    status: open
    opened_at: 2026-09-02
"""
)
OTHER = PROJECT + "client: {name: Beta Meridian, short_name: Bmr, identifiers: [QX-7731]}\n"


def workspace(root: Path, **clients: str) -> Workspace:
    for slug, text in clients.items():
        folder = root / "clients" / slug.replace("_", "-")
        folder.mkdir(parents=True)
        (folder / "all.yml").write_text(text, encoding="utf-8")
    return Workspace.find(root)


class Site:
    """A client's site as it was built, and all that verification knows of it."""

    def __init__(self, root: Path, own: str | None = OWN, **others: str) -> None:
        clients = others or {"beta_meridian": OTHER}
        here = workspace(root, **clients, **({"willow": own} if own else {}))
        self.worker = Worker(pipeline.set_up(here))
        self.intake: Intake = self.worker.take_in("willow")
        assert self.intake.facts is not None, self.intake.problems
        self.merged: MergedSite = self.worker.merge(self.intake)
        self.root = root / "built"
        self.worker.renderer.render(self.merged, self.root)

    def expected(self) -> Expected:
        return proof.expected(self.merged, self.worker.shared, others=False)

    def leaks(self) -> tuple[Leak, ...]:
        """What is found when only the content counts, not whether a file was changed."""
        everything = replace(self.expected(), exact={}, made=frozenset(), others=True)
        return self._look(everything)

    def strictly(self) -> tuple[Leak, ...]:
        return self._look(self.expected())

    def _look(self, expected: Expected) -> tuple[Leak, ...]:
        found = self.worker.verify(self.root, self.intake, self.merged, expected)
        return () if isinstance(found, Verified) else found

    def named(self, pattern: str) -> str:
        """The path of a file of the theme, whose name carries its digest."""
        if "*" not in pattern:
            return pattern
        (found,) = self.root.glob(pattern)
        return found.relative_to(self.root).as_posix()

    def add(self, path: str, data: bytes | str) -> None:
        place = self.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        data = data.encode() if isinstance(data, str) else data
        before = place.read_bytes() if place.exists() else b""
        place.unlink(missing_ok=True)  # the theme's files may be links
        place.write_bytes(before + data)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return Site(tmp_path_factory.mktemp("workspace"))


@pytest.fixture
def site(built: Site, tmp_path: Path) -> Site:
    """A copy of the site that a test may spoil."""
    spoilt = copy.copy(built)
    spoilt.root = tmp_path / "site"
    shutil.copytree(built.root, spoilt.root)
    return spoilt


def packed(name: str, xml: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, xml)
    return file.getvalue()


def pdf(content: bytes) -> bytes:
    stream = zlib.compress(content)
    head = b"%%PDF-1.4\n1 0 obj\n<</Length %d/Filter/FlateDecode>>\nstream\n" % len(stream)
    return head + stream + b"\nendstream\nendobj\n%%EOF\n"


def png(text: bytes) -> bytes:
    chunk = b"Comment\0\0" + zlib.compress(text)
    return b"\x89PNG\r\n\x1a\n" + len(chunk).to_bytes(4, "big") + b"zTXt" + chunk + b"\0\0\0\0"


PLANTED: dict[str, tuple[str, bytes | str]] = {
    "the text of a page": ("index.html", "<p>as for Beta Meridian</p>"),
    "a short name": ("issues/index.html", "<p>Bmr's</p>"),
    "an identifier within a longer word": ("issues/index.html", "<p>xxQX-7731yy</p>"),
    "a slug as a word": ("index.html", "<p>beta-meridian</p>"),
    "a word split by tags": ("index.html", "<td>x</td><td>Be<b>ta</b> <i>Meri</i>dian</td>"),
    "entities": ("index.html", "<p>B&#101;ta&nbsp;M&#x65;ridian</p>"),
    "an attribute": ("index.html", '<a title="of Beta Meridian" href="#">x</a>'),
    "a comment in HTML": ("index.html", "<!-- Beta Meridian -->"),
    "an address": ("index.html", '<a href="https://x.example/beta-meridian/">x</a>'),
    "an address with plus signs": ("index.html", '<a href="?q=Beta+Meridian">x</a>'),
    "the name of a linked file": ("index.html", '<a href="x/beta_meridian-plan.pdf">x</a>'),
    "a percent-encoded address": ("index.html", '<a href="?q=Beta%20%4Deridian">x</a>'),
    "capitals, spaces and a line end": ("index.html", "<p>BETA  \n\t MERIDIAN</p>"),
    "invisible characters": ("index.html", "<p>Be\u200bta Meri\u00addian</p>"),
    "the page that is shown for others": ("404.html", "<p>Beta Meridian</p>"),
    "the sitemap": ("sitemap.xml", "<loc>https://x.example/beta-meridian/</loc>"),
    "the search index": ("search/search_index.json", '"\\u0042eta\\nMeridian"'),
    "the search index for disks": ("search/search_index.js", '"Beta \\u004deridian"'),
    "escaped HTML in the search index": ("search/search_index.json", '"Be&lt;b&gt;ta Meridian"'),
    "the data": ("data.json", '{"x": "Beta Meridian"}'),
    "a style": ("assets/stylesheets/brand.css", "/* Beta Meridian */"),
    "a file of the theme": ("assets/stylesheets/portal.*.css", "/* Beta Meridian */"),
    "a drawing": ("assets/plan.svg", "<svg><text>Beta <tspan>Meri</tspan>dian</text></svg>"),
    "a file's name": ("assets/Beta Meridian.txt", "x"),
    "a folder's name": ("beta-meridian/index.html", "x"),
    "a text": ("assets/notes.txt", "Beta Meridian"),
    "a table in UTF-16": ("assets/a.csv", "Beta Meridian".encode("utf-16")),
    "UTF-16 the other way round": ("assets/b.csv", "Beta Meridian".encode("utf-16-be")),
    "a line folded in a calendar": ("calendar.ics", "SUMMARY:of Beta Me\r\n ridian\r\n"),
    "a comma escaped in a calendar": ("a.ics", "SUMMARY:Beta\\nMeridian\\, again\r\n"),
    "the feed": ("feed.xml", "<title>&amp;lt;b&amp;gt;Beta&amp;lt;/b&amp;gt; Meridian</title>"),
    "Latin-1": ("assets/c.csv", "Grüße von Beta Meridian".encode("latin-1")),
    "UTF-16 in the middle of a file": ("assets/n.csv", b"x" + "Beta Meridian".encode("utf-16-le")),
    "a compressed file": ("assets/d.gz", gzip.compress(b"Beta Meridian")),
    "an office document": (
        "assets/e.docx",
        packed("word/document.xml", "<w:t>Beta Meridian</w:t>"),
    ),
    "a word split in an office document": (
        "assets/f.docx",
        packed("w.xml", "<w:p>x</w:p><w:p><w:t>Beta Me</w:t></w:r><w:r><w:t>ridian</w:t></w:p>"),
    ),
    "the name of a member": ("assets/g.xlsx", packed("Beta Meridian.xml", "x")),
    "a page of a PDF": ("assets/i.pdf", pdf(b"BT (Beta Meridian) Tj ET")),
    "a word cut up in a PDF": ("assets/j.pdf", pdf(b"BT [(Be) -20 (ta Meri) 5 (dian)] TJ ET")),
    "hexadecimal text in a PDF": (
        "assets/k.pdf",
        pdf(b"<" + b"Beta Meridian".hex().encode() + b">"),
    ),
    "the title of a PDF": (
        "assets/l.pdf",
        b"%PDF-1.4\n/Title (\xfe\xff" + "Beta Meridian".encode("utf-16-be") + b")",
    ),
    "a string in a picture": ("assets/o.jpg", b"\xff\xd8\xff\xe1\x00Bmr\x00\xff\xda\x81"),
    "a comment in a picture": ("assets/m.png", png(b"Beta Meridian")),
}
_INNER = packed("x.xml", "<p>Beta Meridian</p>")


def test_the_site_as_it_was_built_holds_nothing_foreign(site: Site) -> None:
    assert site.strictly() == ()


@pytest.mark.parametrize("where", PLANTED)
def test_another_clients_strings_are_found(site: Site, where: str) -> None:
    pattern, data = PLANTED[where]
    path = site.named(pattern)
    site.add(path, data)
    found = site.leaks()
    assert {leak.path for leak in found} == {path}
    assert all("belongs to another client" in leak.what for leak in found)


def test_a_name_with_quotes_is_found_in_a_table(tmp_path: Path) -> None:
    site = Site(tmp_path, beta=PROJECT + "client: {name: 'The \"Best\" Shop'}\n")
    site.add("a.csv", '"to ""The ""Best"" Shop"""\r\n')
    assert [leak.path for leak in site.leaks()] == ["a.csv"]


NAMED = (
    "Vevent",
    "Calendar",
    "Transparent",
    "Atom",
    "Alternate",
    "Portal",
    "Invalid",
    "Csv",
    "Png",
)


def test_what_every_feed_and_calendar_says_is_no_ones_secret(tmp_path: Path) -> None:
    others = {name.lower(): PROJECT + f"client: {{name: {name}}}\n" for name in NAMED}
    dates = "actions: [{id: A-1, title: Do it, party: client, due_on: 2026-10-20}]\n"
    site = Site(tmp_path, OWN + dates, **others)
    assert {"feed.xml", "calendar.ics", "decisions/actions.csv", "icon.png"} <= set(
        site.merged.files
    )
    assert site.strictly() == ()


def test_in_noise_no_one_is_found(tmp_path: Path) -> None:
    others = {f"c{n:02}": PROJECT + f"client: {{name: C{n:02}}}\n" for n in range(100)}
    here = Site(tmp_path, **others)
    here.add("assets/photo.jpg", b"\xff\xd8" + Random(1).randbytes(2_000_000))
    assert here.leaks() == ()


def test_of_a_large_attachment_the_beginning_is_looked_at() -> None:
    others = Watchlist([Identity("bm", ("Beta Meridian",), ())])
    begins = b"Beta Meridian" + b"\n" * 9 * 1024 * 1024
    assert foreign_in_file(others, "willow", "assets/a.txt", begins) == ("Beta Meridian",)
    ends = b"\n" * 9 * 1024 * 1024 + b"Beta Meridian"
    assert foreign_in_file(others, "willow", "assets/a.txt", ends) == ()


def test_an_archive_within_an_archive_is_looked_through(site: Site) -> None:
    outer = io.BytesIO()
    with zipfile.ZipFile(outer, "w") as archive:
        archive.writestr("inner.docx", _INNER)
    site.add("assets/outer.pptx", outer.getvalue())
    what = "holds “Beta Meridian”, which belongs to another client"
    assert site.leaks() == (Leak("assets/outer.pptx", what),)


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("assets/cut.docx", packed("a.xml", "x" * 500)[:60]),
        ("assets/bomb.docx", packed("a.xml", "\0" * (9 * 1024 * 1024))),
    ],
    ids=["an archive that does not open", "more than can be looked through"],
)
def test_of_what_cannot_be_looked_through_nothing_is_proven(
    site: Site, path: str, data: bytes
) -> None:
    site.add(path, data)
    assert [leak.path for leak in site.leaks()] == [path]
    assert "nothing is proven" in site.leaks()[0].what


@pytest.mark.parametrize(
    "data",
    [b"%PDF-1.7\nstream\n\xff\xff\nendstream", b"\x89PNG\r\n\x1a\n\xff\xff\xff\xffzTXt", b"\x1f\x8b",
     b"\xff\xfe\x00", b"<" * 5000, b"\\u12", b"\\ud800", b"&#99999999999;", b"%ff%fe"],
)  # fmt: skip
def test_hostile_bytes_raise_nothing(site: Site, data: bytes) -> None:
    site.add("assets/x.txt", data)
    assert site.leaks() == ()


def test_a_name_in_utf_16_is_found_in_every_script(tmp_path: Path) -> None:
    site = Site(tmp_path, nihon=PROJECT + "client: {name: 日本商事}\n")
    site.add("assets/a.csv", "日本商事".encode("utf-16"))
    assert [leak.path for leak in site.leaks()] == ["assets/a.csv"]


def test_a_members_name_in_an_old_encoding_is_found(tmp_path: Path) -> None:
    site = Site(tmp_path, kaethe=PROJECT + "client: {name: Käthe}\n")
    # In code page 437, which is meant where a name is not said to be UTF-8, 0x84 is ä.
    site.add("assets/a.xlsx", packed("K~the.xml", "x").replace(b"K~the", b"K\x84the"))
    assert [leak.path for leak in site.leaks()] == ["assets/a.xlsx"]


def test_archives_too_deep_within_archives_prove_nothing(site: Site) -> None:
    data = b"x"
    for _ in range(6):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("inner.zip", data)
        data = file.getvalue()
    site.add("assets/outer.docx", data)
    (leak,) = site.leaks()
    assert "archives within archives within archives" in leak.what


def test_what_was_taken_out_is_looked_for() -> None:
    assert unpublished(None, (), (), ("Vale is to go",)).pieces == ("vale is to go",)


HIDDEN = {
    "a draft's title": ("index.html", "<h2>Layoffs are being prepared</h2>"),
    "a line of a draft's text": (
        "issues/index.html",
        '<p>The <strong>whole</strong> department <a href="#">leaves</a> in March</p>',
    ),
    "a part of a draft's text": ("search/search_index.json", '"Tell nobody in the meantime"'),
    "a code of a draft's text": ("data.json", '"x q7-canary-81f x"'),
    "a draft's anchor": ("issues/index.html", '<tr id="iss-2">'),
    "a link to a draft": ("issues/index.html", '<a href="#iss-2">'),
    "a draft in the data": ("data.json", '{"id": "ISS-2"}'),
    "a comment of its own line": ("index.html", "nobody may ever read this remark"),
    "a comment behind a value": ("index.html", "They pay late every single time"),
}


@pytest.mark.parametrize("where", HIDDEN)
def test_what_is_not_published_is_found(site: Site, where: str) -> None:
    path, data = HIDDEN[where]
    site.add(path, data)
    assert [leak.path for leak in site.leaks()] == [path]


def test_a_drafts_id_may_stand_in_a_text(site: Site) -> None:
    site.add("index.html", "<p>see ISS-2, and ISS-1</p><a id='iss-1' href='#iss-1'>")
    assert site.leaks() == ()


def test_a_draft_may_say_what_every_page_says(tmp_path: Path) -> None:
    own = PROJECT + "client: {name: Willow}\n# there is no page at this address\n"
    own += "team: [{name: Page not found, role: x, party: client, draft: true}]\n"
    assert Site(tmp_path, own=own).strictly() == ()


def test_what_is_published_elsewhere_is_no_secret_of_a_draft(site: Site) -> None:
    texts = ("[Layoffs](x) **are** being prepared: said on Monday",)
    hidden = unpublished(site.intake.full, (), texts)
    assert "layoffs are being prepared" not in hidden.pieces
    assert "the whole department leaves in march" in hidden.pieces


def test_the_name_of_a_folder_without_files_is_looked_at(site: Site) -> None:
    (site.root / "beta-meridian").mkdir()
    whats = [leak.what for leak in site.strictly()]
    assert whats[0] == "a folder with nothing in it"
    assert "holds “beta-meridian”, which belongs to another client" in whats


def _extra(root: Path) -> None:
    (root / "extra.txt").write_text("x")


def _extra_page(root: Path) -> None:
    (root / "old").mkdir()
    (root / "old" / "index.html").write_text("x")


def _link(root: Path) -> None:
    (root / "link").symlink_to("/etc/hostname")


def _linked_folder(root: Path) -> None:
    (root / "link").symlink_to("/etc", target_is_directory=True)


def _pipe(root: Path) -> None:
    os.mkfifo(root / "pipe")


def _empty(root: Path) -> None:
    (root / "a" / "b").mkdir(parents=True)


def _changed(root: Path) -> None:
    (root / "data.json").write_text('{"format": 1}')


def _changed_theme(root: Path) -> None:
    (path,) = root.glob("assets/javascripts/portal.*.js")
    data = path.read_bytes()
    path.unlink()
    path.write_bytes(data + b"\n")


def _missing_page(root: Path) -> None:
    (root / "issues/index.html").unlink()


def _missing_data(root: Path) -> None:
    (root / "data.json").unlink()


SPOILT: list[tuple[Callable[[Path], None], str]] = [
    (_extra, "extra.txt"),
    (_extra_page, "old/index.html"),
    (_link, "link"),
    (_linked_folder, "link"),
    (_pipe, "pipe"),
    (_empty, "a/b"),
    (_changed, "data.json"),
    (_changed_theme, "assets/javascripts/portal.*.js"),
    (_missing_page, "issues/index.html"),
    (_missing_data, "data.json"),
]


@pytest.mark.parametrize(("spoil", "path"), SPOILT, ids=[s.__name__ for s, _ in SPOILT])
def test_a_site_has_the_files_that_the_build_made_and_no_others(
    site: Site, spoil: Callable[[Path], None], path: str
) -> None:
    path = site.named(path)
    spoil(site.root)
    assert [leak.path for leak in site.strictly()] == [path]


SPOKEN = """\
client: {name: Willow & Sons, locale: en_US, currency: GBP}
project: {name: Web shop, started_on: 2026-01-05, as_of: 2026-10-02, summary: "A **great** jam."}
issues: [{id: ISS-1, title: Printer jams, status: open, opened_at: 2026-09-01}]
budget: {lines: [{id: BL-1, title: Design, planned: 8643, percent_complete: 50}]}
"""
EXCUSED = {
    "part of a longer word": (PROJECT + "client: {name: Eta}\n", "<p>Betamax, meta, eta2x</p>"),
    "a word of the client's own files": (
        PROJECT + "client: {name: Printer}\n",
        "<p>Printer jams</p>",
    ),
    "the client's own name": (PROJECT + "client: {name: Willow & Sons}\n", "Willow &amp; Sons"),
    "a word of the theme": (PROJECT + "client: {name: Search}\n", "<p>Search</p>"),
    "a word of the policy": (PROJECT + "client: {name: Manifest}\n", "<p>manifest-src</p>"),
    "a number with its word": (PROJECT + "client: {name: 14 days}\n", "<p>14 days</p>"),
    "a place whose notation it is": (PROJECT + "client: {name: United States}\n", ""),
    "a figure": (PROJECT + "client: {name: Ev, identifiers: ['4321.50']}\n", ""),
    "what tables sort by": (PROJECT + "client: {name: '9998.10'}\n", '<td data-sort="9998.10">'),
    "the client's own words in Markdown": (
        PROJECT + "client: {name: Great Jam}\n",
        "<p>a great jam</p>",
    ),
}


@pytest.mark.parametrize("why", EXCUSED)
def test_what_the_client_may_show_is_not_foreign(tmp_path: Path, why: str) -> None:
    other, text = EXCUSED[why]
    here = Site(tmp_path, own=SPOKEN, other=other)
    here.add("index.html", text)
    assert here.leaks() == ()


def test_a_name_in_latin_1_is_found(tmp_path: Path) -> None:
    here = Site(tmp_path, other=PROJECT + "client: {name: Müßig}\n")
    here.add("assets/a.csv", "von Müßig".encode("latin-1"))
    assert [leak.path for leak in here.leaks()] == ["assets/a.csv"]


def test_a_drafts_id_may_be_another_projects_record(tmp_path: Path) -> None:
    issue = "issues: [{id: ISS-9, %s title: Jam, status: open, opened_at: 2026-09-01}]\n"
    for name, draft in (("one", "draft: true,"), ("two", "")):
        folder = tmp_path / "clients/willow/projects" / name
        folder.mkdir(parents=True)
        (folder / "all.yml").write_text(PROJECT + issue % draft)
    (tmp_path / "clients/willow/all.yml").write_text("client: {name: Willow}\n")
    here = Site(tmp_path, own=None)
    here.add("two/index.html", '<a href="issues/#iss-9">')
    assert here.leaks() == ()
    here.add("one/index.html", '<p id="iss-9">')
    assert here.leaks() == (Leak("one/index.html", "holds the draft ISS-9"),)


def test_hashes_and_geometry_name_no_one(tmp_path: Path) -> None:
    other = PROJECT + "client: {name: Otherwise, identifiers: ['4711', aB3x]}\n"
    here = Site(tmp_path, other=other)
    policy = "script-src 'sha256-" + "aB3x" * 10 + "abc='"
    here.add(
        "index.html",
        f'<meta content="{policy}"><svg><path d="M4711 0L4711.5,3"/><rect data-value="4711"/></svg>',
    )
    assert here.leaks() == ()
    here.add("index.html", "<svg><text>4711</text></svg>")
    assert [leak.path for leak in here.leaks()] == ["index.html"]


def test_what_formats_wrote_is_not_foreign(tmp_path: Path) -> None:
    here = Site(tmp_path, other=PROJECT + "client: {name: Floréal}\n")
    here.add("index.html", "<p>12 Floréal</p>")
    assert len(here.leaks()) == 1
    here.merged = replace(here.merged, formatted=frozenset({"12 Floréal"}))
    assert here.leaks() == ()


def names(name: str, text: str, *identifiers: str) -> tuple[str, ...]:
    others = (Identity("other", (name,), identifiers), Identity("willow", ("Willow & Sons",), ()))
    return Watchlist(others).foreign_names("willow", text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("東京商事", "これは東京商事の報告です"),
        ("ไทยวัน", "บริษัทไทยวันจำกัด"),
        ("Acme", "在Acme公司"),
        ("Straße 7 GmbH", "die STRASSE 7 GMBH"),
        ("Ärzte", "A\u0308RZTE"),
        ("Smith & Co.", "by Smith & Co. only"),
        ("Acme", "“ACME’s”"),
        ("Acme", "snake_acme_case"),
        ("A  B\u00a0C", "x a b c x"),
    ],
)
def test_a_name_is_found_however_it_is_written(name: str, text: str) -> None:
    assert names(name, text) == (name,)


@pytest.mark.parametrize(
    ("name", "text"),
    [("Acme", "Acmes"), ("Acme", "xAcme"), ("Ülm", "Hülm"), ("Acme", "Acme2"), ("Sons", "x")],
)
def test_part_of_a_word_is_no_name(name: str, text: str) -> None:
    assert names(name, text) == ()


def test_names_that_overlap_are_all_found() -> None:
    others = (Identity("a", ("Meridian North",), ()), Identity("b", ("North Star",), ()))
    found = Watchlist(others).foreign_names("c", "the Meridian North Star")
    assert found == ("Meridian North", "North Star")


def test_an_identifier_counts_within_a_word() -> None:
    assert names("X Ltd", "pre7731post", "7731") == ("7731",)


def test_a_name_within_the_clients_own_name_is_not_foreign() -> None:
    assert names("Willow", "from Willow to you") == ()


def test_positions_are_right_behind_characters_of_several_bytes() -> None:
    assert names("Acme", "é漢🙂 Acme 🙂") == ("Acme",)
    assert names("Acme", "é漢🙂éAcme 🙂") == ()


def test_check_warns_of_an_attachment_that_names_another_client(tmp_path: Path) -> None:
    text = OWN + "documents: [{title: Plan, file: assets/plan.docx}]\n"
    here = workspace(tmp_path, willow=text, beta_meridian=OTHER)
    (tmp_path / "clients/willow/assets").mkdir()
    document = packed("word/document.xml", "<w:t>Beta</w:t><w:t> Meridian</w:t>")
    (tmp_path / "clients/willow/assets/plan.docx").write_bytes(document)
    found = pipeline.check_all(here, ["willow"], jobs=1)
    assert [(p.place.path, p.severity) for p in found] == [
        ("clients/willow/assets/plan.docx", "warning")
    ]
    result = pipeline.build(here, ["willow"], out=tmp_path / "out", jobs=1)
    assert [o.slug for o in result.built] == ["willow"]


def test_built_sites_are_verified(tmp_path: Path) -> None:
    here = workspace(tmp_path, willow=OWN, beta_meridian=OTHER)
    out = tmp_path / "out"
    pipeline.build(here, out=out, jobs=1)
    assert proving.verify_sites(here, out) == {"beta-meridian": (), "willow": ()}
    assert proving.verify_sites(here, out / "willow") == {"willow": ()}
    (out / "willow" / "more.txt").write_text("Beta Meridian")
    page = out / "willow" / "issues" / "index.html"
    page.write_text(page.read_text() + "\n")
    found = proving.verify_sites(here, out)
    assert [leak.path for leak in found["willow"]] == ["issues/index.html", "more.txt", "more.txt"]
    assert found["beta-meridian"] == ()


def test_without_a_record_of_the_build_a_site_is_compared_with_a_new_one(tmp_path: Path) -> None:
    here = workspace(tmp_path, willow=OWN)
    out = tmp_path / "out"
    pipeline.build(here, out=out, jobs=1)
    (out / ".portal" / "willow.json").unlink()
    assert proving.verify_sites(here, out) == {"willow": ()}
    (out / "willow" / "404.html").write_text("changed")
    assert [leak.path for leak in proving.verify_sites(here, out)["willow"]] == ["404.html"]


def test_a_site_of_no_client_does_not_stand(tmp_path: Path) -> None:
    here = workspace(tmp_path, willow=OWN, gone=OTHER)
    pipeline.build(here, out=tmp_path / "out", jobs=1)
    (tmp_path / "clients/gone/all.yml").unlink()
    (tmp_path / "clients/gone").rmdir()
    found = proving.verify_sites(here, tmp_path / "out")
    assert [leak.what for leak in found["gone"]] == ["there is no client of this name"]


def test_a_folder_without_sites_is_wrong_use(tmp_path: Path) -> None:
    here = workspace(tmp_path, willow=OWN)
    with pytest.raises(WrongUse, match="no site"):
        proving.verify_sites(here, tmp_path)


def test_a_leak_keeps_a_site_from_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = workspace(tmp_path, willow=OWN, beta_meridian=OTHER)
    merge = Worker.merge

    def leaky(self: Worker, intake: Intake, told: Told) -> MergedSite:
        made = merge(self, intake, told)
        return replace(made, notice="as Beta Meridian told us") if intake.slug == "willow" else made

    monkeypatch.setattr(Worker, "merge", leaky)
    result = pipeline.build(here, out=tmp_path / "out", jobs=1)
    assert [o.slug for o in result.built] == ["beta-meridian"]
    assert result.failed[0].leaks
    assert not (tmp_path / "out" / "willow").exists()


NOTED = (
    *(
        "at Birch Hall",
        "at **Birch** Hall",
        "at Birch&#32;Hall",
        r"at Birch\u0020Hall",
        "Birch%20Hall",
    ),
    *(
        "Birch<br>Hall",
        "Birch<b> Hall</b>",
        "[Birch](y) Hall",
        "Birch" + 64 * "a" + " Hall",
        "- Birch_Hall",
    ),
    "Birch 'sha256-" + 43 * "a" + "=' Hall",
)


@pytest.mark.parametrize("text", NOTED)
def test_a_look_at_all_texts_at_once_passes_over_none(text: str) -> None:
    watchlist = Watchlist([Identity("elm", ("Elm",), ()), Identity("x", ("Birch Hall",), ())])
    assert foreign_in_text(watchlist, "elm", text) == ("Birch Hall",)
    assert text in suspects(watchlist, "elm", ["nothing here", text, "at Elm"])


def test_texts_that_say_nothing_of_others_are_looked_at_once() -> None:
    watchlist = Watchlist([Identity("elm", ("Elm",), ()), Identity("x", ("Birch Hall",), ())])
    assert suspects(watchlist, "elm", ["Birch", "Hall of Elm", "Elm's birch"]) == set()


def test_only_the_texts_that_hold_a_name_are_looked_at_one_by_one() -> None:
    watchlist = Watchlist([Identity("elm", ("Elm",), ()), Identity("x", ("Birch Hall",), ())])
    assert suspects(watchlist, "elm", ["nothing", "at Birch Hall", "Elm"]) == {"at Birch Hall"}


def test_an_own_name_that_holds_another_makes_no_text_suspect() -> None:
    watchlist = Watchlist([Identity("elm-hall", ("Elm Hall",), ()), Identity("elm", ("Elm",), ())])
    assert foreign_in_text(watchlist, "elm-hall", "at Elm Hall") == ()
    assert suspects(watchlist, "elm-hall", ["at Elm Hall", "nothing"]) == set()


@pytest.mark.parametrize("before", ["", "x", "é", "\ud800", "=" * 31, "0" * 31 + "g"])
@pytest.mark.parametrize("behind", ["", "=", " z", "é"])
def test_a_digest_is_known_wherever_it_stands(before: str, behind: str) -> None:
    digest = "0123456789abcdef" * 4
    assert next(iter(text_views(before + digest + behind))) == before + behind
    assert next(iter(text_views(before + digest + "Z" + behind))).count("abcdef") == 4


@pytest.mark.parametrize("tag", ["b", "B", "sPaN class=x", "/STRONG"])
def test_a_tag_within_a_word_is_none_in_either_case(tag: str) -> None:
    assert list(text_views(f"Wil<{tag}>low <p>& <nav>"))[-1] == "Willow <p>& <nav>"
