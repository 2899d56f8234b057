"""Workers do what they are given, and outlive nobody."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest

from portal_builder.pool import in_processes


def double(number: int) -> int:
    return 2 * number


def end(_: int) -> None:
    os._exit(3)


def linger(place: Path) -> None:
    (place / f"{os.getpid()}.pid").touch()
    time.sleep(600)


def test_every_value_is_worked_on() -> None:
    assert sorted(in_processes(double, range(20), 2)) == list(range(0, 40, 2))


class Scaled:
    """A task that carries something, and counts how often it is packed."""

    packed = 0

    def __init__(self, factor: int) -> None:
        self.factor = factor

    def __getstate__(self) -> dict[str, int]:
        Scaled.packed += 1
        return {"factor": self.factor}

    def __call__(self, value: int) -> int:
        return self.factor * value


def test_what_a_task_carries_is_packed_once() -> None:
    Scaled.packed = 0
    assert sorted(in_processes(Scaled(3), range(5), 2)) == [0, 3, 6, 9, 12]
    assert Scaled.packed == 1


def test_a_worker_that_is_gone_is_said() -> None:
    with pytest.raises(BrokenProcessPool):
        list(in_processes(end, [1], 1))


SCRIPT = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from test_pool import linger
from portal_builder.pool import in_processes
if __name__ == "__main__":
    list(in_processes(linger, [Path(sys.argv[2])] * 2, 2))
"""


@pytest.fixture
def script(tmp_path: Path) -> Path:
    place = tmp_path / "script.py"
    place.write_text(SCRIPT)
    return place


def _wait_for(condition: object) -> None:
    assert callable(condition)
    for _ in range(600):
        if condition():
            return
        time.sleep(0.1)
    pytest.fail("this took more than a minute")


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_workers_end_with_the_process_that_started_them(tmp_path: Path, script: Path) -> None:
    words = [sys.executable, str(script), str(Path(__file__).parent), str(tmp_path)]
    with subprocess.Popen(words, stderr=subprocess.DEVNULL) as parent:
        _wait_for(lambda: len(list(tmp_path.glob("*.pid"))) == 2)
        workers = [int(p.stem) for p in tmp_path.glob("*.pid")]
        assert all(map(_is_alive, workers))
        parent.kill()
    _wait_for(lambda: not any(map(_is_alive, workers)))


def test_an_interrupt_that_all_processes_get_is_the_parents(tmp_path: Path, script: Path) -> None:
    words = [sys.executable, str(script), str(Path(__file__).parent), str(tmp_path)]
    with subprocess.Popen(words, stderr=subprocess.PIPE, text=True) as parent:
        _wait_for(lambda: len(list(tmp_path.glob("*.pid"))) == 2)
        workers = [int(p.stem) for p in tmp_path.glob("*.pid")]
        for worker in workers:
            os.kill(worker, signal.SIGINT)
        time.sleep(0.5)
        assert all(map(_is_alive, workers))
        parent.kill()
        assert parent.stderr is not None
        assert "Traceback" not in parent.stderr.read()


COUNTED = """
import sys
sys.path.insert(0, sys.argv[1])
from test_pool import double
from portal_builder.pool import in_processes, make_ready
if __name__ == "__main__":
    make_ready("portal_builder.errors")
    print(sorted(in_processes(double, range(3), 2)))
"""


@pytest.mark.parametrize("folder", ["short", 120 * "l"])
def test_processes_begin_wherever_temporary_files_are(tmp_path: Path, folder: str) -> None:
    script, temporary = tmp_path / "script.py", tmp_path / folder
    script.write_text(COUNTED)
    temporary.mkdir()
    words = [sys.executable, str(script), str(Path(__file__).parent)]
    environment = {**os.environ, "TMPDIR": str(temporary)}
    done = subprocess.run(words, capture_output=True, text=True, check=True, env=environment)
    assert done.stdout == "[0, 2, 4]\n"
    assert done.stderr == ""
