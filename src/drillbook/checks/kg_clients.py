"""Whether a client of KG RCA is what was made of it: served, shut out, kept, or gone."""

from collections.abc import Mapping, Sequence

from drillbook.verdict import Judgement, failed, passed


def stands(client: str, found: tuple[str, str] | None, plan: str, status: str) -> Judgement:
    """Judge what billing has of a client; ``found`` is its plan and status, None if it has none."""
    if found is None:
        return failed(f"billing has no client {client}")
    said = f"billing has {client} as {found[1]} with plan {found[0]}"
    if found != (plan, status):
        return failed(f"{said}, not as {status} with plan {plan}")
    return passed(said)


def answered(client: str, statuses: Sequence[int], wanted: int) -> Judgement:
    """Judge that every request of a client was answered with one status."""
    if not statuses:
        return failed(f"no request of {client} was answered")
    others = sorted({status for status in statuses if status != wanted})
    if others:
        return failed(f"{client} was answered {', '.join(map(str, others))}, not {wanted}")
    return passed(f"{client} was answered {wanted}, {len(statuses)} times")


def may_write(user: str, topic: str, refused: str) -> Judgement:
    """Judge that a user's write is taken; ``refused`` is why it is not, or nothing."""
    if refused:
        return failed(f"{user} may not write to {topic}: {refused}")
    return passed(f"{user} may write to {topic}")


def shut_out(user: str, topic: str, refusals: dict[str, str]) -> Judgement:
    """Judge that everything tried was refused; maps what was tried to why it was, or nothing."""
    if not refusals:
        return failed(f"nothing was tried of {user} on {topic}")
    let = sorted(tried for tried, refused in refusals.items() if not refused)
    if let:
        return failed(f"{user} may {' and '.join(let)} {topic}")
    return passed(f"{user} is refused to {' and to '.join(refusals)} {topic}")


def kept(client: str, what: str, found: int | None, wanted: int) -> Judgement:
    """Judge how much there is of a client; None when there is nothing to hold it."""
    if found is None:
        return failed(f"there is nothing that holds {what} of {client}")
    if found != wanted:
        return failed(f"{found:,} {what} of {client} are there, not {wanted:,}")
    return passed(f"all {wanted:,} {what} of {client} are there")


def gone(client: str, nodes: int, messages: int | None) -> Judgement:
    """Judge that nothing is left of a client in the graph, and that it has no topic."""
    left = [f"{nodes:,} nodes in the graph"] if nodes else []
    left += ["its topic"] if messages is not None else []
    if left:
        return failed(f"of {client} there is still: {' and '.join(left)}")
    return passed(f"nothing of {client} is in the graph, and it has no topic")


def exported(client: str, lines: int, held: int, *, whole: bool) -> Judgement:
    """Judge an export: every node that the graph held, in a file that is what was written."""
    if not held:
        return failed(f"the graph held nothing of {client} that could be exported")
    if not whole:
        return failed(f"the export of {client} is not what was written")
    if lines != held:
        return failed(f"the export of {client} has {lines:,} of {held:,} nodes")
    return passed(f"the export of {client} has all {held:,} nodes")


def summed_up(
    lines: Mapping[str, tuple[str, int, int, int]], active: Mapping[str, str]
) -> Judgement:
    """Judge the weekly summary: a line for each active client, with its plan, and no empty column.

    A line is plan, events, resources and RCA links.
    """
    if not active:
        return failed("billing has no active client")
    wrong = [f"{client} is missing" for client in sorted(active.keys() - lines.keys())]
    wrong += [f"{client} is not active" for client in sorted(lines.keys() - active.keys())]
    for client, (plan, *counts) in sorted(lines.items()):
        if client in active and plan != active[client]:
            wrong.append(f"{client} has plan {active[client]}, not {plan}")
        wrong += [
            f"{client} has no {what}"
            for what, count in zip(("events", "resources", "RCA links"), counts, strict=True)
            if not count
        ]
    if wrong:
        return failed("; ".join(wrong))
    total = sum(line[1] for line in lines.values())
    return passed(f"{len(lines)} active clients with {total:,} events")


def in_summary(client: str, line: tuple[str, int, int, int] | None, plan: str) -> Judgement:
    """Judge that the weekly summary shows a client that has sent nothing, and that it has not."""
    if line is None:
        return failed(f"{client} is not in the summary")
    if line != (plan, 0, 0, 0):
        return failed(
            f"{client} is in the summary as {line}, not with plan {plan} and nothing else"
        )
    return passed(f"{client} is in the summary with plan {plan}, without events")


def not_in_summary(client: str, lines: Mapping[str, object]) -> Judgement:
    """Judge that the weekly summary leaves a client out."""
    if client in lines:
        return failed(f"{client} is in the summary")
    if not lines:
        return failed("the summary is empty")
    return passed(f"{client} is not among the {len(lines)} clients of the summary")


def all_answered(statuses: Mapping[str, int], wanted: int) -> Judgement:
    """Judge that every client's request was answered with one status (0: by nobody)."""
    if not statuses:
        return failed("no client asked")
    others = [f"{client} by {code or 'nobody'}" for client, code in sorted(statuses.items())
              if code != wanted]  # fmt: skip
    if others:
        return failed(f"answered {', '.join(others)}, not {wanted}")
    return passed(f"all {len(statuses)} clients were answered {wanted}")


def none_served(statuses: Mapping[str, int]) -> Judgement:
    """Judge that no client is served: 503, or nobody answers (0)."""
    if not statuses:
        return failed("no client asked")
    served = [f"{client} is answered {code}" for client, code in sorted(statuses.items())
              if code not in (0, 503)]  # fmt: skip
    if served:
        return failed(", ".join(served))
    return passed(f"none of {len(statuses)} clients is served")
