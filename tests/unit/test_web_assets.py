"""The widget's script as it is sent."""

from __future__ import annotations

import pytest

from connectors.web.assets import _lean_script


@pytest.mark.parametrize(
    ("source", "lean"),
    [
        ("  const { a, b } = c;  // why", "const{a,b}=c;"),
        ('if (a === "x = y, \\" z") {', 'if(a==="x = y, \\" z"){'),
        ("const more = `a, ${b} = c`;", "const more = `a, ${b} = c`;"),
        ("const found = /a, b/.exec(c);", "const found = /a, b/.exec(c);"),
        ("return a + +b - -c;\n\n// all of it\n", "return a + +b - -c;"),
    ],
)
def test_only_what_means_nothing_is_left_out(source: str, lean: str) -> None:
    assert _lean_script(source) == lean
