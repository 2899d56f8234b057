"""One publisher at a time in a store, also where one is killed, cut off or the store is deaf."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest
import s3
from publishing import Agency, Connect, pages

from portal_builder.publish import Step, StoreFault
from portal_builder.publish.lease import FREE, LOCK, Lease, Terms
from portal_builder.publish.objects import Objects

TERMS = Terms(0.2, 0.8, 1.6)
# Of many at once each may have to wait for a processor longer than that.
LONG = Terms(0.5, 4.0, 6.0)


@pytest.fixture
def objects(endpoint: str) -> Objects:
    return Objects(f"s3://{s3.BUCKET}/live", endpoint, patience=10, timeout=0.7)


def holding(lease: Lease, work: Callable[[], None]) -> threading.Thread:
    def hold() -> None:
        with lease.held():
            work()

    thread = threading.Thread(target=hold)
    thread.start()
    return thread


def test_one_after_the_other(objects: Objects) -> None:
    order: list[str] = []
    inside = threading.Event()

    def first() -> None:
        inside.set()
        time.sleep(2.5)  # longer than a lease holds that is not renewed
        order.append("first")

    said: list[str] = []
    thread = holding(Lease(objects, TERMS, said.append), first)
    assert inside.wait(30)
    with Lease(objects, TERMS, said.append).held():
        order.append("second")
    thread.join()
    assert order == ["first", "second"]
    assert said == ["another publish is under way here, or was ended; waiting for it"]
    found = objects.get(LOCK)
    assert found is not None
    assert found[0] == FREE


def test_who_was_killed_is_waited_for_no_longer_than_the_lease_holds(objects: Objects) -> None:
    objects.put(LOCK, b"someone who is gone 7\n")
    begun = time.monotonic()
    with Lease(objects, TERMS, lambda _: None).held():
        assert time.monotonic() - begun >= TERMS.expires


def test_of_many_that_take_over_one_gets_it(objects: Objects) -> None:
    objects.put(LOCK, b"someone who is gone 7\n")
    inside: list[int] = []
    most: list[int] = []

    def work() -> None:
        inside.append(1)
        most.append(len(inside))
        time.sleep(0.2)
        inside.pop()

    threads = [holding(Lease(objects, LONG, lambda _: None), work) for _ in range(6)]
    for thread in threads:
        thread.join()
    assert most == [1] * 6


def test_who_was_cut_off_begins_nothing_more(objects: Objects) -> None:
    terms = Terms(60, 0.1, 1.6)  # as good as asleep: it does not renew
    lease = Lease(objects, terms, lambda _: None)
    with lease.held():
        lease.hold()
        with Lease(objects, TERMS, lambda _: None).held():
            time.sleep(0.2)
            with pytest.raises(StoreFault, match="another publish has taken over"):
                lease.hold()


def test_a_lost_answer_is_no_lost_lease(endpoint: str, objects: Objects) -> None:
    with s3.proxy(endpoint) as proxy:
        proxy.fault = lambda number, *_: "lost" if number % 2 else None
        here = Objects(f"s3://{s3.BUCKET}/live", proxy.address, patience=20, timeout=5)
        said: list[str] = []
        lease = Lease(here, Terms(60, 0.0, 90), said.append)
        with lease.held():
            for _ in range(3):
                lease.hold()
        assert said == []
    found = objects.get(LOCK)
    assert found is not None
    assert found[0] == FREE


@pytest.mark.parametrize("deaf", ["deaf", "501"])
def test_a_store_that_heeds_no_conditions_is_told_of(
    agency: Agency, endpoint: str, connect: Connect, said: list[str], deaf: str
) -> None:
    with s3.proxy(endpoint) as proxy:
        proxy.fault = lambda _, method, path: (
            deaf if deaf == "deaf" or (method == "PUT" and path.endswith(LOCK)) else None
        )
        agency.target = connect(proxy.address)
        assert agency.step(pages("one")) is Step.PUBLISHED
    assert len(said) == 1
    assert "no two publishes run at the same time" in said[0]


def test_a_store_that_heeds_them_is_not(agency: Agency, said: list[str]) -> None:
    assert agency.step(pages("one")) is Step.PUBLISHED
    assert said == []
