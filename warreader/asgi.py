"""What the server runs: pages through WSGI in threads; streams will go to coroutines, by their path, here."""

from django.conf import settings

from warreader.server import Pages, Receive, Scope, Send, lifespan
from warreader.wsgi import application as wsgi_application

pages = Pages(wsgi_application, threads=settings.THREADS, behind_proxy=settings.BEHIND_PROXY)


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one connection of the ASGI server."""
    if scope["type"] == "lifespan":
        await lifespan(receive, send, close=pages.close)
    elif scope["type"] == "http":
        await pages(scope, receive, send)
    else:
        await send({"type": "websocket.close", "code": 1000})
