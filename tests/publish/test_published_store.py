"""A build compares with what was published to a store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import s3

from portal_builder import delivery, pipeline
from portal_builder.publish import Store
from portal_builder.publish.lease import Terms
from portal_builder.publish.objects import Objects
from portal_builder.published import open_reference
from portal_builder.workspace import Workspace

CLIENT = """client: {{name: {name}}}
project: {{name: Relaunch, started_on: 2026-01-05, as_of: 2026-10-02}}
"""
SLUGS = {"aldermere", "birchcombe"}
ADDRESS = f"s3://{s3.BUCKET}/live"


@pytest.fixture
def workspace(
    tmp_path: Path, endpoint: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Workspace]:
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
    made = Workspace(tmp_path / "agency")
    for slug in SLUGS:
        (made.clients / slug).mkdir(parents=True)
        (made.clients / slug / "client.yml").write_text(CLIENT.format(name=slug.capitalize()))
    pipeline.build(made, jobs=1)
    store = Store(Objects(ADDRESS), print, Terms(0.3, 1.0, 2.0), grace=0.1)
    assert not delivery.publish(made, store).faults
    yield made
    open_reference.cache_clear()


def differing(workspace: Workspace, address: str = ADDRESS, out: str = "part") -> set[str]:
    folder = workspace.root.parent / out
    return {o.slug for o in pipeline.build(workspace, out=folder, jobs=1, published=address).built}


def test_only_what_differs_from_the_store_is_built(workspace: Workspace) -> None:
    assert differing(workspace) == set()
    Objects(ADDRESS).put("birchcombe/index.html", b"altered")
    assert differing(workspace) == {"birchcombe"}


def test_a_store_that_does_not_let_in_means_that_all_is_built(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    assert differing(workspace, "s3://no-such-bucket/live") == SLUGS
    said = capsys.readouterr().err
    assert said.startswith(
        "all is built, for what is published cannot be read: s3://no-such-bucket/live"
    )
    assert said.count("\n") == 1
