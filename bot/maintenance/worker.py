"""Heavy work in a process of its own, so that no message waits for it.

    python -m bot.maintenance.worker     a line of JSON in, a line of JSON out

The request is `{"do": NAME, ...arguments}`; the result `{"result": ...}`, or `{"error": SENTENCE}`
where the maintainer gave something that cannot be.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from bot.lifeline import follow_parent
from knowledge.errors import KnowledgeError
from knowledge.home import Home
from knowledge.notebook import MaintenanceError

NICENESS = 5  # messages go first
LOWEST = 19  # what nobody waits for
# One thread each: spinning threads of linear algebra would take the processors from the messages.
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


async def work(home: Home, request: dict[str, Any]) -> Any:
    """Have a request done in another process and return its result.

    Raises:
        MaintenanceError: with the sentence that the process ended with.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot.maintenance.worker",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, **ONE_THREAD, "MENTOR_HOME": str(home.root)},
    )
    assert process.stdin
    assert process.stdout
    process.stdin.write(json.dumps(request).encode() + b"\n")  # left open: the worker's lifeline
    out = await process.stdout.read()
    process.stdin.close()
    await process.wait()
    try:
        answer = json.loads(out)
    except ValueError:
        raise MaintenanceError(
            f"The work ended with exit code {process.returncode}; the server's log says why."
        ) from None
    if "error" in answer:
        raise MaintenanceError(answer["error"])
    return answer["result"]


def _teach(home: Home, request: dict[str, Any]) -> dict[str, Any]:
    from bot.teaching import teach  # what builds a release: only where one is built

    return asdict(
        teach(
            home,
            request["question"],
            request["answer"],
            also=request["paraphrases"],
            taught_by=request["taught_by"],
            replaces=request["replaces"],
        )
    )


def _add_phrasing(home: Home, request: dict[str, Any]) -> dict[str, Any]:
    from bot.maintenance.phrasing import with_phrasing

    return asdict(
        with_phrasing(
            home,
            request["pair_id"],
            request["phrasing"],
            taught_by=request["taught_by"],
            question_ids=request["question_ids"],
        )
    )


def _retire(home: Home, request: dict[str, Any]) -> dict[str, Any]:
    from bot.maintenance.retiring import retired

    return asdict(retired(home, request["pair_id"], by=request["by"]))


def _replay(home: Home, request: dict[str, Any]) -> list[dict[str, Any]]:
    from bot.maintenance.replay import replay

    return [asdict(one) for one in replay(home, request["release"], limit=request["limit"])]


def _after_promotion(home: Home, request: dict[str, Any]) -> dict[str, int]:
    from bot.maintenance.chores import after_promotion

    os.nice(LOWEST - NICENESS)
    return after_promotion(home)


def _fit(home: Home, request: dict[str, Any]) -> str:
    from bot.maintenance.chores import fit

    os.nice(LOWEST - NICENESS)
    return fit(home)


TASKS: dict[str, Callable[[Home, dict[str, Any]], Any]] = {
    "teach": _teach,
    "add phrasing": _add_phrasing,
    "retire": _retire,
    "replay": _replay,
    "after promotion": _after_promotion,
    "fit": _fit,
}


def main() -> None:
    """Do the request that stands on the standard input."""
    os.nice(NICENESS)
    request = json.loads(sys.stdin.buffer.readline())
    out, sys.stdout = sys.stdout, sys.stderr  # nothing else may stand in the result
    follow_parent()
    try:
        answer = {"result": TASKS[request["do"]](Home.from_environment(), request)}
    except KnowledgeError as problem:
        answer = {"error": str(problem)}
    json.dump(answer, out)


if __name__ == "__main__":
    main()
