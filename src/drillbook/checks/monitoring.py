"""Whether monitoring shows what is so."""

from collections.abc import Collection, Mapping

from drillbook.verdict import Judgement, failed, passed


def shows(what: str, found: float, wanted: float) -> Judgement:
    """Judge that a metric has the one value that means what is so."""
    if found != wanted:
        return failed(f"monitoring does not show that {what}: {found:g}, not {wanted:g}")
    return passed(f"monitoring shows that {what}")


def no_critical(rules: Collection[str], firing: Mapping[str, str]) -> Judgement:
    """Judge that no critical alert fires; ``rules`` could, ``firing`` has the level of each."""
    if not rules:
        return failed("no alert could fire: there is no critical rule")
    critical = sorted(name for name, severity in firing.items() if severity == "critical")
    if critical:
        return failed(f"firing: {', '.join(critical)}")
    return passed(f"none of {len(rules)} critical alerts is firing")


def shows_counted(
    what: str, shown: Mapping[str, float], counted: Mapping[str, float], off: float
) -> Judgement:
    """Judge that a dashboard shows each part as it was counted, but for a share of ``off``."""
    if not counted:
        return failed(f"nothing was counted of {what}")
    wrong = [f"{part or what} is not shown" for part in sorted(counted.keys() - shown.keys())]
    wrong += [f"{part or what} is shown alone" for part in sorted(shown.keys() - counted.keys())]
    wrong += [
        f"{part or what} is shown as {shown[part]:g}, and counted as {counted[part]:g}"
        for part in sorted(counted.keys() & shown.keys())
        if not abs(shown[part] - counted[part]) <= off * abs(counted[part])
    ]
    if wrong:
        return failed("; ".join(wrong))
    figures = ", ".join(f"{part} {figure:g}".strip() for part, figure in sorted(counted.items()))
    return passed(f"{what} as counted: {figures}")
