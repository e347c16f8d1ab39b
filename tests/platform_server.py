"""A server on loopback that behaves as the messengers' platforms do.

It takes messages as they do (WhatsApp, Messenger, Instagram, Telegram, a Standard Webhooks
receiver), answers as it is told (200, 429, 500, an error code, a cut line before or after it took
the message), and reports what it has by signed, repeated webhooks. It cannot tell repeats apart.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks import Webhook

APP_SECRET = "app-secret-0123456789"
VERIFY_TOKEN = "verify-token-0123456789"
ACCESS_TOKEN = "access-token-0123456789"
BOT_TOKEN = "424242:bot-token-0123456789"
SECRET_TOKEN = "telegram-secret-0123456789"
SIGNING = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
NUMBER, PAGE, ACCOUNT = "1122334455667", "556677", "998877"

Answer = tuple[int, dict[str, Any], dict[str, str]]


@dataclass
class Call:
    """One request that came in; `taken` says that a person saw it."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]
    raw: bytes
    taken: bool = False

    @property
    def is_message(self) -> bool:
        marks = ("sender_action", "status")
        return not self.path.endswith("sendChatAction") and not any(m in self.body for m in marks)


@dataclass
class Platform:
    """What it was asked, and how it is to answer. `script` is taken from first, then all is 200."""

    url: str = ""
    calls: list[Call] = field(default_factory=list)
    script: deque[str | Answer] = field(default_factory=deque)
    taken: Callable[[Call], None] = lambda call: None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def messages(self) -> list[Call]:
        """The messages that people saw, in order."""
        with self.lock:
            return [call for call in self.calls if call.taken]

    def attempts(self) -> list[Call]:
        with self.lock:
            return [call for call in self.calls if call.is_message]

    def marks(self) -> list[Call]:
        with self.lock:
            return [call for call in self.calls if not call.is_message]

    def texts(self) -> list[str]:
        return [text_of(call) for call in self.messages()]

    def settings(self, *names: str, **more: Any) -> dict[str, Any]:
        """`[channels]` that lead here."""
        meta = {
            "access_token": ACCESS_TOKEN,
            "app_secret": APP_SECRET,
            "verify_token": VERIFY_TOKEN,
        }
        sections: dict[str, Any] = {
            "whatsapp": {"base_url": f"{self.url}/wa", "phone_number_id": NUMBER, **meta},
            "messenger": {"base_url": f"{self.url}/fb", "page_id": PAGE, **meta},
            "instagram": {"base_url": f"{self.url}/ig", "page_id": ACCOUNT, **meta},
            "telegram": {
                "base_url": f"{self.url}/tg",
                "bot_token": BOT_TOKEN,
                "secret_token": SECRET_TOKEN,
            },
            "generic": {"reply_url": f"{self.url}/replies", "secret": SIGNING},
        }
        chosen = {name: sections[name] for name in names or sections}
        return (
            {"quiet_s": 0.05, "confirm_s": 0.3, "workers": 4, "disclosure": False} | chosen | more
        )


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    platform: Platform

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        call = Call(self.path, dict(self.headers), json.loads(raw), raw)
        platform = self.platform
        with platform.lock:
            platform.calls.append(call)
            number = len(platform.calls)
            scripted = platform.script.popleft() if call.is_message and platform.script else 200
        if scripted == "cut before":
            self._cut()
            return
        call.taken = call.is_message and scripted in (200, "cut after")
        if call.taken:
            platform.taken(call)
        if scripted == "cut after":
            self._cut()
            return
        status, body, headers = (
            scripted if isinstance(scripted, tuple) else (200, _accepted(call, number), {})
        )
        packed = json.dumps(body).encode()
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(packed))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(packed)

    def _cut(self) -> None:
        self.close_connection = True
        self.connection.close()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@contextmanager
def platform_server() -> Iterator[Platform]:
    platform = Platform()
    handler = type("Bound", (Handler,), {"platform": platform})
    with _Quiet(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        platform.url = f"http://127.0.0.1:{server.server_address[1]}"
        try:
            yield platform
        finally:
            server.shutdown()
            thread.join()


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that was killed is no error here."""


def _accepted(call: Call, number: int) -> dict[str, Any]:
    if call.path.startswith("/wa"):
        return {"messaging_product": "whatsapp", "messages": [{"id": f"wamid.out{number}"}]}
    if call.path.startswith("/tg"):
        return {"ok": True, "result": {"message_id": number}}
    return {"recipient_id": "x", "message_id": f"m_out{number}"}


def text_of(call: Call) -> str:
    """The words that the person sees."""
    body = call.body
    if "data" in body:
        return str(body["data"]["text"])
    if "message" in body:
        return str(body["message"]["text"])
    if "interactive" in body:
        return str(body["interactive"]["body"]["text"])
    return str(body["text"]["body"] if isinstance(body["text"], dict) else body["text"])


# -- what it sends ---------------------------------------------------------------------------------


def signed(channel: str, body: Any, id: str = "msg-1", at: datetime | None = None) -> Any:
    """A request of `channel` with `body`: bytes and headers, for a test client or httpx."""
    raw = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
    headers = {"Content-Type": "application/json"}
    if channel == "telegram":
        headers["X-Telegram-Bot-Api-Secret-Token"] = SECRET_TOKEN
    elif channel == "generic":
        at = at or datetime.now(UTC)
        headers |= {
            "webhook-id": id,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": Webhook(SIGNING).sign(id, at, raw.decode()),
        }
    else:
        digest = hmac.new(APP_SECRET.encode(), raw, hashlib.sha256).hexdigest()
        headers["X-Hub-Signature-256"] = f"sha256={digest}"
    return raw, headers


def now_s() -> int:
    return int(datetime.now(UTC).timestamp())


def whatsapp(*messages: dict[str, Any], **value: Any) -> dict[str, Any]:
    """A notification with `messages`, each in an entry of its own."""

    def entry(message: dict[str, Any] | None) -> dict[str, Any]:
        content = {
            "messaging_product": "whatsapp",
            "metadata": {"display_phone_number": "49301234", "phone_number_id": NUMBER},
            **({"messages": [message]} if message else {}),
            **value,
        }
        return {"id": "1", "changes": [{"field": "messages", "value": content}]}

    found = [entry(message) for message in messages] or [entry(None)]
    return {"object": "whatsapp_business_account", "entry": found}


def said(text: str, id: str, person: str = "491701", **more: Any) -> dict[str, Any]:
    """A message on WhatsApp."""
    return {
        "from": person, "id": id, "timestamp": str(now_s()), "type": "text",
        "text": {"body": text}, **more,
    }  # fmt: skip


def page(*events: dict[str, Any], id: str = PAGE, object: str = "page") -> dict[str, Any]:
    """A notification of Messenger; of Instagram with its account's id."""
    whole = [
        {"sender": {"id": "psid-1"}, "recipient": {"id": id}, "timestamp": now_s() * 1000, **event}
        for event in events
    ]
    return {"object": object, "entry": [{"id": id, "time": now_s() * 1000, "messaging": whole}]}


def update(id: int, text: str = "", person: int = 77, **more: Any) -> dict[str, Any]:
    """An update of Telegram."""
    message = {
        "message_id": id,
        "from": {"id": person, "is_bot": False, "language_code": "de"},
        "chat": {"id": person, "type": "private"},
        "date": now_s(),
        **({"text": text} if text else {}),
        **more,
    }
    return {"update_id": 1000 + id, "message": message}


def created(text: str, person: str = "p1", **more: Any) -> dict[str, Any]:
    """A message of the generic channel."""
    return {"type": "message.created", "data": {"person": person, "text": text, **more}}
