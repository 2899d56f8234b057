"""A network's faults are borne for a while; what a store answers is never said."""

from __future__ import annotations

import time

import pytest
import s3
from publishing import Agency, Connect, pages

from portal_builder.publish import Step, StoreFault
from portal_builder.publish.objects import Objects, Taken

Cut = dict[str, str]


def seen(endpoint: str) -> dict[str, str]:
    found = s3.objects(endpoint, "live/acme/")
    found.pop("manifest.json", None)
    return {path: data.decode() for path, data in found.items()}


@pytest.mark.parametrize("fault", s3.FAULTS)
def test_faults_that_pass_are_borne(
    agency: Agency, endpoint: str, connect: Connect, fault: str
) -> None:
    """Every third request fails; yet all arrives, and a reader sees whole pages only."""
    agency.step(pages("one"))
    every = 7 if fault == "silence" else 3
    with s3.proxy(endpoint) as proxy:
        proxy.fault = lambda number, *_: fault if number % every == 0 else None
        agency.target = connect(proxy.address)
        assert agency.step(pages("two", "q{}"), agency.advance()) is Step.PUBLISHED
        assert len(proxy.seen) > 12
    found = seen(endpoint)
    assert {path: found[path] for path in pages("two", "q{}")} == pages("two", "q{}")
    agency.target = connect()
    assert agency.step() is Step.UNCHANGED


@pytest.mark.parametrize("fault", s3.FAULTS)
def test_faults_that_do_not_pass_end_it_in_time(
    agency: Agency, endpoint: str, connect: Connect, fault: str
) -> None:
    agency.step(pages("one"))
    with s3.proxy(endpoint) as proxy:
        # Of a write only the answer's head counts.
        broken = ("GET", "prefix=") if fault == "cut" else ("PUT", "index.html")
        proxy.fault = lambda _, method, path: (
            fault if method == broken[0] and broken[1] in path else None
        )
        agency.target = connect(proxy.address, patience=2.0)
        agency.build("acme", pages("two", "q{}"), agency.advance())
        begun = time.monotonic()
        with pytest.raises(StoreFault, match="does not answer"):
            agency.publish()
        assert time.monotonic() - begun < 20
    agency.target = connect()
    assert agency.step() is Step.PUBLISHED
    found = seen(endpoint)
    assert {path: found[path] for path in pages("two", "q{}")} == pages("two", "q{}")


def test_what_is_refused_is_not_asked_again(
    agency: Agency, endpoint: str, connect: Connect
) -> None:
    agency.build("acme", pages("one"))
    with s3.proxy(endpoint) as proxy:
        proxy.fault = lambda *_: "403"
        agency.target = connect(proxy.address)
        with pytest.raises(StoreFault, match=r"refuses it: status 403 AccessDenied; look at"):
            agency.publish()
        assert len(proxy.seen) == 1


@pytest.mark.parametrize("fault", ["403", "500", "400"])
def test_no_secret_is_ever_said(
    endpoint: str, connect: Connect, agency: Agency, capfd: pytest.CaptureFixture[str], fault: str
) -> None:
    """Even where the store quotes one in its answer."""
    agency.build("acme", pages("one"))
    with s3.proxy(endpoint) as proxy:
        proxy.fault = lambda *_: fault
        agency.target = connect(proxy.address, patience=1.5)
        with pytest.raises(StoreFault) as found:
            agency.publish()
    said = "".join(capfd.readouterr()) + repr(found.getrepr(chain=True).reprcrash)
    said += str(found.value) + repr(found.value.__context__ and found.value.__cause__)
    for name, value in s3.ENVIRONMENT.items():
        assert name == "AWS_REGION" or value not in said


def test_a_bucket_that_is_not_there(endpoint: str) -> None:
    objects = Objects("s3://nowhere/x", endpoint, patience=1.0, timeout=0.5)
    with pytest.raises(StoreFault, match="no such bucket"):
        objects.put("a", b"")
    with pytest.raises(StoreFault, match="no such bucket"):
        objects.get("a")
    with pytest.raises(StoreFault, match="NoSuchBucket"):
        objects.listed("a")


def test_nobody_there(endpoint: str) -> None:
    with s3.proxy(endpoint) as proxy:
        address = proxy.address
    objects = Objects(f"s3://{s3.BUCKET}/x", address, patience=1.0, timeout=0.5)
    with pytest.raises(StoreFault, match="does not answer: no answer"):
        objects.listed()


def test_an_answer_without_a_body_is_not_taken_for_an_empty_object(endpoint: str) -> None:
    objects = Objects(f"s3://{s3.BUCKET}/x", endpoint, patience=0.5, timeout=0.4)
    objects.put("a", b"")
    assert objects.get("a", 0) is not None
    with pytest.raises(StoreFault):
        objects.get("a", 5)
    assert objects.get("b") is None


def test_conditions(endpoint: str) -> None:
    objects = Objects(f"s3://{s3.BUCKET}/x", endpoint, patience=5, timeout=2)
    first = objects.put("a", b"1", mode="create")
    with pytest.raises(Taken):
        objects.put("a", b"2", mode="create")
    second = objects.put("a", b"2", mode=first)
    with pytest.raises(Taken):
        objects.put("a", b"3", mode=first)
    assert objects.get("a") == (b"2", second)
    objects.delete(["a", "gone"])
    objects.delete([])
    assert objects.get("a") is None


def test_more_objects_than_one_answer_lists(endpoint: str) -> None:
    with s3.proxy(endpoint) as proxy:
        proxy.fault = lambda _number, _method, path: "few" if "list-type" in path else None
        objects = Objects(f"s3://{s3.BUCKET}/x", proxy.address, patience=20, timeout=10)
        for number in range(12):
            objects.put(f"many/{number}", b"")
        assert set(objects.listed("many")) == {str(number) for number in range(12)}
        assert sum("list-type" in path for _, path in proxy.seen) == 3
        objects.delete([f"many/{number}" for number in range(12)])
        assert objects.listed("many") == {}
