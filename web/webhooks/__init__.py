"""The page: what a messenger sends, kept before it is acknowledged, and answered aside.

    verify       is it the platform, with this body?               the channel's file
    read         what it says: messages, edits, receipts           the channel's file
    keep         once, in one transaction                          inbox.py, outbox.py
    200          within milliseconds; the platform is content
    answer       in order for each person, people in parallel      worker.py, answering.py
    send         once, as far as the platform lets it be known     outbox.py, the channel's file

A platform sends everything at least once, in any order, several at a time, and again for days where
it got no 200. So what cannot be read of a verified request is logged and acknowledged: the same
would come again. Only the generic channel's sender is told, since that is somebody's own program.

The 200 beside an engine that writes four replies, on two cores: median 14 ms, 95 % within 27 ms.
Since then what is kept is also synced to the disk, which adds what the disk takes for it (here
3 ms, 95 % within 11 ms).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Blueprint, Flask, Response, request
from werkzeug.exceptions import NotFound

from agent.channels_settings import ChannelsSection
from agent.config import Settings
from agent.overheard import overhear
from web.desk import Desk
from web.errors import Forged, Unsigned
from web.problems import problem
from web.webhooks.generic import Generic
from web.webhooks.inbox import Entry, Inbox
from web.webhooks.messenger import Messenger, instagram
from web.webhooks.metrics import Boxes, MessageMetrics
from web.webhooks.outbox import Outbox
from web.webhooks.people import Person
from web.webhooks.seam import Channel, Delivery, Receipt, Sender
from web.webhooks.telegram import Telegram
from web.webhooks.whatsapp import WhatsApp
from web.webhooks.worker import Worker

log = logging.getLogger("tresen.web")

MAX_BODY = 3 * 1024 * 1024
"""What WhatsApp's notifications may have."""
_EXTENSION = "tresen.messages"
_CLOSED_S = 3600


@dataclass(frozen=True, slots=True)
class Post:
    """What the route works with."""

    desk: Desk
    channels: Mapping[str, Channel]
    inbox: Inbox
    outbox: Outbox
    metrics: MessageMetrics
    worker: Worker


def register(app: Flask, desk: Desk, settings: Settings, mail: Sender | None = None) -> Post | None:
    """Open the channels that the settings have; None: there are none, and no `mail`. `answering`
    begins to answer them, and to send."""
    channels = channels_of(settings.channels)
    senders: dict[str, Sender] = {**channels, **({mail.name: mail} if mail else {})}
    if not senders:
        return None
    database = desk.agent.catalog.database
    inbox = Inbox(database, settings.web.message_chars)
    outbox = Outbox(database, settings.channels.confirm_s)
    metrics = MessageMetrics(desk.metrics.registry)
    desk.metrics.registry.register(Boxes(inbox, outbox))
    worker = Worker(desk, settings, channels, inbox, outbox, metrics, senders)
    post = Post(desk, channels, inbox, outbox, metrics, worker)
    app.register_blueprint(_routes(post))
    app.extensions[_EXTENSION] = worker
    return post


@contextmanager
def answering(app: Flask) -> Iterator[None]:
    """Answer what comes in, and what was left over, until the end of the block."""
    worker: Worker | None = app.extensions.get(_EXTENSION)
    if worker is None:
        yield
        return
    worker.start()
    try:
        yield
    finally:
        worker.stop()


def channels_of(settings: ChannelsSection) -> dict[str, Channel]:
    """The open channels by their names."""
    found: list[Channel] = []
    if settings.whatsapp:
        found.append(WhatsApp(settings.whatsapp))
    if settings.messenger:
        found.append(Messenger(settings.messenger))
    if settings.instagram:
        found.append(instagram(settings.instagram))
    if settings.telegram:
        found.append(Telegram(settings.telegram))
    if settings.generic:
        found.append(Generic(settings.generic))
    return {channel.name: channel for channel in found}


def _routes(post: Post) -> Blueprint:
    routes = Blueprint("webhooks", __name__)

    @routes.get("/webhooks/<channel>")
    def handshake(channel: str) -> Response:
        challenge = _open(post, channel).challenge(request.args)
        if challenge is None:
            message = "hub.mode, hub.challenge or hub.verify_token is not what is expected."
            return problem(403, "verify_failed", message, field="hub.verify_token")
        return Response(challenge, content_type="text/plain; charset=utf-8")

    @routes.post("/webhooks/<channel>")
    def deliver(channel: str) -> Response:
        begun = time.perf_counter()
        name, platform = channel, _open(post, channel)
        request.max_content_length = MAX_BODY
        raw = request.get_data(cache=False)
        try:
            platform.verify(raw, request.headers)
        except (Unsigned, Forged) as exc:
            log.warning("webhook refused", extra={"channel": name, "error": type(exc).__name__})
            raise
        if post.worker.gone(name):
            message = "The address for replies has answered 410, so no message is taken."
            return problem(503, "channel_closed", message, retry_after=_CLOSED_S)
        delivery = platform.read(raw, request.headers)
        if _keep(post, platform, delivery):
            post.worker.wake()
        post.metrics.acknowledged.labels(name).observe(time.perf_counter() - begun)
        return Response(status=200, content_type="text/plain; charset=utf-8")

    return routes


def _open(post: Post, name: str) -> Channel:
    if name not in post.channels:
        raise NotFound(f"There is no channel {name[:40]!r} in the settings.")
    return post.channels[name]


def _keep(post: Post, channel: Channel, delivery: Delivery) -> bool:
    """Everything in one transaction; whether there is anything to do now."""
    for place in delivery.odd[:5]:
        log.warning("not understood", extra={"channel": channel.name, "place": place})
    kept = ["odd"] * len(delivery.odd)
    failures: list[str] = []
    told: list[tuple[Person, Receipt, tuple[Entry, ...]]] = []
    if delivery.arrivals or delivery.receipts:
        now = datetime.now(UTC)
        # What is acknowledged no platform sends again, so it must outlast a power cut as well.
        with post.desk.agent.catalog.database.writing(durable=True) as connection:
            for foreign in post.outbox.foreign(connection, channel, delivery.receipts):
                to = post.inbox.people.met(
                    connection, channel, foreign.person, foreign.address, now
                )
                told.append((to, foreign, post.inbox.unanswered(connection, to)))
            kept += post.inbox.keep(connection, channel, delivery.arrivals, now)
            failures = post.outbox.confirm(connection, channel, delivery.receipts, now)
    kept += [_overheard(post, *one) for one in told]
    for what in kept:
        post.metrics.arrivals.labels(channel.name, what).inc()
    for reason in failures:
        post.metrics.outcomes.labels(channel.name, "failed").inc()
        log.error("reply given up", extra={"channel": channel.name, "reason": reason})
    return bool(delivery.arrivals or delivery.receipts)


def _overheard(post: Post, person: Person, foreign: Receipt, unanswered: tuple[Entry, ...]) -> str:
    """A person of the business has written themselves; kept before it is acknowledged.

    What the customer had asked until then is answered by it, and what they write next is left to
    that person for a while.
    """
    visitor = post.inbox.people.known(person).visitor
    asked_for = "\n".join(entry.text for entry in unanswered)
    agent, id = post.desk.agent, foreign.platform_id
    if not overhear(agent, person.conversation, visitor, id, foreign.text, asked_for):
        return "repeated"
    post.inbox.attended(person, unanswered, datetime.now(UTC))
    return "overheard"
