"""What speaks for a candidate: the names of the ranker's features, in their order."""

from __future__ import annotations

FEATURES = (
    "dense",  # the best cosine over all views
    "dense_question",  # over the questions it answers; where it has none, the best less a step
    "dense_heading",
    "dense_text",
    "neighbours",  # mean of the best five
    "bm25",
    "coverage",
    "about",  # share of the query's terms that the passage is about
    "entry_named",  # the query names one entry of this table or list: that entry is asked for
    "key_named",  # share of its key's words that stand in the query
    "path_named",  # the same for its headings
    "concept_named",  # share of the everyday notions asked for that its headings name, in any words
    "concept_opposed",  # they name the opposite alone: the drawbacks where advantages are asked for
    "list_for_list",
    "list_for_single",
    "part_for_list",
    "lacks_fact",  # the query asks for a number, a price, a maker ..., and the passage holds none
    "beside_told",  # it stands in the section that the last answer came from
    "told_again",  # it is what was told last
    "is_pair",
    "dense_context",  # the best cosine to the question with the one before it; 0 without
    "fits",  # it is of the sort that such questions ask for
    "is_question",  # the query is one of this pair's phrasings, word for word
    "taught",  # how much the query sounds like this pair's phrasings; 0 for what is no pair
    "taught_lead",  # by how much more than like any other pair's
)
