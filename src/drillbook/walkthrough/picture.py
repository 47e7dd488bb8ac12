"""The state of a walk's target as it changes: a lane for each pod, partitions, lag, ledgers' gaps.

Drawn as HTML that fits any width; each lane says in words what it shows.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from markupsafe import Markup

from drillbook.evidence import text
from drillbook.notebook.shown import Shown

WINDOW = timedelta(minutes=5)
_GAP = timedelta(milliseconds=750)  # three looks of a quarter of a second
_LANES = 40
_GONE = "gone"
NOTHING = "Nothing is seen of the target yet."

#: How a lane's state is drawn: the class of its colour and pattern. Others are drawn as unknown.
CLASSES = {
    "ready": "good",
    "done": "good",
    "whole": "good",
    "acknowledged": "good",
    "not ready": "ailing",
    "pending": "coming",
    "ending": "ailing",
    "lacking": "ailing",
    "offline": "lost",
    "failed": "lost",
    "no answer": "lost",
    "behind": "coming",
    "caught up": "good",
    "ended": "over",
    _GONE: "over",
}

At = tuple[datetime, Mapping[str, Any]]


@dataclass(frozen=True)
class Stretch:
    """A time over which a thing was in one state."""

    began: datetime
    ended: datetime
    state: str


@dataclass(frozen=True)
class Lane:
    """One thing over time, and what it is now in words."""

    name: str
    now: str
    stretches: tuple[Stretch, ...]


def read(file: Path) -> list[At]:
    """Return what was seen beside a walk, in order; a line that is still being written is left."""
    if not file.is_file():
        return []
    whole, _, _ = file.read_text(encoding="utf-8").rpartition("\n")
    lines = (json.loads(line) for line in whole.splitlines())
    return sorted(((datetime.fromisoformat(one["at"]), one["seen"]) for one in lines), key=_at)


@dataclass(frozen=True)
class Chosen:
    """The lanes that there is room for, since when, and how many ``more`` there are."""

    since: datetime
    head: str
    lanes: tuple[Lane, ...]
    more: int
    all_steady: bool  # those for which there is no room are steadily ready


def choose(seen: Sequence[At], until: datetime) -> Chosen:
    """Return what is drawn of the last five minutes: what changes before what is steady."""
    since = max(seen[0][0], until - WINDOW) if seen else until
    found = [_within(lane, since) for lane in lanes(seen, until)]
    still = [lane for lane in found if steady(lane)]
    restless = [lane for lane in found if not steady(lane)]
    room = max(0, _LANES - len(restless))
    drawn_ones = [*restless[:_LANES], *still[:room]]
    return Chosen(
        since,
        f"The target from {_clock(since)} to {_clock(until)} UTC",
        tuple(lane for lane in found if lane in drawn_ones),
        len(found) - len(drawn_ones),
        not restless[_LANES:],
    )


def steady(lane: Lane) -> bool:
    """Return whether a lane was ready all the time."""
    return lane.now == "ready" and len(lane.stretches) == 1


def drawn(seen: Sequence[At], until: datetime) -> Shown:
    """Return the picture of what was seen in the last five minutes."""
    chosen = choose(seen, until)
    if not chosen.lanes:
        return Shown(Markup("<p>{}</p>").format(NOTHING), NOTHING)
    rest = f"and {chosen.more} more{', steadily ready' if chosen.all_steady else ''}"
    rows = Markup("").join(_row(lane, chosen.since, until) for lane in chosen.lanes)
    tail = Markup("<p>{}</p>").format(rest) if chosen.more else Markup()
    html = Markup('<div class="picture"><p class="head">{}</p>{}{}</div>')
    plain = [chosen.head, *(f"{one.name}: {one.now}" for one in chosen.lanes)]
    plain += [rest] if chosen.more else []
    return Shown(html.format(chosen.head, rows, tail), "\n".join(plain))


def lanes(seen: Sequence[At], until: datetime) -> Iterator[Lane]:
    """Yield the lanes of what was seen: ledgers, lag, partitions, and then each pod."""
    names = dict.fromkeys(name for _, one in seen for name in one)
    for name in sorted(names, key=lambda one: (one == "pods", one)):
        own = [(at, one[name]) for at, one in seen if name in one]
        if name == "pods":
            yield from _pods(own, until)
        elif any("acknowledged" in value for _, value in own):
            yield _ledger(name, own, until)
        elif name != "ledgers":
            yield _counted(name, own, until)


def _pods(own: Sequence[At], until: datetime) -> Iterator[Lane]:
    names = sorted({pod for _, one in own for pod in one if pod != "not_seen"})
    for name in names:
        states = [(at, _pod_state(name, one)) for at, one in own]
        first = next(i for i, (_, state) in enumerate(states) if state != _GONE)
        found = _stretches(states[first:], until)
        yield Lane(name, found[-1].state, found)
    if not names or "not_seen" in own[-1][1]:
        said = _unseen(own, until) if "not_seen" in own[-1][1] else "not seen: there is none"
        yield Lane("pods", said, _stretches([(own[-1][0], "not seen")], until))


def _pod_state(name: str, seen: Mapping[str, Any]) -> str:
    return "not seen" if "not_seen" in seen else str(seen.get(name, _GONE))


def _counted(name: str, own: Sequence[At], until: datetime) -> Lane:
    state, words = (_lag, _lag_words) if name.startswith("lag of") else (_whole, _whole_words)
    now = own[-1][1]
    said = _unseen(own, until, words) if "not_seen" in now else words(now)
    stretches = [(at, "not seen" if "not_seen" in one else state(one)) for at, one in own]
    return Lane(name, said, _stretches(stretches, until))


def _unseen(
    own: Sequence[At], until: datetime, words: Callable[[Mapping[str, Any]], str] | None = None
) -> str:
    """Return for how long nothing has been seen, why, and what it was before."""
    before = [at for at, (_, one) in enumerate(own) if "not_seen" not in one]
    since = own[before[-1] + 1 if before else 0][0]
    said = f"not seen for {text.span((until - since).total_seconds())}: {own[-1][1]['not_seen']}"
    return f"{said}; before: {words(own[before[-1]][1])}" if before and words else said


def _whole(one: Mapping[str, Any]) -> str:
    return "offline" if one["offline"] else "lacking" if one["under_replicated"] else "whole"


def _whole_words(one: Mapping[str, Any]) -> str:
    lacking = f"{one['under_replicated']} of {one['all']} under-replicated"
    return f"{lacking}, {one['offline']} offline" if one["offline"] else lacking


def _lag(one: Mapping[str, Any]) -> str:
    return "behind" if one["messages"] else "caught up"


def _lag_words(one: Mapping[str, Any]) -> str:
    return text.count(one["messages"], "message" if one["messages"] == 1 else "messages")


def _ledger(name: str, own: Sequence[At], until: datetime) -> Lane:
    """Return a ledger's lane: where its count of acknowledged writes stood still is a gap."""
    states: list[tuple[datetime, str]] = []
    counts = [(at, one) for at, one in own if "acknowledged" in one]
    ends = [at for at, _ in counts[1:]] + [until]
    longest = timedelta(0)
    for (at, one), end in zip(counts, ends, strict=True):
        states.append((at, "ended" if one["ended"] else "acknowledged"))
        if end - at > _GAP and not one["ended"]:
            states.append((at, "no answer"))
            longest = max(longest, end - at)
    last = counts[-1][1]
    said = f"{last['acknowledged']:,} acknowledged"
    gap = f", longest gap {text.span(longest.total_seconds())}" if longest else ", no gap"
    return Lane(name, said + gap, _stretches(states, until))


def _stretches(states: Sequence[tuple[datetime, str]], until: datetime) -> tuple[Stretch, ...]:
    """Return the stretches of equal states, each to where the next begins."""
    found: list[Stretch] = []
    ends = [at for at, _ in states[1:]] + [max(until, states[-1][0])]
    for (at, state), end in zip(states, ends, strict=True):
        if found and found[-1].state == state:
            found[-1] = Stretch(found[-1].began, end, state)
        elif end > at or not found:
            found.append(Stretch(at, end, state))
    return tuple(found)


def _within(lane: Lane, since: datetime) -> Lane:
    """Return a lane without what was before the window."""
    kept = (one for one in lane.stretches if one.ended > since)
    cut = tuple(Stretch(max(one.began, since), one.ended, one.state) for one in kept)
    return Lane(lane.name, lane.now, cut or lane.stretches[-1:])


def _row(lane: Lane, since: datetime, until: datetime) -> Markup:
    whole = max((until - since).total_seconds(), 0.001)
    place: Callable[[datetime], float] = lambda at: 100 * (at - since).total_seconds() / whole  # noqa: E731
    parts = Markup("").join(
        Markup('<i class="{}" style="left:{:.2f}%;width:{:.2f}%" title="{}"></i>').format(
            CLASSES.get(one.state, "unseen"),
            max(0.0, place(one.began)),
            max(0.3, place(one.ended) - place(one.began)),
            f"{one.state}, {_span(one)} from {_clock(one.began)}",
        )
        for one in lane.stretches
    )
    says = ", then ".join(f"{one.state} for {_span(one)}" for one in lane.stretches[-6:])
    return Markup(
        '<div class="row"><span class="name">{}</span>'
        '<span class="lane" role="img" aria-label="{}: {}">{}</span>'
        '<span class="now">{}</span></div>'
    ).format(lane.name, lane.name, says, parts, lane.now)


def _span(one: Stretch) -> str:
    return text.span((one.ended - one.began).total_seconds())


def _clock(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%H:%M:%S")


def _at(one: At) -> datetime:
    return one[0]
