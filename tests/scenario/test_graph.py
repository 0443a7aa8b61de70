"""The runner of Rasa's graph, against Rasa's own."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any, ClassVar

import pytest
from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered

from bot.graph import StraightProcessor, StraightRunner
from bot.window import KeptTracker, since_start


class Sum(GraphComponent):
    """Adds a number to what it is given and notes that it ran."""

    ran: ClassVar[list[int]] = []

    def __init__(self, number: int) -> None:
        self._number = number

    @classmethod
    def create(cls, config: dict[str, Any], *_: Any, **__: Any) -> Sum:
        return cls(config["number"])

    load = create

    def add(self, one: int, two: int = 0) -> int:
        self.ran.append(self._number)
        return one + two + self._number


def node(number: int, **needs: str) -> SchemaNode:
    return SchemaNode(
        needs=needs, uses=Sum, constructor_name="create", fn="add", config={"number": number}
    )


SCHEMA = GraphSchema(
    {
        "sum": node(100, one="left", two="right"),  # before what it needs
        "left": node(1, one="given"),
        "right": node(2, one="left"),
        "aside": node(4, one="given"),
    }
)


def runner(kind: type[GraphRunner], folder: Path) -> GraphRunner:
    return kind.create(SCHEMA, LocalModelStorage.create(folder), ExecutionContext(SCHEMA))


@pytest.mark.parametrize("targets", [["sum"], ["right", "aside"], ["left"]])
def test_targets_are_as_from_rasas_own_runner(targets: list[str], tmp_path: Path) -> None:
    found = [
        runner(kind, tmp_path).run(inputs={"given": 10}, targets=targets)
        for kind in (StraightRunner, DaskGraphRunner)
    ]
    assert found[0] == found[1]
    assert set(found[0]) == set(targets)


def test_each_node_runs_once_and_only_where_it_is_needed(tmp_path: Path) -> None:
    one = runner(StraightRunner, tmp_path)
    for _ in range(2):  # the order that was found is used again
        Sum.ran.clear()
        assert one.run(inputs={"given": 10}, targets=["sum"]) == {"sum": 10 + 1 + 10 + 1 + 2 + 100}
        assert Sum.ran == [1, 2, 100]


def test_an_input_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(GraphRunError, match="given"):
        runner(StraightRunner, tmp_path).run(targets=["left"])


HOUR = 3600.0


@pytest.mark.parametrize(
    ("said_ago", "held_ago", "is_over"),
    [
        (10.0, 10.0, False),
        (2 * HOUR, 2 * HOUR, True),
        (2 * HOUR, 10.0, False),  # the clock was put forward
        (-24 * HOUR, 2 * HOUR, True),  # it was put back
        (2 * HOUR, None, True),  # only the message says when it came
        (10.0, None, False),
    ],
)
def test_a_session_ends_by_a_clock_that_nobody_sets(
    said_ago: float, held_ago: float | None, is_over: bool
) -> None:
    processor = StraightProcessor.__new__(StraightProcessor)  # it would load a model
    processor.domain = Domain.from_dict({"session_config": {"session_expiration_time": 60}})
    tracker = KeptTracker("ann", [])
    tracker.update(UserUttered("what is REST?", timestamp=time.time() - said_ago))
    tracker.held_at = None if held_ago is None else since_start() - held_ago
    assert processor._has_session_expired(tracker) == is_over
