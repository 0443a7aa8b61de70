"""An evaluation as one page that a maintainer reads: no file beside it, no request, no script.

judged rows ─ figures (risk, calibration, confusion, tally, worst, latency) ─ plots, tables ─ page
"""
