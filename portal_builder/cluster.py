"""A Dask cluster: its scheduler is reached, its workers are looked at, and chunks of work handed to them."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any, TypeVar

from portal_builder.errors import PortalError, WrongUse
from portal_builder.remote import PACKAGE, OtherVersion, difference, made_with

if TYPE_CHECKING:
    from distributed import Client, Future

Given = TypeVar("Given")
Result = TypeVar("Result")

CONNECT = 10.0
WAIT = 30.0
AHEAD = 2  # chunks for each worker: one under way, one at hand
_ADDRESS = re.compile(r"((tcp|tls|ws|wss)://)?([^\s/:@]+|\[[0-9A-Fa-f:.]+\]):[0-9]{1,5}")
_LOGGERS = ("distributed", "distributed.client")  # Dask gives each a level of its own
_LARGE = {"distributed.admin.large-graph-warning-threshold": "1TiB"}  # attachments are


@dataclass(frozen=True, slots=True)
class Lost:
    """Stands for what came of a chunk that no worker could do; `why` completes "is built here: …"."""

    why: str


class Cluster:
    """A scheduler that was reached, with workers that make what this machine would make.

    Args:
        client: the connection.
        address: the scheduler's.
        wait: how long there may be no worker, in seconds.
    """

    def __init__(self, client: Client, address: str, wait: float) -> None:
        self._client = client
        self._address = address
        self._wait = wait

    @property
    def workers(self) -> int:
        """How many workers there are now."""
        with self._reached():
            return len(self._client.nthreads())

    def see_workers(self) -> None:
        """Waits for workers, and sees that what is installed there is what is installed here.

        Raises:
            WrongUse: there are none, or it is not.
        """
        try:
            with self._reached():
                self._client.wait_for_workers(1, timeout=self._wait)
        except TimeoutError:
            raise WrongUse(
                f"the scheduler {self._address} has had no workers for {self._wait:g} s; "
                f"start some with `dask worker {self._address}`"
            ) from None
        # The portal's version comes first: of another one nothing else can be asked.
        with self._reached():
            found = self._client.run(version, PACKAGE, on_error="return")
        _compare({place: {PACKAGE: said} for place, said in found.items()}, [PACKAGE])
        with self._reached():
            _compare(self._client.run(made_with, on_error="ignore"))

    def see_scheduler(self) -> None:
        """Sees that the scheduler too has this version of the portal: tasks pass through it.

        Raises:
            WrongUse: it has not.
        """
        try:
            with self._reached():
                said = self._client.run_on_scheduler(version, PACKAGE)
        except PackageNotFoundError as error:
            said = error
        _compare({f"the scheduler {self._address}": {PACKAGE: said}}, [PACKAGE])

    def share(self, value: object, name: str) -> Future[Any]:
        """Gives the workers a value that all chunks need; each worker takes it once.

        It is the result of a task, so that it is made again where the worker is lost that had it.

        Args:
            value: what they need.
            name: the same name, the same value.
        """
        return self._client.submit(_itself, value, key=f"portal-{name}")

    def each(
        self,
        task: Callable[[Any, Sequence[Given]], Result],
        shared: Future[Any],
        chunks: Iterable[Sequence[Given]],
    ) -> Iterator[tuple[Sequence[Given], Result | Lost]]:
        """Does the same with many chunks, a few of which are under way at a time.

        Args:
            task: what is done, a function that workers can import.
            shared: what it needs besides, as `share` gave it.
            chunks: with what.

        Returns:
            Each chunk and what came of it, in the order in which they are done.

        Raises:
            PortalError: the scheduler is lost, no worker is left, or one is of another version.
        """
        pending: dict[Future[Any], Sequence[Given]] = {}
        left = iter(chunks)
        while True:
            while len(pending) < AHEAD * max(1, self.workers) and (chunk := next(left, None)):
                with self._reached():
                    pending[self._client.submit(task, shared, chunk, pure=False)] = chunk
            if not pending:
                return
            for done in self._done(pending):
                yield pending.pop(done), self._result(done)

    def _done(self, pending: Iterable[Future[Any]]) -> set[Future[Any]]:
        """Those that are done, once some are: where workers are at work there is no hurry."""
        from distributed import wait

        futures = list(pending)
        while True:
            try:
                with self._reached():
                    done: set[Future[Any]] = wait(futures, self._wait, "FIRST_COMPLETED").done
                return done
            except TimeoutError:
                self.see_workers()

    def _result(self, done: Future[Any]) -> Any:
        from distributed.scheduler import KilledWorker

        try:
            with self._reached():
                return done.result()
        except PortalError:
            raise
        except OtherVersion as error:
            raise WrongUse(_other(f"a worker of {self._address}", str(error))) from None
        except KilledWorker:
            return Lost("the workers that had it ended, one after the other")
        except Exception as error:  # what a worker could not even read, of another version perhaps
            self.see_workers()
            return Lost(f"a worker failed ({type(error).__name__}: {error})")

    @contextmanager
    def _reached(self) -> Iterator[None]:
        """Says of what fails in between that the scheduler is lost, unless only time has run out."""
        from distributed import CancelledError

        try:
            yield
        except TimeoutError:
            raise
        except (OSError, CancelledError):
            raise PortalError(
                f"the scheduler {self._address} was lost; "
                "the sites that were not reported as built are as they were"
            ) from None


@contextmanager
def connected(address: str, *, wait: float = WAIT, connect: float = CONNECT) -> Iterator[Cluster]:
    """Reaches a scheduler, and sees that its workers make what this machine would make.

    Args:
        address: such as `tcp://10.0.0.7:8786`; how to show oneself to `tls://…` stands in Dask's own
            configuration.
        wait: how long there may be no worker, in seconds.
        connect: how long the scheduler may take to answer, in seconds.

    Raises:
        WrongUse: Dask is not installed, the scheduler does not answer, there are no workers, or what
            is installed there is not what is installed here.
        PortalError: the scheduler was lost.
    """
    if not _ADDRESS.fullmatch(address):
        raise WrongUse(f"{address} is no scheduler's address; write it like tcp://10.0.0.7:8786")
    try:
        import dask
        import distributed  # noqa: F401 - whether it is there
    except ImportError:
        raise WrongUse(
            "handing work to a cluster needs another package: pip install 'portal-builder[dask]'"
        ) from None
    with dask.config.set(_LARGE), _quiet():
        client = _client(address, connect)
        try:
            cluster = Cluster(client, address, wait)
            cluster.see_scheduler()
            cluster.see_workers()
            with client.as_current():
                yield cluster
        finally:
            client.close(timeout=connect)


def _client(address: str, connect: float) -> Client:
    from distributed import Client, Security

    secure = address.startswith(("tls://", "wss://"))
    if secure and not Security().get_connection_args("client").get("ssl_context"):
        raise WrongUse(
            f"for {address} a certificate is needed; "
            "name it in Dask's configuration, under distributed.comm.tls"
        )
    try:
        return Client(address, timeout=connect, set_as_default=False)
    except Exception as error:  # whatever it raises of a network
        why = str(error).partition("\n")[0] or "it does not answer"
        raise WrongUse(
            f"the scheduler {address} cannot be reached: {why}; see that it runs there"
        ) from None


@contextmanager
def _quiet() -> Iterator[None]:
    """Leaves it to us to say what goes wrong."""
    loggers = [logging.getLogger(name) for name in _LOGGERS]
    before = [logger.level for logger in loggers]
    try:
        for logger in loggers:
            logger.setLevel(logging.CRITICAL)
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)


def _compare(found: Mapping[str, Mapping[str, Any]], names: Iterable[str] | None = None) -> None:
    """Compares what is installed elsewhere with what is installed here.

    Args:
        found: where → name → version, or the error that there was instead of one; one that says
            nothing of versions, such as of a worker that just ended, does not count.
        names: the only names that count; None: all.
    """
    here = made_with()
    mine = {name: here[name] for name in names} if names else here
    for place, said in sorted(found.items()):
        there = {name: v for name, v in said.items() if not isinstance(v, PackageNotFoundError)}
        if any(isinstance(v, Exception) for v in there.values()):
            continue
        if differs := difference(there, mine):
            raise WrongUse(_other(place, differs))


def _other(place: str, differs: str) -> str:
    return f"{place} {differs}; install the same on both"


def _itself(value: object) -> object:
    return value
