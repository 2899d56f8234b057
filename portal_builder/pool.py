"""Worker processes: they end with the process that started them, and leave Ctrl-C to it."""

from __future__ import annotations

import gc
import multiprocessing
import os
import pickle
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from functools import lru_cache
from multiprocessing import forkserver, resource_tracker
from multiprocessing.connection import wait
from multiprocessing.context import BaseContext
from typing import Any, TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")


def make_ready(module: str) -> None:
    """Begins to import a module for processes to come, beside what this one does meanwhile."""
    forkserver.set_forkserver_preload([module])
    _begun()


def _begun() -> BaseContext:
    """How processes begin: forked from a server that has imported what they need, if there can be one.

    It does nothing else, so that it is safe to fork. It needs a socket among temporary files.
    """
    try:
        resource_tracker.ensure_running()  # first, for to begin it lets interrupts in again
        with _interrupts_held():
            forkserver.ensure_running()
    except OSError:
        return multiprocessing.get_context("spawn")
    return multiprocessing.get_context("forkserver")


def in_processes(
    task: Callable[[Given], Made], values: Iterable[Given], processes: int
) -> Iterator[Made]:
    """Does the same with many values, several at a time, each in a process made for it anew.

    When the caller stops early, what is under way is finished and nothing else is begun.

    Args:
        task: what is done, a function that other processes can import.
        values: with what.
        processes: how many values at a time.

    Returns:
        The results, in the order in which they come.

    Raises:
        BrokenProcessPool: a process was ended from outside.
    """
    pool = ProcessPoolExecutor(processes, mp_context=_begun(), initializer=_begin)
    try:
        with _interrupts_held():
            pickled = pickle.dumps(task)  # once: what it carries may be large
            pending = [pool.submit(_do, pickled, value) for value in values]
        for done in as_completed(pending):
            yield done.result()
    finally:
        pool.shutdown(cancel_futures=True)


def _do(task: bytes, value: Given) -> Any:
    return _known(task)(value)


@lru_cache(maxsize=1)
def _known(task: bytes) -> Callable[[Any], Any]:
    """The task that this process does, read once."""
    found: Callable[[Any], Any] = pickle.loads(task)
    return found


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Processes that begin here never see Ctrl-C, which a terminal sends to all at once."""
    held = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, held)


def _begin() -> None:
    # What is made of a client are trees; looking for circles in them takes a quarter of the time.
    gc.set_threshold(50_000, 20, 20)
    _end_with_parent()


def _end_with_parent() -> None:
    """Lets this process live no longer than the one that holds the lock on what it writes."""
    parent = multiprocessing.parent_process()
    assert parent is not None

    def watch() -> None:
        wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
