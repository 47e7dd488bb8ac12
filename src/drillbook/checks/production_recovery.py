"""Judgements of backups and the other site: what is lost, what is there again, who answers."""

from collections.abc import Collection, Mapping
from datetime import datetime

from drillbook.verdict import Judgement, failed, passed


def alone_lost(down: Collection[str], wanted: Collection[str]) -> Judgement:
    """Judge that what is lost is named, store by store and service by service, and no other."""
    said = f"named lost: {', '.join(sorted(down)) or 'nothing'}"
    if not wanted or set(down) != set(wanted):
        return failed(f"{said}; not {', '.join(sorted(wanted))} alone")
    return passed(said)


def same_tables(
    before: Mapping[str, tuple[int | None, str | None]],
    after: Mapping[str, tuple[int | None, str | None]],
) -> Judgement:
    """Judge that every table has the rows that it had; maps a table to its rows and their hash."""
    if not before or any(rows is None for rows, _ in before.values()):
        return failed("what was there before is not known")
    wrong = [
        f"{name}: {after[name][0] if name in after else 'no'} rows of {rows}"
        for name, (rows, sha) in sorted(before.items())
        if after.get(name) != (rows, sha)
    ]
    if wrong:
        return failed("; ".join(wrong))
    return passed(f"{len(before)} tables have every row that they had")


def same_keys(before: tuple[int, str], after: tuple[int, str]) -> Judgement:
    """Judge that Redis has the keys and values that it had: how many, and their hash."""
    if not before[0]:
        return failed("Redis held nothing, so nothing can be told")
    if before != after:
        return failed(f"Redis holds {after[0]} keys, and its snapshot {before[0]}, or others")
    return passed(f"Redis holds the {after[0]} keys of its snapshot")


def answered_at(found: Mapping[str, int], site: str) -> Judgement:
    """Judge that one site answered every request; maps a site to its good answers."""
    said = ", ".join(f"{count} at {name or 'none'}" for name, count in sorted(found.items()))
    if set(found) != {site} or not found[site]:
        return failed(f"answered: {said or 'nothing'}; not at {site} alone")
    return passed(f"answered: {said}")


def none_in_clear(values: int, in_clear: int) -> Judgement:
    """Judge that a copy of Secrets shows none of its values."""
    if not values:
        return failed("the copy has no value")
    if in_clear:
        return failed(f"{in_clear} of {values} values are in clear")
    return passed(f"none of {values} values is in clear")


def kept_for_days(there: Collection[str], young: str, old: str) -> Judgement:
    """Judge that an old backup is gone, and a younger one still there."""
    if old in there or young not in there:
        left = [name for name in (young, old) if name in there]
        return failed(f"there: {', '.join(left) or 'neither'}; wanted: {young} alone")
    return passed(f"{young} is there, {old} is gone")


def all_served(serials: Mapping[str, str], held: str) -> Judgement:
    """Judge that every pod serves with the certificate that is held, by its number."""
    if not serials or not held:
        return failed("no pod serves, or no certificate is held")
    wrong = sorted(pod for pod, serial in serials.items() if serial != held)
    if wrong:
        return failed(f"{', '.join(wrong)} serve with another certificate")
    return passed(f"all {len(serials)} pods serve with the certificate that is held")


def renewed(
    before: tuple[str, Collection[str], datetime], after: tuple[str, Collection[str], datetime]
) -> Judgement:
    """Judge that a certificate is another of the same hosts, and ends later; number, hosts, end."""
    said = f"{', '.join(after[1])} until {after[2]:%F}, before until {before[2]:%F}"
    same = set(before[1]) == set(after[1]) and bool(after[1])
    if before[0] == after[0] or not same or after[2] <= before[2]:
        return failed(f"not renewed: {said}")
    return passed(said)


def leads(service: str, errors: Collection[tuple[str, float]]) -> Judgement:
    """Judge that of services with errors one has most; each with its count, the most first."""
    if not errors:
        return failed("no service has errors")
    most = max(errors, key=lambda one: one[1])
    said = ", ".join(f"{name} {count:.0f}" for name, count in errors)
    if most[0] != service or not most[1] > 0:
        return failed(f"{said}: {service} does not lead")
    return passed(f"{said}: {service} leads")


def alone_drifted(found: Collection[str], wanted: Collection[str]) -> Judgement:
    """Judge that what is deployed differs from a commit in these objects, and in no others."""
    said = f"not as the commit says: {', '.join(sorted(found)) or 'nothing'}"
    if sorted(found) != sorted(wanted):
        return failed(f"{said}; not {', '.join(sorted(wanted)) or 'nothing'} alone")
    return passed(said)
