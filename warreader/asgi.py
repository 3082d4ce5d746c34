"""What the server runs: pages through WSGI in threads, and the streams of those who listen in coroutines."""

from django.conf import settings

from warreader.server import Pages, Receive, Scope, Send, lifespan, spare_collector
from warreader.wsgi import application as wsgi_application

# Only now that the app is set up:
from django.db import connection  # isort: skip
from warreader.live.hub import Hub  # isort: skip
from warreader.live.listening import listen  # isort: skip

hub = Hub(listen if connection.vendor == "postgresql" else None)
pages = Pages(wsgi_application, threads=settings.THREADS, behind_proxy=settings.BEHIND_PROXY, follow=hub.follow)


spare_collector()


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one connection of the ASGI server."""
    if scope["type"] == "lifespan":
        await lifespan(receive, send, close=close, stop=hub.end_all)
    elif scope["type"] == "http":
        await pages(scope, receive, send)
    else:
        await send({"type": "websocket.close", "code": 1000})


def close() -> None:
    """Take on nothing more."""
    hub.close()
    pages.close()
