"""What an operator's programs ask: `/health/live`, `/health/ready`, `/metrics`."""

from __future__ import annotations

import asyncio

import aiohttp
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot import metrics

ACTIONS_TIMEOUT_SECONDS = 2.0


def blueprint(actions_url: str) -> Blueprint:
    """Return the routes.

    Args:
        actions_url: where the action server takes its calls.
    """
    health = Blueprint("health")

    @health.get("/health/live")
    async def live(request: Request) -> HTTPResponse:
        return response.json({"status": "live"})

    @health.get("/health/ready")
    async def ready(request: Request) -> HTTPResponse:
        parts = {
            "agent": request.app.ctx.agent.is_ready(),
            "knowledge": bool(request.app.ctx.release),
            "actions": await _answers(actions_url.replace("/webhook", "/health")),
        }
        is_ready = all(parts.values())
        body = {
            "status": "ready" if is_ready else "not ready",
            "release": request.app.ctx.release,
            **parts,
        }
        return response.json(body, status=200 if is_ready else 503)

    @health.get("/metrics")
    async def figures(request: Request) -> HTTPResponse:
        return response.raw(metrics.render(), content_type=metrics.CONTENT_TYPE)

    return health


async def _answers(address: str) -> bool:
    timeout = aiohttp.ClientTimeout(total=ACTIONS_TIMEOUT_SECONDS)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.get(address) as answer,
        ):
            return answer.status == 200
    except (aiohttp.ClientError, asyncio.TimeoutError, OSError):
        return False
