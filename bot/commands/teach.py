"""`mentor teach` and `mentor review`: what a maintainer says."""

from __future__ import annotations

import getpass
import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from knowledge.home import Home
    from knowledge.notebook import Collision, Gap, Notebook, Proposal, Result
    from knowledge.notebook.proposals import ProposalState

GRAVE = frozenset({"same question"})  # not saved where nobody can be asked
SAYS = {
    "same question": "has another answer now",
    "contradicts": "has an answer that the new one contradicts",
    "duplicate": "has the same answer already",
    "takes over": "is asked in words that would get the new answer",
}


def teach(
    question: Annotated[str, typer.Argument(help="What people ask.", show_default=False)],
    answer: Annotated[str, typer.Argument(help="What the mentor is to say.", show_default=False)],
    *,
    also: Annotated[
        list[str] | None, typer.Option("--also", help="Another phrasing; may be repeated.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Save it whatever it collides with.")] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="Put it in the place of the pair with that question.")
    ] = False,
) -> None:
    """Teach one pair and make it live, where the gate finds nothing that got worse."""
    _one_thread()
    from rich.console import Console

    from bot.maintenance.checked import checked_pair
    from knowledge.home import Home

    pair = checked_pair(question, answer, also or [])
    console, home = Console(stderr=True), Home.from_environment()
    found = _collisions(home, pair.question, pair.answer, pair.paraphrases)
    same = [c.pair_id for c in found if c.kind == "same question"] if replace else []
    _settle(console, [c for c in found if c.pair_id not in same], yes=yes)
    result = _taught(home, console, pair.question, pair.answer, pair.paraphrases, same)
    if not result.live:
        _show_broken(console, result)
        raise typer.Exit(1)


def review() -> None:
    """Go through what was asked and not answered, and teach the answers."""
    _one_thread()
    from rich.console import Console

    from bot.maintenance.gaps import gaps
    from knowledge import live
    from knowledge.home import Home
    from knowledge.notebook import Notebook

    console, home = Console(), Home.from_environment()
    mentor = live.current(home)
    notebook = Notebook.of(home)
    for proposal in notebook.proposals():
        _decide(home, console, notebook, proposal)
    found = gaps(notebook, mentor, limit=50, encode=mentor.encode)
    if not found:
        console.print("Nothing waits: every question was answered.")
        return
    console.print(f"{len(found)} questions were not answered. Empty skips, Ctrl-C leaves.")
    for gap in found:
        _show_gap(console, gap)
        answer = typer.prompt("Answer", default="", show_default=False).strip()
        if answer == "=" and gap.close:
            _add_phrasing(home, console, gap)
        elif answer:
            others = [text for text in gap.phrasings if text != gap.question]
            _taught(home, console, gap.question, answer, others[:10], [])


def _decide(home: Home, console: Console, notebook: Notebook, proposal: Proposal) -> None:
    """Show a proposed pair; teach it, decline it, or leave it for another day."""
    console.print(f"\n[bold]{proposal.proposed_by}[/] proposes:", highlight=False)
    console.print(f"  {proposal.question}", highlight=False, markup=False)
    console.print(f"  {proposal.answer}", style="dim", highlight=False, markup=False)
    said = typer.prompt("Teach it? yes, no, later", default="later", show_default=False)
    state: ProposalState = "approved" if said[:1].lower() == "y" else "declined"
    if said[:1].lower() not in ("y", "n"):
        return
    if state == "approved":
        _taught(home, console, proposal.question, proposal.answer, proposal.paraphrases, [])
    if notebook.decide(proposal.id, state=state, by=getpass.getuser()):
        notebook.note(getpass.getuser(), state, proposal.id, proposal.question)


def _one_thread() -> None:
    """Keep linear algebra from spinning on every processor; before NumPy is imported."""
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
        os.environ.setdefault(name, "1")


def _collisions(
    home: Home, question: str, answer: str, also: Sequence[str]
) -> tuple[Collision, ...]:
    """Return what stands against a pair; a pair of one's own with that question is no collision."""
    from bot.maintenance.near import collisions
    from knowledge import live
    from knowledge.errors import BundleError
    from knowledge.notebook import Notebook
    from knowledge.parse.pairs import question_key

    try:
        mentor = live.current(home)
        taught = Notebook.of(home).taught()
        own = [t.pair for t in taught if question_key(t.question) == question_key(question)]
        return collisions(mentor, question, answer, also, replaces=own)
    except BundleError:  # nothing is trained yet: nothing can collide
        return ()


def _settle(console: Console, found: Sequence[Collision], *, yes: bool) -> None:
    """Show what collides and ask whether to go on; leave where nobody can be asked."""
    from bot.maintenance.checked import TeachingError

    if not found:
        return
    console.print(f"It collides with {len(found)} {'pair' if len(found) == 1 else 'pairs'}:")
    for one in found:
        console.print(f"  “{one.question}” {SAYS[one.kind]}", highlight=False, markup=False)
        console.print(f"      {one.answer[:200]}", style="dim", highlight=False, markup=False)
    if yes:
        return
    if sys.stdin.isatty():
        typer.confirm("Save it all the same?", abort=True)
    elif any(one.kind in GRAVE for one in found):
        raise TeachingError(
            "The pair was not saved, since another answers that question. --replace puts it in "
            "that pair's place, --yes saves it as a pair of its own and lets the gate decide."
        )


def _taught(
    home: Home,
    console: Console,
    question: str,
    answer: str,
    also: Sequence[str],
    replaces: Sequence[str],
) -> Result:
    from bot.progress import stages
    from bot.teaching import teach as teach_home

    with stages(console) as report:
        result = teach_home(
            home,
            question,
            answer,
            also=also,
            taught_by=getpass.getuser(),
            replaces=replaces,
            report=report,
        )
    typer.echo(result.sentence)
    return result


def _add_phrasing(home: Home, console: Console, gap: Gap) -> None:
    from bot.maintenance.phrasing import with_phrasing
    from bot.progress import stages

    assert gap.close
    with stages(console) as report:
        result = with_phrasing(
            home,
            gap.close.pair_id,
            gap.question,
            taught_by=getpass.getuser(),
            question_ids=gap.question_ids,
            report=report,
        )
    typer.echo(result.sentence)


def _show_gap(console: Console, gap: Gap) -> None:
    people = "1 person" if gap.n_people == 1 else f"{gap.n_people} people"
    console.print(f"\n[bold]{people}[/]:", end=" ", highlight=False)
    console.print(" / ".join(gap.phrasings[:4]), highlight=False, markup=False)
    if gap.suggestion:
        told = f"  {gap.suggestion.section}: {gap.suggestion.text[:300]}"
        console.print(told, style="dim", highlight=False, markup=False)
    if gap.close:
        told = f"  = teaches it as another phrasing of “{gap.close.question}”"
        console.print(told, style="dim", highlight=False, markup=False)


def _show_broken(console: Console, result: Result) -> None:
    for one in result.verdict.broken[:10]:
        console.print(f"  {one.slice}: “{one.question}”", highlight=False, markup=False)
        console.print(f"      before: {one.before}", style="dim", highlight=False, markup=False)
        console.print(f"      after:  {one.after}", style="dim", highlight=False, markup=False)
