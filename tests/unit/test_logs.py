"""What stands in a log line, and what must not."""

from __future__ import annotations

import json
import logging
import sys

import pytest

from bot import logs
from knowledge.errors import SettingError

SAID = "my salary is 4200"


def record(message: str, *, problem: BaseException | None = None) -> logging.LogRecord:
    info = (type(problem), problem, problem.__traceback__) if problem else None
    return logging.LogRecord("bot.server", logging.ERROR, "", 1, message, (), info)


def raised(problem: Exception) -> BaseException:
    try:
        raise problem
    except Exception:
        caught = sys.exc_info()[1]
        assert caught is not None
        return caught


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("postgresql://ann:s3cret@db:5432/mentor is away", "s3cret"),
        ("redis://:hunter22@cache:6379/0", "hunter22"),
        ("Authorization: Bearer abc.def-ghi_jkl", "abc.def-ghi_jkl"),
        ("token xoxb-1234-abcdefgh is refused", "xoxb-1234-abcdefgh"),
    ],
)
def test_secrets_are_masked(text: str, hidden: str) -> None:
    assert hidden not in logs.mask(text)
    assert "***" in logs.mask(text)


def test_the_value_of_a_secret_variable_is_masked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MENTOR_CONSOLE_TOKEN", "correct-horse")
    assert logs.mask("it was correct-horse") == "it was ***"


def test_a_line_of_json_has_the_requests_id() -> None:
    before = logs.REQUEST_ID.set("abc")
    try:
        line = json.loads(logs.JsonLines().format(record("a part failed")))
    finally:
        logs.REQUEST_ID.reset(before)
    assert line["request_id"] == "abc"
    assert line["level"] == "error"
    assert line["message"] == "a part failed"


@pytest.mark.parametrize("lines", [logs.JsonLines(), logs.PlainLines()])
def test_an_exception_is_named_without_what_a_person_wrote(lines: logging.Formatter) -> None:
    told = lines.format(record("it failed", problem=raised(KeyError(SAID))))
    assert SAID not in told
    assert "KeyError at unit/test_logs.py:" in told


def test_an_exception_about_a_part_keeps_its_message() -> None:
    told = logs.described(raised(ConnectionRefusedError("no route to db")))
    assert told.startswith("ConnectionRefusedError (no route to db) at ")


def test_another_level_is_refused_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MENTOR_LOG_LEVEL", "loud")
    with pytest.raises(SettingError, match=r"^MENTOR_LOG_LEVEL is 'loud'; it must be one of"):
        logs.configure()
