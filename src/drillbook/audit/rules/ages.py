"""Ages and ends in alerts: what is compared is in seconds, whatever the text says."""

import re
from collections.abc import Iterator

from drillbook.audit import promql, quantities
from drillbook.audit.catalogue import finding
from drillbook.audit.finding import Finding, ShownBy
from drillbook.audit.rules.alerts import parsed
from drillbook.audit.runbook import Runbook

_LARGE = re.compile(r"(?i)(?<![\d.])(\d+)[\s-]*(minutes?|hours?|days?|weeks?)\b")


def ages(runbook: Runbook) -> Iterator[Finding]:
    """``… - time() < 14`` under "ends in less than 14 days": 14 seconds."""
    for alert, expression in parsed(runbook):
        words = " ".join(str(one) for one in alert.annotations.values())
        said = set(_LARGE.findall(words))
        for side, sign, limit in promql.comparisons(expression):
            text = str(side)
            plain = re.search(r"time\(\)", text) and not re.search(r"[/*]", text)
            of_time = re.search(r"_(timestamp(_seconds)?|not_after|expiry|time_seconds)\b", text)
            same = [(count, unit) for count, unit in said if float(count) == limit]
            if not plain or not of_time or len(said) != 1 or not same or "timestamp_ms" in text:
                continue
            count, unit = same[0]
            yield finding(
                "alert-says-otherwise",
                alert.expression_line,
                f"time() counts seconds: this is {sign} {limit:g} s, and the text says "
                f"{count} {unit}",
                f"compare with {quantities.seconds(count, unit):g}",
                ShownBy.REASONED,
            )


LOOKS = (ages,)
