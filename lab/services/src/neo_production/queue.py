"""The queue of notifications from a shell in a pod: `python3 -m neo_production.queue WORD`.

`depth` prints how many messages wait, `consumers` how many take them; `fill PREFIX COUNT` adds messages of a prefix
and prints how many wait then; `purge` takes all away.
"""

from __future__ import annotations

import sys

import pika

from neo_production.messages import QUEUE
from reference import settings


def main(words: list[str]) -> int:
    """Do what the words say; print how many messages wait afterwards, or how many consumers there are."""
    credentials = pika.PlainCredentials(settings.text("RABBITMQ_USER"), settings.text("RABBITMQ_PASSWORD"))
    where = pika.ConnectionParameters(settings.text("RABBITMQ_HOST"), credentials=credentials)
    with pika.BlockingConnection(where) as connection:
        channel = connection.channel()
        channel.queue_declare(QUEUE, durable=True)
        match words:
            case ["depth"] | ["consumers"]:
                pass
            case ["fill", prefix, count]:
                channel.confirm_delivery()
                lasting = pika.BasicProperties(delivery_mode=2)
                for number in range(int(count)):
                    channel.basic_publish("", QUEUE, f"{prefix}-{number}".encode(), lasting)
            case ["purge"]:
                channel.queue_purge(QUEUE)
            case _:
                sys.stderr.write(f"{__doc__}\n")
                return 2
        found = channel.queue_declare(QUEUE, durable=True, passive=True).method
    sys.stdout.write(f"{found.consumer_count if words == ['consumers'] else found.message_count}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
