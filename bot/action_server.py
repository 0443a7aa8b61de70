"""The action server: rasa-sdk's own, on a listener that the supervisor hands over.

Started by `bot.stack` through `bot.child`.
"""

from __future__ import annotations

import logging
import socket

from rasa_sdk.endpoint import create_app

from bot.follow import LiveKnowledge, follow
from knowledge.home import Home

GRACE_SECONDS = 1.0


def run(descriptor: str) -> None:
    """Answer the server's calls until told to stop.

    Args:
        descriptor: of the listening socket that the supervisor hands over.

    Raises:
        KnowledgeError: there is no release, or it is damaged.
    """
    logging.basicConfig(level=logging.WARNING, format="actions: %(levelname)s %(message)s")
    app = create_app("actions", cors_origins="")
    app.config.GRACEFUL_SHUTDOWN_TIMEOUT = GRACE_SECONDS
    follow(LiveKnowledge(Home.from_environment()).look)
    app.run(sock=socket.socket(fileno=int(descriptor)), motd=False, access_log=False)
