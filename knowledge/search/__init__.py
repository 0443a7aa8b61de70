"""From a query to a finding.

    query ─ encoder ─ vector ─┐
          └ lexical, terms ───┴─ retriever ─ ranking ─ signals ─ gate ─ finding

`engine` wires them; `export` makes the encoder, `rehearsal` fits ranker and gate, `prior` is where
the fit starts.
"""
