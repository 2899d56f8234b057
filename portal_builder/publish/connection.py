"""The client of an object store, made from an address and the environment's credentials."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from portal_builder.errors import PortalError, WrongUse

if TYPE_CHECKING:
    from obstore.store import ObjectStore

_ENDPOINTS = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT")


class StoreFault(PortalError):
    """The store cannot be used, or not reached: ends the command."""


def connect(target: str, endpoint: str | None, timeout: float) -> ObjectStore:
    """Makes the client of a store; its credentials come from the environment.

    Args:
        target: `s3://bucket/prefix`, `gs://…` or `az://…`.
        endpoint: the address of a store that is none of Amazon's; None: the provider's own.
        timeout: for how many seconds an answer is waited for.

    Raises:
        WrongUse: the target is no address of a store, or holds credentials.
        StoreFault: the client cannot be made: obstore is missing, or a setting.
    """
    _check(target, ("s3", "gs", "az"), "the target")
    if endpoint is not None:
        _check(endpoint, ("http", "https"), "the endpoint")
    try:
        from obstore.store import from_url
    except ImportError:
        raise StoreFault(
            "publishing to a store needs obstore: install portal-builder[stores]"
        ) from None
    limit = timedelta(seconds=timeout)
    scheme = target.partition(":")[0]
    config: dict[str, Any] = {"checksum_algorithm": "SHA256"} if scheme == "s3" else {}
    if endpoint:
        config["base_url" if scheme == "gs" else "endpoint"] = endpoint
    client: dict[str, Any] = {"timeout": limit, "connect_timeout": limit / 2}
    address = endpoint or next(filter(None, map(os.environ.get, _ENDPOINTS)), "")
    if address.startswith("http://"):
        client["allow_http"] = True
    # Retries are ours: they end in time, and what they say of an answer is known.
    retry = {"max_retries": 0, "retry_timeout": limit}
    made: Callable[..., ObjectStore] = from_url
    try:
        return made(target, config=config, client_options=client, retry_config=retry)
    except Exception as error:  # whatever obstore finds wrong with a setting
        first = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise StoreFault(f"{target} cannot be used: {_without_secrets(first)}") from None


def without_credentials(address: str) -> str:
    """What of a mistyped address can be shown: nothing that may be a key, a password or a token."""
    return re.split(r"[?#]", address.rpartition("@")[2])[0]


def _check(address: str, schemes: Sequence[str], what: str) -> None:
    parts = urlsplit(address)
    if parts.username or parts.password or parts.query or "@" in parts.netloc:
        raise WrongUse(f"{what} must hold no credentials: they come from the environment")
    if parts.scheme not in schemes or not parts.netloc:
        shown = without_credentials(address)
        raise WrongUse(f"{what} {shown} is no address of a store: {schemes[0]}://…")


def _without_secrets(text: str) -> str:
    for name, value in os.environ.items():
        if name.startswith(("AWS_", "AZURE_", "GOOGLE_")) and len(value) > 3:
            text = text.replace(value, "…")
    return text
