"""One local S3 server for all tests that publish to a store."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import s3
from publishing import Agency, Connect

from portal_builder.publish import Store
from portal_builder.publish.lease import Terms
from portal_builder.publish.objects import Objects


@pytest.fixture(scope="session")
def moto() -> Iterator[str]:
    with s3.server() as endpoint:
        yield endpoint


@pytest.fixture
def endpoint(moto: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """An empty bucket on the server, and the environment that its client needs."""
    for name in [name for name in os.environ if name.startswith(("AWS_", "AZURE_", "GOOGLE_"))]:
        monkeypatch.delenv(name)
    for name, value in s3.ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    s3.reset(moto)
    return moto


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def connect(endpoint: str, said: list[str]) -> Connect:
    """Makes stores as targets; what takes half a minute in earnest takes a moment here."""

    def made(address: str = endpoint, prefix: str = "/live", patience: float = 20.0) -> Store:
        objects = Objects(f"s3://{s3.BUCKET}{prefix}", address, patience=patience, timeout=0.7)
        return Store(objects, said.append, Terms(0.3, 1.0, 2.0), grace=0.1)

    return made


@pytest.fixture
def agency(tmp_path: Path, connect: Connect) -> Agency:
    made = Agency(tmp_path)
    made.target = connect()
    return made
