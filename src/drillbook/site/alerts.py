"""Verdicts that changed, as alerts in the format that Alertmanager sends to webhooks (version 4).

A drill that did not pass fires, one that passes again is resolved. A blocked drill does neither:
what the target cannot show was so before. What a drill came to before is what the earlier runs saw
last, so that what fired is resolved however many runs were of other drills meanwhile.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx

from drillbook.errors import Unobservable, UsageError
from drillbook.site.summaries import verdicts

Summary = Mapping[str, Any]
Json = dict[str, Any]

_NAME = "DrillNotPassed"
_NEVER = "0001-01-01T00:00:00Z"  # Alertmanager's way to say that an alert has not ended
_FIRING = {"fail", "unknown"}
_ANSWERS_WITHIN = 10.0  # seconds


def changes(summary: Summary, earlier: Summary | None) -> Json | None:
    """Return what to send of a run, given what was last seen before; None if nothing changed."""
    alerts = list(_alerts(summary, earlier))
    if not alerts:
        return None
    firing = any(alert["status"] == "firing" for alert in alerts)
    group = {"alertname": _NAME, "target": summary["target"]["name"]}
    common = {**group, "kind": summary["target"]["kind"]}
    return {
        "version": "4",
        "groupKey": f'{{}}:{{alertname="{_NAME}", target="{group["target"]}"}}',
        "truncatedAlerts": 0,
        "status": "firing" if firing else "resolved",
        "receiver": "drillbook",
        "groupLabels": group,
        "commonLabels": common,
        "commonAnnotations": {"run": summary["run"]["id"]},
        "externalURL": "",
        "alerts": alerts,
    }


def host_of(webhook: str) -> str:
    """Return a webhook's host. Raises UsageError, without the address, when it is none."""
    try:
        address = urlsplit(webhook)
        address.port, httpx.URL(webhook)
    except (ValueError, httpx.InvalidURL):
        address = urlsplit("")
    if address.scheme not in {"http", "https"} or not address.hostname:
        raise UsageError("the webhook must be http:// or https:// with a host. Nothing was sent.")
    return address.hostname


def send(payload: Json, webhook: str) -> None:
    """Post what changed to a webhook. Raises UsageError or Unobservable, without the address.

    The address may hold a token, so at most its host is ever said.
    """
    host = host_of(webhook)
    try:
        # Of the answer its status alone: a body may have no end.
        with httpx.stream("POST", webhook, json=payload, timeout=_ANSWERS_WITHIN) as answer:
            status = answer.status_code
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, ImportError) as error:
        # The last two are of a proxy in the environment that cannot be used.
        raise Unobservable(
            f"the webhook at {host} did not answer: {type(error).__name__}; "
            "see whether it and a proxy in the environment can be reached, then run this again"
        ) from None
    if not 200 <= status < 300:
        raise Unobservable(f"the webhook at {host} said {status}; correct its address or token")


def _alerts(summary: Summary, earlier: Summary | None) -> Iterator[Json]:
    was = verdicts(dict(earlier)) if earlier is not None else {}
    began = {(o["system"], o["scenario"]): o for o in earlier["drills"]} if earlier else {}
    drills = {(one["system"], one["scenario"]): one for one in summary["drills"]}
    for key, drill in drills.items():
        before, verdict = was.get(key), drill["verdict"]
        if verdict in {before, "blocked"}:
            continue
        if verdict in _FIRING:
            yield _alert(summary, drill, before, drill["started"], None)
        elif before in _FIRING:
            yield _alert(summary, drill, before, began[key]["started"], drill["started"])


def _alert(
    summary: Summary, drill: Summary, before: str | None, starts: str, ends: str | None
) -> Json:
    labels = {
        "alertname": _NAME,
        "target": summary["target"]["name"],
        "kind": summary["target"]["kind"],
        "system": drill["system"],
        "scenario": drill["scenario"],
    }
    annotations = {
        "summary": f"{drill['scenario']}: {before or 'not drilled before'}, now {drill['verdict']}",
        "description": drill["reason"],
        "verdict": drill["verdict"],
        "before": before or "",
        "run": summary["run"]["id"],
        "claims": ", ".join(drill["claims"]),
    }
    whole = json.dumps(labels, sort_keys=True).encode()
    return {
        "status": "resolved" if ends else "firing",
        "labels": labels,
        "annotations": annotations,
        "startsAt": starts,
        "endsAt": ends or _NEVER,
        "generatorURL": "",
        "fingerprint": hashlib.sha256(whole).hexdigest()[:16],
    }
