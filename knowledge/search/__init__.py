"""From a query to a finding.

    query ─ encoder ─ embedding ─ index, phrasings ─┐
          └ lexical, terms ─────────────────────────┴─ retriever ─ ranking
    ranking ─ signals ─ gate ─ finding

`engine` wires them. `vectors` keeps the embeddings of all views, `export` makes the encoder,
`phrasings` learns the pairs' questions, `rehearsal` fits ranker and gate, `prior` is where the fit
starts.
"""
