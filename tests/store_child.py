"""Processes that use one store at the same time, to be killed, starved or merely watched.

Tests start it by :func:`store_processes.start`. Its ``nursery`` starts a writer for each line on stdin, so
that a test pays for the start of Python but once.
"""

import json
import os
import sys
from collections.abc import Awaitable, Callable

import anyio
from store_support import skills

from graph.changes import ChangeSet, DocumentBody, DocumentRecord, DocumentStatus
from graph.errors import RevisionConflict, StoreError
from graph.model import Edge, EdgeKind, NodeId, Owner, Skill, Statement
from graph.stores.sqlite import SqliteStore

COUNTER = NodeId("c/document/counter")
ROOT = Skill(id=NodeId("c/skill/root"), name="Root")
WINDOW = 8  # changes after which a statement is taken back


def tell(*words: object) -> None:
    """Print one line at once and whole."""
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def nursery(path: str) -> None:
    """Fork a writer for each line on stdin and report its end, however it came."""
    anyio.run(anyio.sleep, 0)  # loads what a writer would have to load
    for _ in sys.stdin:
        pid = os.fork()
        if not pid:
            anyio.run(write_forever, path)
        tell("started", pid)
        os.waitpid(pid, 0)
        tell("ended")


async def write_forever(path: str) -> None:
    """Apply change after change, and tell of each once it is acknowledged."""
    async with await SqliteStore.open(path) as store:
        revision = await store.revision()
        while True:
            revision = await store.apply(change_after(revision.sequence), expected=revision.sequence)
            tell("acknowledged", revision.sequence, revision.digest)


def change_after(sequence: int) -> ChangeSet:
    """Return a change whose parts all name the revision that it makes; every fifth is large."""
    number = sequence + 1
    record = DocumentRecord(
        id=COUNTER,
        curriculum=NodeId("c"),
        uri="counter.md",
        media_type="text/markdown",
        sha256="0" * 64,
        fingerprint=str(number),
        status=DocumentStatus.INGESTED,
    )
    return ChangeSet(
        added=statements_of(number),
        removed=tuple(s.id for s in statements_of(number - WINDOW)),
        documents=(record,),
        bodies={COUNTER: DocumentBody(str(number).encode(), b"")},
        message=str(number),
    )


def statements_of(number: int) -> tuple[Statement, ...]:
    """Return what change ``number`` adds: skills, and that the root requires each."""
    nodes = [
        Skill(id=NodeId(f"{skill.id}-of-{number}"), name=skill.name)
        for skill in skills(400 if number % 5 == 0 else 10)
    ]
    edges = [Edge(source=ROOT.id, kind=EdgeKind.REQUIRES, target=node.id) for node in nodes]
    return tuple(Statement(says=fact, owner=Owner(COUNTER)) for fact in (ROOT, *nodes, *edges))


async def write(path: str, name: str, changes: int) -> None:
    """Add a skill and its edge so many times, reading anew after each conflict; tell how many there were."""
    written = conflicts = 0
    async with await SqliteStore.open(path) as store:
        while written < changes:
            node = Skill(id=NodeId(f"c/skill/{name}-{written}"), name=name)
            edge = Edge(source=node.id, kind=EdgeKind.REQUIRES, target=node.id)
            added = tuple(Statement(says=fact, owner=Owner(name)) for fact in (node, edge))
            sequence = (await store.revision()).sequence
            try:
                await store.apply(ChangeSet(added=added), expected=sequence)
                written += 1
            except RevisionConflict:
                conflicts += 1
    tell(json.dumps({"conflicts": conflicts}))


async def read(path: str, last: int) -> None:
    """Read the graph up to a revision; each writer's change must be there whole or not at all."""
    sequence = reads = torn = 0
    async with await SqliteStore.open(path, read_only=True) as store:
        while sequence < last:
            columns = await store.columns()
            sequence = columns.revision.sequence
            torn += not len(columns.ids) == len(columns.source) == sequence
            reads += 1
    tell(json.dumps({"reads": reads, "torn": torn}))


def wait_for_others() -> None:
    """Say that all is loaded, and wait for a line on stdin."""
    tell("ready")
    sys.stdin.readline()


async def attempt(path: str) -> None:
    """Open, read and write; tell the class of the error of each, or what came of it."""
    outcomes: dict[str, object] = {}

    async def step(name: str, work: Callable[[], Awaitable[object]]) -> None:
        try:
            outcomes[name] = bool(await work())
        except StoreError as error:
            outcomes[name] = type(error).__name__

    try:
        async with await SqliteStore.open(path) as store:
            sequence = (await store.revision()).sequence
            big = ChangeSet(bodies={COUNTER: DocumentBody(os.urandom(4_000_000), b"")})
            small = ChangeSet(added=(Statement(says=ROOT, owner=Owner(COUNTER)),))
            await step("read", store.statements_of)
            await step("write much", lambda: store.apply(big, expected=sequence))
            await step("write little", lambda: store.apply(small, expected=sequence))
            await step("read again", store.statements_of)
            outcomes["grew"] = (await store.revision()).sequence - sequence
    except StoreError as error:
        outcomes["open"] = type(error).__name__
    tell(json.dumps(outcomes))


def main(role: str, path: str, *rest: str) -> None:
    """Do what the command line asks for."""
    if role == "nursery":
        nursery(path)
    elif role == "write":
        wait_for_others()
        anyio.run(write, path, rest[0], int(rest[1]))
    elif role == "read":
        wait_for_others()
        anyio.run(read, path, int(rest[0]))
    else:
        anyio.run(attempt, path)


if __name__ == "__main__":
    main(*sys.argv[1:])
