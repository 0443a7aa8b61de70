"""The vectors of a bundle's views: a file searched in the process, or tables of PostgreSQL.

    kept ─┬─ index                                        FAISS over index.faiss
          └─ postgresql ─ table (the SQL) ─┬─ copying     rows as COPY reads and writes them
                                           └─ database    connections that nobody waits for in vain

`nearest` says what the search asks of either.
"""
