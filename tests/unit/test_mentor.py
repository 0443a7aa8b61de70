"""The mentor without a dialogue: a question in, a cited reply out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from knowledge.answer.speaker import N_OPTIONS
from knowledge.answer.topics import N_TOPICS
from knowledge.answer.wording import REFUSALS
from knowledge.errors import BundleError
from knowledge.finding import Candidate, Finding, Query, Turn
from knowledge.mentor import Mentor
from knowledge.parse.pairs import Pair
from knowledge.passages import Passage
from tests import tea
from tests.fakes import StemEncoder


def taught(folder: Path, guide: str, pairs: Sequence[Pair] = ()) -> Mentor:
    return tea.mentor(tea.write(folder, tea.passages(guide, pairs)))


def found(mentor: Mentor, text: str, history: Sequence[Turn] = ()) -> Finding:
    query = mentor.understand(text, history)
    return mentor.search(query, mentor.encode(query.text))


@pytest.mark.parametrize(
    ("question", "said", "source"),
    [
        ("What is a gaiwan?", "**Gaiwan**: A lidded bowl of porcelain.", "Brewing > Vessels"),
        ("wulong", "**Oolong (wulong)**: Oxidation: partial", "Kinds of tea"),
        ("how does green tea taste", "**Green tea**: Taste: grassy", "Kinds of tea"),
        ("the shelf life of tea?", "Dry and dark, tea keeps two years.", "Questions on tea"),
        ("What is matcha?", "Matcha is powdered leaves", "What is matcha?"),
        ("Whats a gaiwaan??", "**Gaiwan**", "Brewing > Vessels"),
    ],
)
def test_a_question_is_answered_with_its_source(
    tea_mentor: Mentor, question: str, said: str, source: str
) -> None:
    reply = tea_mentor.ask(question)
    assert reply.kind == "answer"
    assert reply.text.startswith(said)
    assert reply.sources[0].section == source
    assert reply.release == "b1"
    assert reply.confidence >= tea.GATE.thresholds.answer_at


def test_a_pair_also_names_where_the_document_says_the_same(tmp_path: Path) -> None:
    pairs = [tea.pair("What is a gaiwan made of?", "A gaiwan is a lidded bowl of porcelain.")]
    reply = taught(tmp_path, tea.GUIDE, pairs).ask("What is a gaiwan made of?")
    assert reply.text == pairs[0].answer
    assert [source.title for source in reply.sources] == ["FAQ", "The guide to tea"]
    assert reply.sources[1].quote == "A lidded bowl of porcelain."


@pytest.mark.parametrize("question", ["", " ", "?!", "Which football team won?", "🍵" * 5000])
def test_what_it_does_not_know_it_refuses(tea_mentor: Mentor, question: str) -> None:
    reply = tea_mentor.ask(question)
    assert (reply.kind, reply.sources) == ("refusal", ())
    assert "Kinds of tea" in reply.text
    assert set(reply.suggestions) <= set(tea_mentor.topics())


def test_a_refusal_is_not_repeated_word_for_word(tea_mentor: Mentor) -> None:
    finding = found(tea_mentor, "Which football team won?")
    texts = [tea_mentor.reply(finding, n_refused=n).text for n in range(len(REFUSALS))]
    assert len(set(texts)) == len(texts)


def test_a_doubt_is_asked_back_with_options_in_human_words(tea_mentor: Mentor) -> None:
    reply = tea_mentor.ask("bitterness of hot water")
    assert (reply.kind, reply.sources) == ("clarification", ())
    assert 0 < len(reply.suggestions) <= N_OPTIONS
    assert all(f"- {option}" in reply.text for option in reply.suggestions)


def test_nobody_is_asked_back_twice_in_a_row(tea_mentor: Mentor) -> None:
    finding = found(tea_mentor, "bitterness of hot water")
    first = tea_mentor.reply(finding)
    second = tea_mentor.reply(finding, offered=first.suggestions)
    assert (first.kind, second.kind) == ("clarification", "refusal")
    assert second.suggestions == first.suggestions
    assert second.text != first.text


def test_an_option_that_is_taken_is_answered(tea_mentor: Mentor) -> None:
    finding = found(tea_mentor, "bitterness of hot water")
    taken = tea_mentor.reply(finding, offered=(finding.query.raw,))
    assert taken.kind == "answer"


@pytest.mark.parametrize("passage", [p for p in tea.passages() if p.kind in ("row", "pair")])
def test_a_label_that_is_offered_leads_to_its_answer(tea_mentor: Mentor, passage: Passage) -> None:
    assert tea_mentor.ask(passage.label).sources[0].id == passage.id


def test_an_answer_suggests_what_else_may_be_meant(tea_mentor: Mentor) -> None:
    reply = tea_mentor.ask("What is a gaiwan?")
    assert 0 < len(reply.suggestions) <= N_OPTIONS
    assert "What is Gaiwan?" not in reply.suggestions


def test_two_things_are_set_side_by_side(tea_mentor: Mentor) -> None:
    reply = tea_mentor.ask("What is the difference between green tea and black tea?")
    assert reply.kind == "answer"
    assert "| | Green tea | Black tea |" in reply.text
    assert [source.section for source in reply.sources] == ["Kinds of tea"] * 2


@pytest.mark.parametrize(
    ("question", "lines"),
    [
        ("green tea vs black tea: taste", ["| Taste | grassy | malty |"]),
        ("which tastes stronger, green tea or black tea?", ["| Taste | grassy | malty |"]),
        (
            "green tea compared to oolong",
            [
                "| Oxidation | none, the leaves are steamed | partial, rolled between the two |",
                "| Taste | grassy | flowery |",
            ],
        ),
        (
            "gaiwan or yixing pot?",
            [
                "| Made of | A lidded bowl of porcelain. |"
                " An unglazed clay pot that keeps the flavour of earlier brews. |"
            ],
        ),
    ],
)
def test_rows_of_one_table_are_compared_by_the_asked_column(
    tea_mentor: Mentor, question: str, lines: list[str]
) -> None:
    reply = tea_mentor.ask(question)
    assert reply.kind == "answer"
    assert reply.text.splitlines()[2:] == lines


def test_of_several_comparisons_the_one_that_is_asked_is_told(tmp_path: Path) -> None:
    pairs = [
        tea.pair("How do green tea and black tea differ?", "They differ in oxidation."),
        tea.pair("Is green tea healthier than black tea?", "Neither is healthier."),
        tea.pair("Should I buy green tea or black tea?", "Buy what you like to drink."),
    ]
    mentor = taught(tmp_path, tea.GUIDE, pairs)
    for pair in pairs:
        assert mentor.ask(pair.question.lower()).text.startswith(pair.answer)


def test_what_is_only_named_is_not_set_beside_anything(tmp_path: Path) -> None:
    guide = (
        "# T\n\n## Pots\n\nThere are several:\n\n- Gaiwan\n- Kyusu\n\n"
        "## Gaiwan pots\n\nA gaiwan is a lidded bowl of porcelain.\n\n"
        "## Kyusu pots\n\nA kyusu is a pot of clay with a handle at its side.\n"
    )
    said = taught(tmp_path, guide).ask("gaiwan vs kyusu").text
    assert "porcelain" in said
    assert "handle" in said


@pytest.mark.parametrize(
    "text", ["green tea versus football", "is green tea better than lager for breakfast"]
)
def test_a_thing_is_not_compared_with_what_is_not_known(tea_mentor: Mentor, text: str) -> None:
    finding = found(tea_mentor, text)
    assert len(finding.query.sides) == 2
    assert finding.outcome == "refuse"
    assert tea_mentor.reply(finding).kind == "refusal"


@pytest.mark.parametrize(
    "text",
    [
        "green tea versus a foreign tea",
        "dark lager of a brewery or sweet cider of an orchard: what is tea?",
    ],
)
def test_what_is_known_in_part_or_told_at_length_is_no_strange_thing(
    tea_mentor: Mentor, text: str
) -> None:
    assert found(tea_mentor, text).confidence > 0


def test_nothing_is_compared_with_itself(tea_mentor: Mentor) -> None:
    assert tea_mentor.compare(found(tea_mentor, "oolong versus wulong")) is None


def test_what_compares_nothing_has_no_comparison(tea_mentor: Mentor) -> None:
    assert tea_mentor.compare(found(tea_mentor, "What is a gaiwan?")) is None
    two = found(tea_mentor, "What is a gaiwan? And how long does tea keep?")
    assert len(two.parts) == 2
    assert tea_mentor.compare(two) is None


def test_two_questions_are_answered_one_after_the_other(tea_mentor: Mentor) -> None:
    reply = tea_mentor.ask("What is a gaiwan? And how long does tea keep?")
    gaiwan, keeping = reply.text.split("\n\n")
    assert gaiwan == "**Gaiwan**: A lidded bowl of porcelain."
    assert keeping == "Dry and dark, tea keeps two years."
    assert len(reply.sources) == 2


def test_a_question_goes_on_from_the_one_before(tea_mentor: Mentor) -> None:
    history = [Turn("What is green tea?", found(tea_mentor, "What is green tea?"))]
    assert tea_mentor.understand("and black tea?", history).text == "What is Black tea?"
    assert "malty" in tea_mentor.ask("and black tea?", history).text
    assert "flowery" in tea_mentor.ask("and oolong?", history).text


def test_a_follow_up_is_answered_from_the_table_just_answered_from(tea_mentor: Mentor) -> None:
    history = [Turn("What is green tea?", found(tea_mentor, "What is green tea?"))]
    finding = found(tea_mentor, "and the black one?", history)
    assert finding.outcome == "answer"
    assert finding.candidates[0].id == tea.passage("Black tea").id
    assert Finding.from_dict(finding.as_dict()).query.entry == finding.query.entry


def test_what_has_no_answer_by_itself_is_read_as_about_the_subject(tea_mentor: Mentor) -> None:
    history = [Turn("What is matcha?", found(tea_mentor, "What is matcha?"))]
    assert tea_mentor.ask("whisked?").kind != "answer"
    went_on = found(tea_mentor, "whisked?", history)
    assert went_on.outcome == "answer"
    assert went_on.query.raw == "whisked?"
    assert "whisked in a bowl" in tea_mentor.reply(went_on).text
    assert found(tea_mentor, "and football?", history).outcome != "answer"


@pytest.mark.parametrize("asked", ["which country?", "what temperature?"])
def test_what_was_just_told_answers_nothing_that_it_does_not_speak_of(
    tea_mentor: Mentor, asked: str
) -> None:
    history = [Turn("What is matcha?", found(tea_mentor, "What is matcha?"))]
    assert found(tea_mentor, asked, history).outcome != "answer"


def test_another_answer_on_the_subject_must_speak_of_what_is_asked(tmp_path: Path) -> None:
    pairs = [
        tea.pair("What is sencha?", "Sencha is a steamed tea."),
        tea.pair("What is sencha good for?", "Sencha is good with rice."),
        tea.pair("What is the price of a kettle?", "The price of a kettle is low."),
    ]
    mentor = taught(tmp_path, tea.GUIDE, pairs)
    asked = "What is sencha good for?"
    history = [Turn(asked, found(mentor, asked))]
    assert "steamed" in mentor.reply(found(mentor, "steamed?", history)).text
    assert found(mentor, "which country?", history).outcome != "answer"


def test_a_question_listed_to_refuse_is_not_read_as_about_the_subject(tea_mentor: Mentor) -> None:
    history = [Turn("What is matcha?", found(tea_mentor, "What is matcha?"))]
    assert found(tea_mentor, "whisked?", history).outcome == "answer"
    query = tea_mentor.understand("whisked?", history)
    vector = tea_mentor.encode(query.text)
    tea_mentor.bundle.outside = vector[None, :]
    del tea_mentor.engine  # it is wired anew
    assert tea_mentor.search(query, vector).outcome == "refuse"


def test_an_answer_just_told_is_no_answer_to_another_thing(tmp_path: Path) -> None:
    pairs = [
        tea.pair("What is a first flush?", "A first flush is the harvest of spring."),
        tea.pair("What is an autumnal?", "An autumnal is the harvest of October."),
    ]
    mentor = taught(tmp_path, tea.GUIDE, pairs)
    history = [Turn("What is a first flush?", found(mentor, "What is a first flush?"))]
    assert "October" in mentor.reply(found(mentor, "and an autumnal?", history)).text


def test_another_subject_is_not_glued_to_the_one_before(tea_mentor: Mentor) -> None:
    history = [Turn("What is green tea?", found(tea_mentor, "What is green tea?"))]
    asked = tea_mentor.understand("changing the subject, what is a gaiwan?", history)
    assert (asked.text, asked.entry) == ("what is a gaiwan?", None)


def test_a_question_for_a_list_is_answered_with_all_of_it(tea_mentor: Mentor) -> None:
    reply = tea_mentor.ask("which vessels are there?")
    assert reply.kind == "answer"
    assert "**Gaiwan**" in reply.text
    assert "**Yixing pot**" in reply.text


def test_a_section_that_announces_its_parts_is_answered_with_them(tmp_path: Path) -> None:
    guide = (
        "# T\n\n## Essential tools for brewing\n\nIt takes little. Here are the tools:\n\n"
        "### 1. Kettles\n\nThey heat.\n\n### 2. Scales\n\nThey weigh.\n"
    )
    reply = taught(tmp_path, guide).ask("what are the essential tools?")
    assert reply.text == "Here are the tools:\n\n- **Kettles**\n- **Scales**"
    assert reply.sources[0].quote in guide


def test_a_pair_that_lists_what_is_asked_is_told_before_a_table(tmp_path: Path) -> None:
    pairs = [
        tea.pair("Which vessels do beginners need?", "A mug with a strainer is all you need."),
        tea.pair("Why do the vessels differ?", "Each tea wants a heat of its own."),
    ]
    mentor = taught(tmp_path, tea.GUIDE, pairs)
    assert "strainer" in mentor.ask("which vessels do beginners need").text
    assert "**Gaiwan**" in mentor.ask("which vessels are there?").text


def test_a_finding_says_the_same_after_being_kept(tea_mentor: Mentor) -> None:
    finding = found(tea_mentor, "compare green tea and black tea")
    kept = Finding.from_dict(finding.as_dict())
    assert tea_mentor.reply(kept).text == tea_mentor.reply(finding).text


def test_topics_are_the_headings_that_hold_most(tea_mentor: Mentor) -> None:
    assert tea_mentor.topics() == ("Kinds of tea", "Brewing", "Questions on tea")


def test_topics_are_few_and_in_the_order_of_the_sources(tmp_path: Path) -> None:
    guide = "# T\n\n" + "".join(f"## Heading {n}\n\nText {n}.\n\n" for n in range(12))
    mentor = taught(tmp_path, f"{guide}- one more\n- and another\n")
    topics = mentor.topics()
    assert list(topics) == [f"Heading {n}" for n in (*range(N_TOPICS - 1), 11)]
    refusals = [mentor.reply(found(mentor, "football"), n_refused=n) for n in (0, 1)]
    assert refusals[0].suggestions == topics[:N_OPTIONS]
    assert not set(refusals[0].suggestions) & set(refusals[1].suggestions)


@pytest.mark.parametrize("n_refused", range(len(REFUSALS)))
def test_a_mentor_without_topics_refuses_in_whole_sentences(tmp_path: Path, n_refused: int) -> None:
    mentor = taught(tmp_path, "", [tea.pair("What is tea?", "Leaves.")])
    text = mentor.reply(found(mentor, "Who won?"), n_refused=n_refused).text
    assert not text.rstrip(".").endswith((" ", ":", "about"))


def test_a_mentor_of_one_pair_answers_it(tmp_path: Path) -> None:
    mentor = taught(tmp_path, "", [tea.pair("What is tea?", "Leaves.")])
    reply = mentor.ask("what is tea")
    assert (reply.kind, reply.text, reply.suggestions) == ("answer", "Leaves.", ())


def test_the_words_of_a_passage_are_told_by_its_id(tea_mentor: Mentor) -> None:
    assert tea_mentor.text_of(tea.passage("Kettle").id).startswith("Kettle: heats")
    row = tea_mentor.text_of(tea.passage("Gaiwan").id)
    assert row.split() == "Gaiwan A lidded bowl of porcelain.".split()
    with pytest.raises(KeyError):
        tea_mentor.text_of("missing")


def test_a_term_is_told_with_its_place(tea_mentor: Mentor) -> None:
    (match,) = tea_mentor.terms("is wulong good?")
    assert (match.term, match.start, match.end) == ("Oolong (wulong)", 3, 9)


def test_a_question_costs_one_vector(tea_mentor: Mentor) -> None:
    encoder = tea_mentor.encoder
    assert isinstance(encoder, StemEncoder)
    tea_mentor.ask("What is a gaiwan?")
    assert encoder.n_encoded == 1


def test_each_text_is_encoded_once(tea_mentor: Mentor) -> None:
    encoder = tea_mentor.encoder
    assert isinstance(encoder, StemEncoder)
    before = encoder.n_encoded
    history = [Turn("What is green tea?", found(tea_mentor, "What is green tea?"))]
    tea_mentor.ask("and black tea?", history)
    assert encoder.n_encoded - before == 2  # a question that is known needs none before it
    tea_mentor.ask("green tea versus black tea")
    assert encoder.n_encoded - before == 5  # the whole and each side


def test_warm_up_reads_every_part(tea_mentor: Mentor) -> None:
    tea_mentor.warm_up()
    assert {"encoder", "engine"} <= vars(tea_mentor).keys()
    parts = {"passages", "views", "index", "lexical", "terms", "outside", "model"}
    assert parts <= vars(tea_mentor.bundle).keys()


def test_what_is_composed_needs_no_encoder(tea_bundle: Path) -> None:
    mentor = Mentor.open(tea_bundle, release="r1")  # the real encoder is not there
    best = Candidate(tea.passage("Gaiwan").id, 1.0)
    reply = mentor.reply(Finding(Query("gaiwan", "gaiwan"), "answer", 0.9, (best,)))
    assert (reply.text, reply.release) == ("**Gaiwan**: A lidded bowl of porcelain.", "r1")


def test_a_bundle_that_is_missing_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="is no whole bundle; run `mentor train`"):
        Mentor.open(tmp_path)


def test_an_encoder_that_is_missing_is_said_so(tea_bundle: Path) -> None:
    with pytest.raises(BundleError, match="holds no exported encoder"):
        Mentor.open(tea_bundle).encode("tea")
