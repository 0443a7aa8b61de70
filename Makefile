# make run | chat | test | setup      PORT=5005 chooses the port
#
# All of it lives in .venv, made by the first target; the second time there is nothing to do.

PORT ?= 5005
export PORT

BIN := .venv/bin
READY := .venv/complete
OWN := actions bot connectors knowledge

# Packages are compiled as they are installed: without it every start of a program takes seconds more.
export UV_COMPILE_BYTECODE := 1
export UV_HTTP_TIMEOUT := 300
export PIP_DISABLE_PIP_VERSION_CHECK := 1
unexport VIRTUAL_ENV

.PHONY: help setup run chat test audit bench chaos clocks fuzz screenshots accidents slack-demo slack-chaos
.DEFAULT_GOAL := help

help:
	@echo "make run     set up, train the first release if there is none, serve at http://localhost:$(PORT)/"
	@echo "make chat    the same conversation in the terminal"
	@echo "make test    set up and run the checks and the tests"
	@echo "make audit   ask PyPI what is known against the packages of uv.lock; needs its advisory database"
	@echo "make bench   measure the mentor, stock Rasa and the floor, side by side (stock trains once, 30 minutes)"
	@echo "make chaos   10 minutes of load while parts are killed; prints what was lost"
	@echo "make clocks  set the clock of running servers an hour ahead, an hour back, a day ahead"
	@echo "make fuzz    100,000 random requests, also as of Slack, documents and pairs; prints what broke"
	@echo "make screenshots  draw the page and the widget anew, into docs/images"
	@echo "make accidents  converse 200 times in a browser through lost connections and dying servers"
	@echo "make slack-demo  converse as in Slack, without a workspace"
	@echo "make slack-chaos 1,000 questions in Slack under cuts, 429s and kills; prints the figures"
	@echo "make setup   only install what is needed, into .venv"

setup: $(READY)
	@$(BIN)/python -m compileall -q $(OWN)

$(READY): uv.lock pyproject.toml
	@.ci/venv .venv
	@test -x $(BIN)/uv || { echo "Installing uv, the package installer"; $(BIN)/python -m pip install --quiet "uv>=0.8,<1"; }
	@echo "Installing the packages of uv.lock: some minutes the first time"
	@$(BIN)/uv sync --frozen --inexact
	@rm -rf .venv/lib/python3.10/site-packages/rasa/cli/initial_project/tests # a bare `rasa test` would run them
	@touch $@

run: setup
	@$(BIN)/mentor releases show >/dev/null 2>&1 || $(BIN)/mentor train
	@exec $(BIN)/mentor serve

chat: setup
	@$(BIN)/mentor releases show >/dev/null 2>&1 || $(BIN)/mentor train
	@exec $(BIN)/mentor chat

test: setup
	@.ci/real-parts
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	@# What fails is run once more by itself: on a busy machine a real browser or server may miss a time limit.
	$(BIN)/pytest || $(BIN)/pytest --last-failed --last-failed-no-failures none

audit: setup
	@.ci/audit

bench: setup
	@.ci/real-parts
	@exec $(BIN)/python -m tests.bench

chaos: setup
	@.ci/real-parts
	@exec $(BIN)/python -m tests.chaos

clocks: setup
	MENTOR_ALL_JUMPS=1 $(BIN)/pytest -q tests/scenario/test_clock_jumps.py

fuzz: setup
	@exec $(BIN)/python -m tests.fuzz

screenshots: setup
	@.ci/real-parts
	$(BIN)/pytest -q tests/scenario/screenshots.py

accidents: setup
	@.ci/real-parts
	MENTOR_N_ACCIDENTS=200 $(BIN)/pytest -q --timeout 3600 tests/scenario/test_widget_accidents.py

slack-demo: setup
	@$(BIN)/mentor releases show >/dev/null 2>&1 || $(BIN)/mentor train
	@exec $(BIN)/python -m tests.slack_demo

slack-chaos: setup
	@$(BIN)/mentor releases show >/dev/null 2>&1 || $(BIN)/mentor train
	@exec $(BIN)/python -m tests.slack_chaos
