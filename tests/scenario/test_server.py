"""A real server: its routes, its answers, bad input, the death of its parts, its end."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from bot.stack import is_ready, running_port, wait_until
from knowledge.home import Home
from tests.scenario.conftest import MENTOR, Server, start

PAYLOAD = {"kind", "confidence", "sources", "suggestions", "question_id", "release"}
WEBHOOK = "/webhooks/rest/webhook"


def is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_an_answer_comes_with_its_source(server: Server) -> None:
    reply = server.ask("what is oauth good for?", sender="newcomer")
    assert reply["recipient_id"] == "newcomer"
    assert "authori" in reply["text"].lower()
    assert set(reply["custom"]) == PAYLOAD
    assert reply["custom"]["kind"] == "answer"
    assert reply["custom"]["sources"][0]["quote"]


def test_small_talk_has_a_payload_too(server: Server) -> None:
    reply = server.ask("hello", sender="polite")
    assert reply["custom"]["kind"] == "smalltalk"
    assert reply["custom"]["release"]


@pytest.mark.parametrize("text", ["", "   ", "x" * 20_000, "what? " * 3_000], ids=str.__len__)
def test_odd_messages_get_a_polite_answer(server: Server, text: str) -> None:
    assert server.ask(text, sender="odd")["text"]


@pytest.mark.parametrize("text", ["/restart", '/ask{"term": "REST"}', "/session_start", "/"])
def test_a_slash_is_no_command(server: Server, text: str) -> None:
    assert server.ask(text, sender="sly")["text"]


@pytest.mark.parametrize("content", [b"", b"{", b'{"sender": "a"}', b'{"message": "hello"}'])
def test_bad_input_gets_one_sentence(server: Server, content: bytes) -> None:
    answer = httpx.post(server.address + WEBHOOK, content=content)
    assert answer.status_code == 400
    assert list(answer.json()) == ["error"]


def test_the_routes_of_an_operator(server: Server) -> None:
    assert httpx.get(f"{server.address}/health/live").json() == {"status": "live"}
    ready = httpx.get(f"{server.address}/health/ready").json()
    assert ready["status"] == "ready"
    assert ready["release"] == server.ask("hello", sender="op")["custom"]["release"]
    figures = httpx.get(f"{server.address}/metrics").text
    assert 'mentor_messages_total{channel="rest",outcome="answered"}' in figures
    assert f'mentor_release_info{{release="{ready["release"]}"}} 1.0' in figures


def test_the_server_is_small(server: Server) -> None:
    rss_kb = {
        name: int(Path(f"/proc/{pid}/status").read_text().split("VmRSS:")[1].split()[0])
        for name, pid in server.children().items()
    }
    assert rss_kb["server"] < 500_000, rss_kb  # 350 MB; with TensorFlow and PyTorch over 1 GB


@pytest.mark.parametrize("path", ["/status", "/version", "/domain", "/conversations/op/tracker"])
def test_rasas_management_is_not_there(server: Server, path: str) -> None:
    assert httpx.get(server.address + path).status_code == 404


def test_a_conversation_is_remembered_and_only_its_own(server: Server) -> None:
    server.ask("what is Python used for?", sender="ann")
    assert "java" in server.ask("and for Java?", sender="ann")["text"].lower()


def test_two_messages_at_once_are_answered_in_turn(server: Server) -> None:
    began = time.monotonic()
    with ThreadPoolExecutor(4) as pool:
        replies = list(pool.map(lambda _: server.ask("what is REST?", sender="fast"), range(4)))
    assert len(replies) == 4
    assert time.monotonic() - began < 5


def test_the_terminal_finds_the_server_and_uses_it(server: Server, home: Path) -> None:
    assert running_port(Home(home)) == server.port
    run = subprocess.run(
        [MENTOR, "chat"],
        input="what is oauth good for?\n1\n",
        env={**os.environ, "MENTOR_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert run.returncode == 0, run.stderr
    assert "Source: " in run.stdout
    assert "Traceback" not in run.stderr


def test_a_second_server_on_the_port_says_so(server: Server, home: Path) -> None:
    run = subprocess.run(
        [MENTOR, "serve", "--port", str(server.port)],
        env={**os.environ, "MENTOR_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert run.returncode == 2
    assert run.stderr.startswith(f"mentor: Port {server.port} of 127.0.0.1 cannot be used")
    assert len(run.stderr.splitlines()) == 1


@pytest.mark.parametrize("name", ["server"])
def test_a_part_that_dies_is_back_and_nothing_is_lost(server: Server, name: str) -> None:
    server.ask("what is Python used for?", sender=f"patient-{name}")
    before = server.children()
    os.kill(before[name], signal.SIGKILL)
    reply = server.ask("and for Java?", sender=f"patient-{name}")
    assert "java" in reply["text"].lower()
    assert wait_until(lambda: is_ready(server.port), seconds=30)
    after = server.children()
    assert after[name] != before[name]
    assert f"The {name.replace('_', ' ')} ended with signal 9" in server.output.read_text()


def test_ctrl_c_ends_everything_quickly_and_quietly(home: Path, tmp_path: Path) -> None:
    server = start(home, tmp_path / "output")
    children = server.children().values()
    assert len(children) == 1
    assert server.interrupt() < 5
    assert server.process.returncode == 0
    assert not any(map(is_there, children))
    assert "Traceback" not in server.output.read_text()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", server.port), timeout=1)


def test_a_killed_supervisor_leaves_nothing_behind(home: Path, tmp_path: Path) -> None:
    server = start(home, tmp_path / "output")
    children = list(server.children().values())
    server.process.kill()
    server.process.wait()
    assert wait_until(lambda: not any(map(is_there, children)), seconds=8)


def test_without_a_release_the_remedy_is_named(tmp_path: Path) -> None:
    environment = {**os.environ, "MENTOR_HOME": str(tmp_path)}
    command = [str(MENTOR), "serve", "--port", "0"]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=30)
    assert run.returncode == 2
    assert "mentor train" in run.stderr
    assert len(run.stderr.splitlines()) == 1


def test_help_is_there_at_once() -> None:
    subprocess.run([sys.executable, "-m", "bot.cli", "--help"], capture_output=True)  # compiled
    began = time.monotonic()
    subprocess.run([MENTOR, "--help"], capture_output=True, check=True)
    assert time.monotonic() - began < 1.0
