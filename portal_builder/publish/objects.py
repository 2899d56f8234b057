"""An object store through obstore: the few calls that publishing needs, and patience with networks.

What a store or a proxy answers is never shown: an answer may quote the request, its signature or a
token. A fault is told by its kind, and by the store's own short code where there is one.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from portal_builder.publish.connection import StoreFault, connect

if TYPE_CHECKING:
    from obstore import PutMode, UpdateVersion

T = TypeVar("T")

PATIENCE = 60.0
"""For how many seconds a network's faults are borne."""
TIMEOUT = 20.0
"""For how many seconds an answer is waited for."""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.2, 5.0

_STATUS = re.compile(r"status code: (\d{3})")
_CODE = re.compile(r"<Code>(\w{1,60})</Code>")
_PASSING_STATUS = ("408", "409", "425", "429")
_PASSING_CODES = (
    *("RequestTimeout", "BadDigest", "IncompleteBody", "XAmzContentSHA256Mismatch"),
    *("SlowDown", "OperationAborted", "ConditionalRequestConflict"),
)


class NoAnswer(StoreFault):
    """The store was not reached for too long, or did not answer."""


class Taken(Exception):
    """An object is not as a conditional write wants it."""


class Unconditional(Exception):
    """The store knows no conditional writes."""


@dataclass(frozen=True, slots=True)
class Stored:
    """An object as the store lists it.

    Attributes:
        size: in bytes.
        etag: how the store names its content; None where it does not.
    """

    size: int
    etag: str | None


class Objects:
    """The objects of a target.

    Args:
        target: `s3://bucket/prefix`, `gs://…` or `az://…`; credentials come from the environment.
        endpoint: the address of a store that is none of Amazon's; None: the provider's own.
        patience: for how many seconds a network's faults are borne.
        timeout: for how many seconds an answer is waited for.

    Raises:
        WrongUse: the target is no address of a store, or holds credentials.
        StoreFault: the store's client cannot be made: obstore is missing, or a setting.
    """

    def __init__(
        self,
        target: str,
        endpoint: str | None = None,
        patience: float = PATIENCE,
        timeout: float = TIMEOUT,
    ) -> None:
        self.name = target
        self._patience, self._timeout = patience, timeout
        self._given_up = False
        self._store = connect(target, endpoint, timeout)

    def listed(self, folder: str = "") -> dict[str, Stored]:
        """All objects below a folder, by their paths below it."""
        import obstore

        cut = len(folder) + 1 if folder else 0

        def found() -> dict[str, Stored]:
            objects = (o for chunk in obstore.list(self._store, folder or None) for o in chunk)
            named = {o["path"][cut:]: o for o in objects}
            return {p: Stored(o["size"], plain_etag(o["e_tag"])) for p, o in named.items() if p}

        return self._patiently(found)

    def folders(self) -> list[str]:
        """The folders directly at the target."""
        import obstore

        found = self._patiently(lambda: obstore.list_with_delimiter(self._store))
        return [prefix.rstrip("/").rpartition("/")[2] for prefix in found["common_prefixes"]]

    def get(self, path: str, size: int | None = None) -> tuple[bytes, UpdateVersion] | None:
        """An object's bytes and version; None where there is none.

        Args:
            path: the object.
            size: how many bytes it has, where that is known: fewer count as a fault.
        """
        import obstore

        def got() -> tuple[bytes, UpdateVersion] | None:
            try:
                found = obstore.get(self._store, path)
            except FileNotFoundError as error:
                if _code(error) in ("", "NoSuchKey", "BlobNotFound"):
                    return None
                raise
            data = bytes(found.bytes())
            if size is not None and len(data) != size:
                raise ConnectionError("the answer was cut off")
            return data, version_of(found.meta)

        return self._patiently(got)

    def put(
        self,
        path: str,
        data: bytes,
        attributes: Mapping[str, str] | None = None,
        mode: PutMode = "overwrite",
        patient: bool = True,
    ) -> UpdateVersion:
        """Writes an object whole or not at all; gives its version.

        Args:
            path: the object.
            data: its content.
            attributes: HTTP headers and further facts about it.
            mode: "overwrite", "create", or the version that it is to replace.
            patient: whether a network's faults are borne.

        Raises:
            Taken: it is not as the mode wants it.
            Unconditional: the store knows no such mode.
        """
        import obstore

        def put() -> UpdateVersion:
            about = dict(attributes or {})
            return version_of(obstore.put(self._store, path, data, attributes=about, mode=mode))

        return self._patiently(put, self._patience if patient else 0.0)

    def delete(self, paths: Sequence[str]) -> None:
        """Removes objects; those that are gone already do not matter."""
        import obstore

        for start in range(0, len(paths), 500):
            some = list(paths[start : start + 500])

            def delete(some: list[str] = some) -> None:
                try:
                    obstore.delete(self._store, some)
                except FileNotFoundError as error:
                    if _code(error) == "NoSuchBucket":
                        raise

            self._patiently(delete)

    def _patiently(self, call: Callable[[], T], patience: float | None = None) -> T:
        """Makes a call again, after growing pauses, while what fails may pass.

        Once one call was given up, none of those that run beside it goes on.
        """
        from obstore.exceptions import BaseError

        patience = self._patience if patience is None else patience
        begun, pause = 0.0, _FIRST_PAUSE
        while True:
            try:
                return call()
            except (BaseError, OSError) as error:
                if not _may_pass(error):
                    raise self._told(error) from None
                reason = _reason(error)
            now = time.monotonic()
            begun = begun or now
            # The last attempt begins early enough to end within the time.
            if self._given_up or now - begun + pause > patience - self._timeout:
                self._given_up = self._given_up or patience > 0
                raise NoAnswer(f"{self.name} does not answer: {reason}; run it again later")
            time.sleep(pause * random.uniform(0.5, 1.0))
            pause = min(pause * 2, _LONGEST_PAUSE)

    def _told(self, error: Exception) -> Exception:
        """A fault that does not pass, in words of ours."""
        from obstore.exceptions import AlreadyExistsError, NotSupportedError, PreconditionError

        if isinstance(error, AlreadyExistsError | PreconditionError):
            return Taken()
        if isinstance(error, NotSupportedError) or _status(error) == "501":
            return Unconditional()
        hint = {
            "NoSuchBucket": "there is no such bucket",
            "RequestTimeTooSkewed": "the clock of this machine is wrong",
        }.get(_code(error), "look at the bucket's name and region, and at the credentials")
        return StoreFault(f"{self.name} refuses it: {_reason(error)}; {hint}")


def _reason(error: Exception) -> str:
    said = [f"status {status}"] if (status := _status(error)) else []
    said += [code] if (code := _code(error)) else []
    return " ".join(said) or "no answer, or not a whole one"


def version_of(about: Any) -> UpdateVersion:
    """The version of an object, as a conditional write names it."""
    named: UpdateVersion = {}
    if about["e_tag"] is not None:
        named["e_tag"] = about["e_tag"]
    if about["version"] is not None:
        named["version"] = about["version"]
    return named


def plain_etag(etag: str | None) -> str | None:
    """The name of an object's content, which some answers put in quotes and others do not."""
    return etag.removeprefix("W/").strip('"') if etag else None


def _code(error: Exception) -> str:
    found = _CODE.search(str(error))
    return found[1] if found else ""


def _status(error: Exception) -> str:
    found = _STATUS.search(str(error))
    return found[1] if found else ""


def _may_pass(error: Exception) -> bool:
    from obstore.exceptions import GenericError

    if _code(error) in _PASSING_CODES:
        return True
    if not isinstance(error, GenericError | ConnectionError | TimeoutError):
        return False
    if "Received redirect" in str(error):
        return False
    status = _status(error)
    return status in _PASSING_STATUS or (not "100" <= status < "500" and status != "501")
