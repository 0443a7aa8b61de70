"""The tables: slices, confusions, the worst."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.judged import Judged
from bot.report.confusion import Confusion
from bot.report.markup import Child, Markup, el
from bot.report.plots import count_bar, tally_bar
from bot.report.tally import Division, Tally
from bot.report.words import percent, shortened, unmarked

MAX_TEXT = 400  # characters of what was said and expected
MAX_LABEL = 110  # of an answer where it only has to be recognised
N_CONFUSIONS = 20
N_SINGLE = 8  # of those that came up once, where few came up again
N_EXAMPLES = 2
OUTCOMES = {
    "answer": "answered",
    "clarification": "asked back",
    "refusal": "refused",
    "smalltalk": "small talk",
    "dialogue": "dialogue",
}


def division_table(divisions: Sequence[Division]) -> Markup:
    """Return what became of the questions, a row for each sort, with a bar."""
    groups = [
        el(
            "tbody",
            el("tr", el("th", division.name, colspan=7, scope="rowgroup", class_="group")),
            map(_tally_row, division.tallies),
        )
        for division in divisions
    ]
    names = ("as expected", "asked back", "wrongly refused", "wrongly answered")
    classes = ("right", "asked", "refused", "wrong")
    head = [el("th", name, scope="col", class_="n") for name in ("questions", "share")]
    head += [
        el("th", el("span", class_=f"key is-{key}"), name, scope="col", class_="n")
        for name, key in zip(names, classes, strict=True)
    ]
    return _table(
        "What became of the questions, by their sort",
        el("tr", el("th", "Sort", scope="col"), head),
        groups,
    )


def _tally_row(tally: Tally) -> Markup:
    counts = (tally.right, tally.asked_back, tally.refused, tally.wrong)
    return el(
        "tr",
        el("th", tally.name, tally_bar(tally), scope="row"),
        el("td", f"{tally.n:,}", class_="n"),
        el("td", percent(tally.right / tally.n), class_="n strong"),
        [el("td", f"{n:,}", class_="n" if n else "n none") for n in counts],
    )


def confusion_table(confusions: Sequence[Confusion]) -> Markup:
    """Return the most frequent confusions, each with its questions."""
    shown = shown_of(confusions)
    most = max((pair.n + pair.n_back for pair in shown), default=0)
    head = [el("th", name, scope="col") for name in ("Expected", "Taken for")]
    head.append(el("th", "times", scope="col", class_="n"))
    return _table(
        "Answers taken for each other",
        el("tr", head, el("th", "for instance", scope="col")),
        el("tbody", (_confusion_row(pair, most) for pair in shown)),
        class_="stacked",
    )


def shown_of(confusions: Sequence[Confusion]) -> Sequence[Confusion]:
    """Return the confusions that a table shows: those that came up again, else some."""
    n_repeated = sum(pair.n + pair.n_back > 1 for pair in confusions)
    return confusions[: min(N_CONFUSIONS, max(n_repeated, N_SINGLE))]


def _confusion_row(pair: Confusion, most: int) -> Markup:
    back = el("small", f"and {pair.n_back} the other way") if pair.n_back else None
    expected = shortened(pair.expected, MAX_LABEL) if pair.expected else el("em", "a refusal")
    examples = [el("q", shortened(text, MAX_LABEL)) for text in pair.examples[:N_EXAMPLES]]
    return el(
        "tr",
        _labelled("Expected", expected),
        _labelled("Taken for", shortened(pair.said, MAX_LABEL)),
        _labelled("Times", pair.n, back, count_bar(pair.n + pair.n_back, most), class_="n"),
        _labelled("For instance", _spaced(examples)),
    )


def _labelled(label: str, *content: Child, class_: str | None = None) -> Markup:
    """Return a cell that says its column itself, for phones, where rows become cards."""
    return el("td", el("div", content), class_=class_, data_label=label)


def worst_list(worst: Sequence[Judged]) -> Markup:
    """Return the worst questions with all that is known of them."""
    return el("ol", map(_worst, worst), class_="worst")


def _worst(row: Judged) -> Markup:
    before = [el("p", "after: ", _spaced(el("q", text) for text in row.earlier), class_="earlier")]
    expected: Child = _text(row.expected) or el("em", _kind_wanted(row))
    said: Child = _text(row.said) or el("em", "nothing")
    held_back = not row.answered and not row.only_reply
    if held_back:
        note = "right" if row.right else "wrong"
        said = [said, " ", el("small", f"(the best candidate, {note})")]
    rank = f"rank {row.rank}" if row.rank else "not among the five best" if row.rank == 0 else None
    tags = [
        el("span", _outcome(row), class_=f"tag is-{row.verdict.split()[0]}"),
        el("span", f"probability {percent(row.probability)}", class_="tag"),
        el("span", rank, class_="tag") if rank else None,
        el("span", row.slice, class_="tag") if row.slice else None,
    ]
    return el(
        "li",
        before if row.earlier else None,
        el("h3", row.question),
        el("p", _spaced(tag for tag in tags if tag), class_="tags"),
        el(
            "dl",
            el("dt", "held back" if held_back else "said"),
            el("dd", said),
            el("dt", "expected"),
            el("dd", expected),
        ),
    )


def _text(text: str) -> str:
    return shortened(unmarked(text), MAX_TEXT)


def _outcome(row: Judged) -> str:
    wrongly = {"wrong": "wrongly ", "refused": "wrongly "}.get(row.verdict, "")
    return wrongly + OUTCOMES[row.outcome]


def _kind_wanted(row: Judged) -> str:
    return {"refusal": "a refusal", "answer": "an answer"}.get(row.expects, OUTCOMES[row.expects])


def figures_table(caption: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> Markup:
    """Return the figures of a plot, folded away."""
    body = [el("tr", [el("td", cell, class_="n") for cell in row]) for row in rows]
    columns = el("tr", [el("th", name, scope="col", class_="n") for name in head])
    return el(
        "details",
        el("summary", "The figures of this plot"),
        _table(caption, columns, el("tbody", body)),
    )


def _table(caption: str, head: Markup, bodies: Child, *, class_: str | None = None) -> Markup:
    table = el("table", el("caption", caption), el("thead", head), bodies, class_=class_)
    return el("div", table, class_="scrolls", tabindex=0, role="region", aria_label=caption)


def _spaced(parts: Iterable[Markup]) -> list[Child]:
    return [child for part in parts for child in (part, " ")]
