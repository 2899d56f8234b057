"""A real scheduler with workers in processes of their own, one of which is killed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from clustered import agency, files, records, said
from commands import portal
from gitted import leave_out_settings

from portal_builder import handover, pipeline, running
from portal_builder.cluster import Cluster, Lost, connected
from portal_builder.errors import PortalError, WrongUse
from portal_builder.job import Outcome
from portal_builder.remote import Made, OtherVersion

Started = subprocess.Popen[bytes]


@contextmanager
def started(*words: str, **environment: str) -> Iterator[Started]:
    """Runs `dask WORDS…` for as long as it is needed."""
    process = subprocess.Popen(
        [sys.executable, "-m", "dask", *words, "--no-dashboard"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **environment},
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a scheduler; each test brings its own workers, and takes them away."""
    said_by = tmp_path_factory.mktemp("scheduler") / "scheduler.json"
    words = ("--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(said_by))
    with started("scheduler", *words):
        yield address(said_by)


def address(file: Path) -> str:
    import json

    for _ in range(600):
        if file.exists() and file.stat().st_size:
            return str(json.loads(file.read_text())["address"])
        time.sleep(0.1)
    raise AssertionError("the scheduler did not begin")


@contextmanager
def worker(scheduler: str, folder: Path, **environment: str) -> Iterator[Started]:
    words = (scheduler, "--no-nanny", "--nthreads", "1", "--local-directory", str(folder))
    with started("worker", *words, **environment) as process:
        yield process


def test_a_build_goes_on_without_a_worker_that_is_killed(
    scheduler: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    leave_out_settings(monkeypatch)
    monkeypatch.setattr(running, "CHUNK", 2)
    workspace = agency(tmp_path / "agency")
    near = pipeline.build(workspace, out=tmp_path / "near", jobs=1)
    with worker(scheduler, tmp_path / "one") as one, worker(scheduler, tmp_path / "two"):
        with connected(scheduler) as both:
            both._client.wait_for_workers(2, timeout=60)
            assert both.workers == 2
        with killing_after_the_first_site(one, monkeypatch):
            far = pipeline.build(workspace, out=tmp_path / "far", scheduler=scheduler)
        assert one.returncode is not None
        again = pipeline.build(workspace, out=tmp_path / "far", scheduler=scheduler)
    assert len(far.built) == 12
    assert said(far) == said(near) == said(again)
    assert files(tmp_path / "far") == files(tmp_path / "near")
    assert records(tmp_path / "far") == records(tmp_path / "near")
    histories = [name for name in files(tmp_path / "far") if "/history.json" in name]
    assert len(histories) == 12
    assert "built here" not in capsys.readouterr().err


@contextmanager
def killing_after_the_first_site(
    victim: Started, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    take = handover.Handover._outcome

    def kill(self: handover.Handover, made: Made) -> Outcome:
        if victim.poll() is None:
            victim.kill()
            victim.wait()
        return take(self, made)

    with monkeypatch.context() as patch:
        patch.setattr(handover.Handover, "_outcome", kill)
        yield


def test_a_scheduler_that_is_not_there_is_refused() -> None:
    text = r"the scheduler tcp://127\.0\.0\.1:1 cannot be reached: .*; see that it runs there"
    with pytest.raises(WrongUse, match=text), connected("tcp://127.0.0.1:1", connect=0.2):
        pass


@pytest.mark.parametrize("address", ["nowhere", "tcp://10.0.0.7", "http://x:1", "tcp://a b:1", ""])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(WrongUse, match="is no scheduler's address; write it like tcp://10"):
        connected(address).__enter__()


def test_a_closed_scheduler_asks_for_a_certificate() -> None:
    with pytest.raises(
        WrongUse, match=r"for tls://10.* a certificate is needed; name it in Dask's"
    ):
        connected("tls://10.0.0.7:8786").__enter__()


def test_a_refusal_is_exit_status_2_and_nothing_is_touched(tmp_path: Path) -> None:
    workspace = agency(tmp_path / "agency", ["Aldermere"])
    done = portal(workspace.root, "build", "--scheduler", "nowhere")
    assert done.returncode == 2
    assert done.stderr.startswith(b"portal: nowhere is no scheduler's address; ")
    assert done.stdout == b""
    assert not (workspace.root / "site").exists()


def test_a_scheduler_without_workers_is_refused_and_so_is_another_version(
    scheduler: str, tmp_path: Path
) -> None:
    none = pytest.raises(WrongUse, match=r"has had no workers for 0\.2 s; start some with `dask w")
    with none, connected(scheduler, wait=0.2):
        pass
    other = tmp_path / "packages" / "portal_builder-9.9.9.dist-info"
    other.mkdir(parents=True)
    (other / "METADATA").write_text("Metadata-Version: 2.1\nName: portal-builder\nVersion: 9.9.9\n")
    text = (
        r"127\.0\.0\.1:\d+ has portal-builder 9\.9\.9, and this machine 0\.1\.0; install the same"
    )
    with (
        worker(scheduler, tmp_path / "one", PYTHONPATH=str(other.parent)),
        pytest.raises(WrongUse, match=text),
        connected(scheduler),
    ):
        pass


def test_without_dask_it_is_said_how_to_have_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        pytest.raises(WrongUse, match=r"pip install 'portal-builder\[dask\]'"),
        connected("tcp://127.0.0.1:1"),
    ):
        pass


class Ended:
    """A chunk of work that came to nothing."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def result(self) -> object:
        raise self._error


class Connection:
    """A connection to workers that are all of this version and do nothing."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def submit(self, *_: object, **__: object) -> Ended:
        return Ended(self._error)

    def nthreads(self) -> dict[str, int]:
        return {"tcp://10.0.0.8:1": 1}

    def wait_for_workers(self, *_: object, **__: object) -> None:
        pass

    def run(self, function: Callable[..., object], *words: str, **_: object) -> dict[str, object]:
        return {"tcp://10.0.0.8:1": function(*words)}


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("killed", "the workers that had it ended, one after the other"),
        (ModuleNotFoundError("no lessons"), "a worker failed (ModuleNotFoundError: no lessons)"),
        (OtherVersion("has mkdocs 1.0"), WrongUse("mkdocs 1.0; install the same on both")),
        ("cancelled", PortalError("the scheduler tcp://x:1 was lost; the sites that were not")),
        (OSError("closed"), PortalError("the scheduler tcp://x:1 was lost; the sites that were")),
    ],
)
def test_what_became_of_a_chunk_is_said(
    error: str | Exception, said: str | PortalError, monkeypatch: pytest.MonkeyPatch
) -> None:
    from distributed import CancelledError
    from distributed.scheduler import KilledWorker

    if isinstance(error, str):
        killed, cancelled = KilledWorker("chunk", "a worker", 4), CancelledError("chunk")
        error = killed if error == "killed" else cancelled

    def all_done(futures: list[Ended], *_: object) -> SimpleNamespace:
        return SimpleNamespace(done=set(futures))

    monkeypatch.setattr("distributed.wait", all_done)
    with_one = Cluster(Connection(error), "tcp://x:1", 0.1)  # type: ignore[arg-type]
    chunks = with_one.each(len, None, [["aldermere"]])  # type: ignore[arg-type,call-arg]
    if isinstance(said, str):
        assert list(chunks) == [(["aldermere"], Lost(said))]
    else:
        with pytest.raises(type(said), match=re.escape(str(said))):
            list(chunks)
