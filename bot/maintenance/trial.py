"""The gate of releases: a candidate is asked the frozen suite and compared with the live release.

    suite ─ the items nearest to the change, and a steady sample ─ both releases answer
          ─ for each slice: how many fewer are right ─ more than tolerated: refused

What the live release answers is kept by its id, so a trial costs the candidate's answers alone.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from bot.maintenance.examinee import Examinee
from bot.maintenance.settings import ReleaseSettings
from bot.maintenance.suite import AS_TAUGHT, REPORTED, Item, Outcome
from knowledge.cache import write_json
from knowledge.home import Home
from knowledge.notebook import Broken, SliceScore, Verdict

STRICT = frozenset({AS_TAUGHT, REPORTED})  # nothing of these may break
MAX_BROKEN = 50  # in a report
# Among more passages each question is harder: not the release's fault but the knowledge's size.
MORE_FOR_GROWTH = 0.1
MAX_MORE = 0.3
SMALL_SLICE = 100


class Trial:
    """Compares candidates with the live release.

    Args:
        home: where outcomes are kept.
        live: the release that serves.
        settings: what is tolerated.
    """

    def __init__(self, home: Home, live: Examinee, settings: ReleaseSettings) -> None:
        self._live = live
        self._settings = settings
        self._folder = home.state / "cache" / "outcomes"
        self._known = _read(self._folder / f"{live.mentor.release}.json")

    def judge(
        self,
        candidate: Examinee,
        items: Sequence[Item],
        *,
        whole: Sequence[Item] = (),
        growth: float = 0.0,
    ) -> Verdict:
        """Ask a candidate and say whether it may go live.

        Args:
            candidate: what may go live.
            items: what is asked.
            whole: the suite that they were chosen from, where it is larger.
            growth: how much of what it knows is new, as a share of what the live release knows.
        """
        began = time.monotonic()
        before = [self._outcome(item) for item in items]
        same = candidate is self._live
        after = before if same else [item.ask(candidate) for item in items]
        self._keep(self._live, self._known)
        self._keep(candidate, {item.key: one for item, one in zip(items, after, strict=True)})
        self._live.save()
        allowed = min(MAX_MORE, MORE_FOR_GROWTH * growth)
        sizes = Counter(item.slice for item in whole or items)
        found = compared(items, before, after, sizes, self._settings.tolerance, more=allowed)
        return replace(found, seconds=round(time.monotonic() - began, 2))

    def _keep(self, examinee: Examinee, outcomes: dict[str, Outcome]) -> None:
        """Keep what a release answered, so that it need not be asked again."""
        rows = {key: [one.right, one.said] for key, one in outcomes.items()}
        write_json(self._folder / f"{examinee.mentor.release}.json", rows)

    def _outcome(self, item: Item) -> Outcome:
        if item.key not in self._known:
            self._known[item.key] = item.ask(self._live)
        return self._known[item.key]


def compared(
    items: Sequence[Item],
    before: Sequence[Outcome],
    after: Sequence[Outcome],
    sizes: Mapping[str, int],
    tolerance: float,
    *,
    more: float = 0.0,
) -> Verdict:
    """Compare the outcomes of two releases, slice by slice.

    Args:
        items: what was asked.
        before: the live release's outcomes.
        after: the candidate's.
        sizes: the number of questions of each slice in the whole suite.
        tolerance: so large a share of a slice may get worse; nothing of those in `STRICT`.
        more: what is tolerated beside that, in every slice.
    """
    rows = list(zip(items, before, after, strict=True))
    names = dict.fromkeys(item.slice for item in items)
    tolerated = {name: more + (0.0 if name in STRICT else tolerance) for name in names}
    scores = tuple(
        _score(name, [row[1:] for row in rows if row[0].slice == name], sizes.get(name, 0), share)
        for name, share in tolerated.items()
    )
    failed = {score.name for score in scores if not score.passed}
    broken = [
        Broken(item.slice, item.question, b.said, a.said)
        for item, b, a in rows
        if b.right and not a.right
    ]
    broken.sort(key=lambda one: one.slice not in failed)
    return Verdict(not failed, scores, tuple(broken[:MAX_BROKEN]))


def nearest(
    items: Sequence[Item], candidate: Examinee, changed: Sequence[str], n: int
) -> list[Item]:
    """Return the items that a change concerns most, and a sample of the others that stays the same.

    Args:
        items: the suite.
        candidate: encodes.
        changed: the questions that were taught.
        n: how many items; two thirds of them the nearest.
    """
    if len(items) <= n:
        return list(items)
    new = candidate.mentor.vectors(changed)
    asked = candidate.mentor.vectors([item.question for item in items])
    order = np.argsort(-(asked @ new.T).max(axis=1), kind="stable").tolist()
    close, rest = order[: -(-2 * n // 3)], order[-(-2 * n // 3) :]
    others = sorted(rest, key=lambda place: items[place].key)
    return [items[place] for place in sorted([*close, *others[: n - len(close)]])]


def sample(items: Iterable[Item], n: int) -> list[Item]:
    """Return at most `n` items of each slice, always the same ones."""
    groups: dict[str, list[Item]] = {}
    for item in items:
        groups.setdefault(item.slice, []).append(item)
    return [
        item for group in groups.values() for item in sorted(group, key=lambda one: one.key)[:n]
    ]


def _score(
    name: str, rows: Sequence[tuple[Outcome, Outcome]], size: int, share: float
) -> SliceScore:
    # Where only the questions nearest to a change are asked, a small slice is judged as a whole.
    n = max(len(rows), min(size, SMALL_SLICE))
    return SliceScore(
        name=name,
        n=len(rows),
        before=sum(before.right for before, _ in rows),
        after=sum(after.right for _, after in rows),
        tolerated=round(share * n),
    )


def _read(file: Path) -> dict[str, Outcome]:
    try:
        stored = json.loads(file.read_text("utf-8"))
        return {key: Outcome(right, said) for key, (right, said) in stored.items()}
    except (OSError, ValueError):
        return {}
