"""The queue of notifications: each message is handled once, whoever's pod takes it, and kept in the database."""

from __future__ import annotations

import logging
import threading
import time

import pika
import psycopg
from pika.exceptions import AMQPError

log = logging.getLogger("messages")

QUEUE = "notifications"
# A message that comes again after its acknowledgement was lost is counted, and not handled again.
HANDLED = """
INSERT INTO notifications (id, times) VALUES (%s, 1)
ON CONFLICT (id) DO UPDATE SET times = notifications.times + 1
"""
AT_ONCE = 20
AGAIN_AFTER_SECONDS = 1.0
LOOK_EVERY_SECONDS = 0.2


def consume(
    host: str, user: str, password: str, database: str, seconds_each: float, ending: threading.Event
) -> threading.Thread:
    """Handle messages from a thread of its own, until the process is ending.

    Then the message at hand is handled and acknowledged, and those that were taken ahead are given back.
    """

    def run() -> None:
        while not ending.is_set():
            try:
                _consume(host, user, password, database, seconds_each, ending)
            except (AMQPError, OSError, psycopg.Error) as error:
                log.warning("the queue: %s", type(error).__name__)
            ending.wait(AGAIN_AFTER_SECONDS)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread


def _consume(host: str, user: str, password: str, database: str, seconds_each: float, ending: threading.Event) -> None:
    credentials = pika.PlainCredentials(user, password)
    where = pika.ConnectionParameters(host, credentials=credentials, heartbeat=30)
    with (
        psycopg.connect(database, autocommit=True, application_name="notification-queue") as kept,
        pika.BlockingConnection(where) as connection,
    ):
        channel = connection.channel()
        channel.queue_declare(QUEUE, durable=True)
        channel.basic_qos(prefetch_count=AT_ONCE)
        for method, _properties, body in channel.consume(QUEUE, inactivity_timeout=LOOK_EVERY_SECONDS):
            if ending.is_set():
                break
            if method is None:
                continue
            kept.execute(HANDLED, (body.decode(),))
            channel.basic_ack(method.delivery_tag)
            time.sleep(seconds_each)
        channel.cancel()
