"""What an operator's programs ask: `/health/live`, `/health/ready`, `/metrics`."""

from __future__ import annotations

from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot import metrics


def blueprint() -> Blueprint:
    """Return the routes.

    Live is a server whose event loop runs. Ready is one that can answer: its agent and its
    knowledge are loaded, and it has not been told to stop. Databases and the action pool are no
    part of it: they are the same for all servers, so where they are away no other is better.
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
            "stopping": getattr(request.app.ctx, "stopping", False),
        }
        is_ready = parts["agent"] and parts["knowledge"] and not parts["stopping"]
        body = {
            "status": "ready" if is_ready else "not ready",
            "release": request.app.ctx.release,
            **parts,
        }
        return response.json(body, status=200 if is_ready else 503)

    @health.get("/metrics")
    async def figures(request: Request) -> HTTPResponse:
        return response.raw(metrics.render(), content_type=metrics.CONTENT_TYPE)

    health.listener("before_server_stop")(_say_stopping)
    return health


async def _say_stopping(app: Sanic, *_: object) -> None:
    app.ctx.stopping = True
