"""Rasa's graph of a message, run node after node.

Rasa's own runner hands the graph to a scheduler anew for each message and each prediction, which
plans it and starts threads' bookkeeping for what runs in one line anyway: a millisecond a message.
Here the order is found once for each set of targets.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.core.processor import MessageProcessor
from rasa.engine import loader
from rasa.engine.graph import ExecutionContext, GraphNode, GraphNodeHook, GraphSchema
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.storage import ModelMetadata, ModelStorage
from rasa.shared.core.trackers import DialogueStateTracker

from bot import metrics
from bot.components.serving import mentor
from bot.window import KeptTracker, since_start

# One thread: more would only wait for each other.
_beside = ThreadPoolExecutor(1, thread_name_prefix="understand")


class StraightRunner(GraphRunner):
    """Runs each node that the targets need, once, after those whose output it takes."""

    def __init__(self, schema: GraphSchema, nodes: dict[str, GraphNode]) -> None:
        """Take a graph.

        Args:
            schema: what each node needs.
            nodes: by their names, loaded.
        """
        self._schema = schema
        self._nodes = nodes
        self._orders: dict[tuple[str, ...], list[str]] = {}

    @classmethod
    def create(
        cls,
        graph_schema: GraphSchema,
        model_storage: ModelStorage,
        execution_context: ExecutionContext,
        hooks: list[GraphNodeHook] | None = None,
    ) -> StraightRunner:
        """Load the nodes of a graph; Rasa calls it."""
        nodes = {
            name: GraphNode.from_schema_node(name, node, model_storage, execution_context, hooks)
            for name, node in graph_schema.nodes.items()
        }
        return cls(graph_schema, nodes)

    def run(
        self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None
    ) -> dict[str, Any]:
        """Return the output of each target.

        Args:
            inputs: what stands outside the graph, by the names under which nodes need it.
            targets: names of nodes; those of the graph where there are none.
        """
        wanted = tuple(targets or self._schema.target_names)
        known: dict[str, tuple[str, Any]] = {
            name: (name, value) for name, value in (inputs or {}).items()
        }
        for name in self._order(wanted):
            if name not in known:
                needs = self._schema.nodes[name].needs.values()
                known[name] = self._nodes[name](*(known.get(need, need) for need in needs))
        return dict(known[name] for name in wanted)

    def _order(self, targets: tuple[str, ...]) -> list[str]:
        if targets not in self._orders:
            self._orders[targets] = _in_order(self._schema, targets)
        return self._orders[targets]


class StraightProcessor(MessageProcessor):
    """Rasa's processor, its graph run node after node and its sessions by a clock nobody sets.

    A message is understood in a thread beside the event loop where others wait: half of that time
    is the encoder's and the index's, which leave the interpreter to the dialogue meanwhile. So it
    is where the search waits for a database, which may be slow or away.
    """

    async def parse_message(
        self,
        message: UserMessage,
        tracker: DialogueStateTracker | None = None,
        only_output_properties: bool = True,
    ) -> dict[str, Any]:
        """Return what the graph makes of a message."""
        conversation = tracker or DialogueStateTracker.from_events(message.sender_id, [])
        understand: Callable[[], dict[str, Any]] = partial(
            self._parse_message_with_graph, message, conversation, only_output_properties
        )
        if metrics.n_in_flight() < 2 and not mentor().bundle.is_searched_elsewhere:
            return understand()
        return await asyncio.get_running_loop().run_in_executor(_beside, understand)

    def _has_session_expired(self, tracker: DialogueStateTracker) -> bool:
        """Tell whether the last message came so long ago that its conversation is over."""
        held_at = tracker.held_at if isinstance(tracker, KeptTracker) else None
        if held_at is None:
            return bool(super()._has_session_expired(tracker))
        config = self.domain.session_config
        minutes = (since_start() - held_at) / 60
        return bool(config.are_sessions_enabled() and minutes > config.session_expiration_time)

    @staticmethod
    def _load_model(model_path: str | Path) -> tuple[str, ModelMetadata, GraphRunner]:
        with TemporaryDirectory() as unpacked:
            metadata, runner = loader.load_predict_graph_runner(
                Path(unpacked), Path(model_path), LocalModelStorage, StraightRunner
            )
        return os.path.basename(model_path), metadata, runner


def _in_order(schema: GraphSchema, targets: Sequence[str]) -> list[str]:
    """Return the nodes that targets need, each behind all that it needs itself."""
    order: dict[str, None] = {}

    def add(name: str) -> None:
        if name in order or name not in schema.nodes:  # what is no node is an input
            return
        for need in schema.nodes[name].needs.values():
            add(need)
        order[name] = None

    for target in targets:
        add(target)
    return list(order)
