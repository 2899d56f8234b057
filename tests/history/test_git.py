"""Git is read as it is, whatever a machine's or a repository's settings would make of it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from gitted import PLAIN, Repo

from portal_builder.errors import WrongUse
from portal_builder.history import command, git
from portal_builder.history.git import NoHistory, Repository, checked_out


def found(repo: Repo, within: str = "clients") -> Repository:
    return Repository.find(repo.folder / within)


def changed(repository: Repository) -> list[dict[str, bool]]:
    """Of each revision the paths that it touched, and whether they are files after it."""
    return [
        {path: new is not None for path, new in c.changes.items()} for c in repository.commits()
    ]


def test_revisions_come_oldest_first_with_what_they_did(repo: Repo) -> None:
    first = repo.commit({"clients/a/client.yml": "1", "README": "x"}, "2026-10-01T10:00:00Z")
    second = repo.commit({"README": "y"}, "2026-10-02T10:00:00Z")
    third = repo.commit({"clients/a/client.yml": None, "clients/b/c.yml": "2"})
    repository = found(repo)
    assert [c.id for c in repository.commits()] == [first, second, third]
    assert repository.head == third
    assert changed(repository) == [
        {"a/client.yml": True},
        {},
        {"a/client.yml": False, "b/c.yml": True},
    ]
    assert repository.commits()[0].seconds == 1_790_848_800


def test_contents_and_files_of_a_commit(repo: Repo) -> None:
    first = repo.commit({"clients/a/x.yml": "one\n", "clients/a/leer.yml": "", "other": "no"})
    repo.commit({"clients/a/x.yml": b"\x00two\xff"})
    repository = found(repo)
    then, now = repository.files(first), repository.files(repository.head)
    assert set(then) == {"a/x.yml", "a/leer.yml"}
    contents = repository.blobs([then["a/x.yml"], now["a/x.yml"], then["a/leer.yml"]])
    assert contents[then["a/x.yml"]] == b"one\n"
    assert contents[now["a/x.yml"]] == b"\x00two\xff"
    assert contents[then["a/leer.yml"]] == b""
    with pytest.raises(NoHistory, match="lacks contents"):
        repository.blobs(["0" * 40])


def test_a_revision_is_never_dated_before_its_parent(repo: Repo) -> None:
    for at in ("2026-10-02T00:00:00Z", "1999-01-01T00:00:00Z", "2026-10-03T00:00:00Z"):
        repo.commit({"clients/a/x.yml": at}, at)
    seconds = [c.seconds for c in found(repo).commits()]
    assert seconds == [1_790_899_200, 1_790_899_200, 1_790_985_600]


def test_links_and_submodules_are_no_files(repo: Repo) -> None:
    (repo.folder / "clients/a").mkdir(parents=True)
    (repo.folder / "clients/a/link.yml").symlink_to("x.yml")
    first = repo.commit({"clients/a/x.yml": "1", "clients/a/was.yml": "1"})
    repo.write({"clients/a/was.yml": None})
    (repo.folder / "clients/a/was.yml").symlink_to("x.yml")
    repo.git("add", "--all")
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{first},clients/a/module")
    repo.record()
    repository = found(repo)
    assert set(repository.files(first)) == {"a/x.yml", "a/was.yml"}
    assert set(repository.files(repository.head)) == {"a/x.yml"}
    assert changed(repository) == [
        {"a/x.yml": True, "a/was.yml": True, "a/link.yml": False},
        {"a/was.yml": False, "a/module": False},
    ]


def test_only_the_first_parents_count_and_a_merge_may_change_facts_itself(repo: Repo) -> None:
    repo.commit({"clients/a/x.yml": "1", "clients/a/y.yml": "1"})
    repo.git("checkout", "--quiet", "-b", "side")
    repo.commit({"clients/a/x.yml": "2"})
    repo.commit({"clients/a/x.yml": "3"})
    repo.git("checkout", "--quiet", "main")
    repo.commit({"clients/b/x.yml": "1"})
    repo.git("merge", "--quiet", "--no-ff", "--no-commit", "side")
    merge = repo.commit({"clients/a/y.yml": "by the merge"})
    repository = found(repo)
    assert changed(repository) == [
        {"a/x.yml": True, "a/y.yml": True},
        {"b/x.yml": True},
        {"a/x.yml": True, "a/y.yml": True},
    ]
    assert repository.commits()[-1].id == merge


def test_a_workspace_within_a_larger_repository(repo: Repo) -> None:
    odd = "work [1]/päth*"
    repo.commit({f"{odd}/clients/a/x.yml": "1", "work 1/clients/b/x.yml": "2", "clients/c": "3"})
    repository = found(repo, f"{odd}/clients")
    assert changed(repository) == [{"a/x.yml": True}]
    assert set(repository.files(repository.head)) == {"a/x.yml"}


def test_odd_names_of_files_are_kept(repo: Repo) -> None:
    names = {"a/new\nline.yml", 'a/"quote.yml', "a/\x01:100644.yml", "a/ümlaut.yml"}
    repo.commit({f"clients/{name}": name for name in names})
    assert set(found(repo).commits()[0].changes) == names


def test_what_a_revision_can_name(repo: Repo) -> None:
    first = repo.commit({"clients/a/x.yml": "1"})
    repo.git("tag", "-a", "-m", "signed", "v1")
    second = repo.commit({"clients/a/x.yml": "2"})
    repository = found(repo)
    assert repository.commit("v1") == first
    assert repository.commit(second[:8]) == second
    assert repository.commit("HEAD~1") == first
    for name in ("nowhere", "0" * 40, "--all", "", "HEAD..v1", "^HEAD", "a b\n", "\udcff"):
        with pytest.raises(WrongUse, match="does not exist"):
            repository.commit(name)
    for name in ("HEAD:clients", "HEAD:clients/a/x.yml"):
        with pytest.raises(WrongUse, match="is no commit"):
            repository.commit(name)


def test_the_merge_base(repo: Repo) -> None:
    first = repo.commit({"clients/a/x.yml": "1"})
    repo.git("checkout", "--quiet", "-b", "side")
    repo.commit({"clients/a/x.yml": "2"})
    repo.git("checkout", "--quiet", "main")
    repo.commit({"clients/a/y.yml": "3"})
    assert found(repo).base("side") == first
    repo.git("checkout", "--quiet", "--orphan", "elsewhere")
    repo.commit({"clients/a/x.yml": "4"})
    with pytest.raises(WrongUse, match="no common ancestor"):
        found(repo).base("main")


def test_overrides_are_the_trailers_of_the_commits_between(repo: Repo) -> None:
    first = repo.commit({"clients/a/x.yml": "1"}, message="Start\n\nGate-Override: OLD before")
    repo.git("checkout", "--quiet", "-b", "side")
    message = "Move\n\nGate-Override: MS-4 the client asked\n  for it, in writing\nReviewed-by: B"
    within = repo.commit({"clients/a/x.yml": "2"}, message=message)
    two = "Two\n\nGATE-OVERRIDE:acme/MS-5  because\nGate-Override: contract.price"
    last = repo.commit({"clients/a/x.yml": "3"}, message=two)
    repo.commit({}, message="Gate-Override: no trailer, for it is the subject\n\nand here text")
    repo.git("checkout", "--quiet", "main")
    merge = repo.merge("side", "2026-10-03T00:00:00Z")
    repository = found(repo)
    wanted = [
        git.Override(within, "MS-4", "the client asked for it, in writing"),
        git.Override(last, "acme/MS-5", "because"),
        git.Override(last, "contract.price", ""),
    ]
    assert repository.overrides(first, repository.head) == wanted
    assert repository.overrides_by_revision(repository.head) == {
        first: [git.Override(first, "OLD", "before")],
        merge: wanted,
    }


def test_settings_that_would_change_what_git_says_do_not(repo: Repo, tmp_path: Path) -> None:
    repo.commit({"clients/a/x.yml": "1", "clients/a/y.yml": "a\nb\nc\nd\n"})
    repo.git("mv", "clients/a/y.yml", "clients/a/moved.yml")
    repo.commit({}, message="Move\n\nGate-Override: MS-1 why")
    before = (found(repo).commits(), found(repo).overrides_by_revision(found(repo).head))
    marker = tmp_path / "ran"
    hook = tmp_path / "hook"
    hook.write_text(f"#!/bin/sh\ntouch '{marker}'\ncat\n")
    hook.chmod(0o755)
    order = tmp_path / "order"
    order.write_text("nothing\n")
    for setting in (
        *("log.showRoot=false", "log.showSignature=true", "log.diffMerges=off", "log.follow=true"),
        *("diff.renames=copies", "diff.relative=true", "diff.noprefix=true", "color.ui=always"),
        *(f"diff.orderFile={order}", "log.decorate=full", "log.date=raw", "core.abbrev=4"),
        *(f"core.pager={hook}", f"diff.external={hook}", f"core.fsmonitor={hook}"),
        *("i18n.logOutputEncoding=UTF-16", "grep.patternType=perl", "trailer.separators=%"),
        *("format.pretty=full", "core.quotePath=true", f"gpg.program={hook}", "log.mailmap=true"),
        *(f"diff.txt.textconv={hook}", f"filter.f.smudge={hook}", f"filter.f.clean={hook}"),
    ):
        repo.git("config", *setting.split("=", 1))
    repo.write({".gitattributes": "*.yml diff=txt filter=f\n"})
    again = found(repo)
    assert (again.commits(), again.overrides_by_revision(again.head)) == before
    assert again.files(again.head).keys() == {"a/x.yml", "a/moved.yml"}
    assert not marker.exists()


def test_replaced_objects_and_grafts_are_not_followed(repo: Repo) -> None:
    first = repo.commit({"clients/a/x.yml": "told"})
    second = repo.commit({"clients/a/x.yml": "told later"})
    third = repo.commit({"clients/a/x.yml": "told today"})
    told = found(repo).files(first)["a/x.yml"]
    fake = subprocess.run(
        ["git", "-C", str(repo.folder), "hash-object", "-w", "--stdin"],
        input=b"never told",
        capture_output=True,
        check=True,
        env=PLAIN,
    )
    repo.git("replace", told, fake.stdout.decode().strip())
    repo.git("replace", "--graft", third, first)
    (repo.folder / ".git/info").mkdir(exist_ok=True)
    (repo.folder / ".git/info/grafts").write_text(f"{third} {first}\n")
    repository = found(repo)
    assert [c.id for c in repository.commits()] == [first, second, third]
    assert repository.blobs([told]) == {told: b"told"}


def test_a_repository_whose_names_are_of_sha256(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "long", "--object-format=sha256")
    first = repo.commit({"clients/a/x.yml": "1"})
    repo.commit({"clients/a/x.yml": "2"})
    repository = found(repo)
    assert len(first) == 64
    assert repository.base(first) == first
    names = [commit.changes["a/x.yml"] for commit in repository.commits()]
    assert list(repository.blobs(filter(None, names)).values()) == [b"1", b"2"]


def test_variables_that_a_hook_is_started_with_point_nowhere_else(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = repo.commit({"clients/a/x.yml": "1"})
    other = Repo(tmp_path / "other")
    other.commit({"clients/a/x.yml": "foreign"})
    monkeypatch.setenv("GIT_DIR", str(other.folder / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other.folder))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "no index"))
    assert checked_out(repo.folder / "clients") == commit
    assert found(repo).head == commit


def test_no_git_program(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit({"clients/a/x.yml": "1"})
    monkeypatch.setenv("PATH", str(repo.folder))
    with pytest.raises(NoHistory, match="no program `git`"):
        found(repo)


def test_no_repository_and_no_commits(repo: Repo, tmp_path: Path) -> None:
    (tmp_path / "plain/clients").mkdir(parents=True)
    with pytest.raises(NoHistory, match="in no git repository"):
        Repository.find(tmp_path / "plain/clients")
    repo.write({"clients/a/x.yml": "1"})
    with pytest.raises(NoHistory, match="nothing is committed"):
        found(repo)


def test_a_shallow_clone_is_refused_by_name(repo: Repo, tmp_path: Path) -> None:
    for n in range(3):
        repo.commit({"clients/a/x.yml": str(n)})
    target = tmp_path / "shallow"
    repo.git("clone", "--quiet", "--depth=1", repo.folder.as_uri(), str(target))
    with pytest.raises(NoHistory, match="shallow clone"):
        Repository.find(target / "clients")


def test_a_partial_clone_is_refused_where_contents_are_missing_and_fetches_none(
    repo: Repo, tmp_path: Path
) -> None:
    for n in range(3):
        repo.commit({"clients/a/x.yml": str(n)})
    repo.git("config", "uploadpack.allowFilter", "true")
    address = repo.folder.as_uri()
    for name, kind in (("blobs", "blob:none"), ("trees", "tree:0"), ("all", "blob:limit=1m")):
        words = ("clone", "--quiet", f"--filter={kind}", address, str(tmp_path / name))
        repo.git(*words)
    for name in ("blobs", "trees"):
        before = sorted(p.name for p in (tmp_path / name / ".git/objects").rglob("*"))
        with pytest.raises(NoHistory, match="lacks contents"):
            Repository.find(tmp_path / name / "clients")
        assert sorted(p.name for p in (tmp_path / name / ".git/objects").rglob("*")) == before
    assert len(Repository.find(tmp_path / "all/clients").commits()) == 3


def test_a_repository_of_someone_else_is_refused_until_it_is_trusted(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.commit({"clients/a/x.yml": "1"})
    monkeypatch.setattr(command, "KEPT", (*command.KEPT, "GIT_TEST_"))
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    with pytest.raises(NoHistory, match="belongs to someone else"):
        found(repo)
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "safe.directory")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "*")
    assert len(found(repo).commits()) == 1


def test_a_folder_of_gits_own_has_no_work_tree(repo: Repo) -> None:
    repo.commit({"clients/a/x.yml": "1"})
    (repo.folder / ".git/clients").mkdir()
    with pytest.raises(NoHistory, match="no work tree"):
        found(repo, ".git/clients")


def test_a_damaged_repository_gets_a_sentence(repo: Repo) -> None:
    name = repo.commit({"clients/a/x.yml": "1"})
    repository = found(repo)
    assert repository.head == name
    path = repo.folder / ".git/objects" / name[:2] / name[2:]
    path.chmod(0o644)
    path.write_bytes(b"damaged")
    with pytest.raises(NoHistory, match="cannot read the repository"):
        repository.commits()
