"""Every rule: what it is about, how grave it is, and what it looks for."""

from dataclasses import dataclass

from drillbook.audit.finding import Edit, Finding, Severity, ShownBy

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE


@dataclass(frozen=True)
class Rule:
    """A kind of defect."""

    about: str
    severity: Severity
    says: str


RULES = {
    "unknown-flag": Rule("flag", ERROR, "The tool has no such flag."),
    "flag-value": Rule("flag", ERROR, "The flag does not take this value."),
    "unknown-subcommand": Rule("flag", ERROR, "The tool has no such command."),
    "unknown-class": Rule("flag", ERROR, "The class is not in this version."),
    "missing-argument": Rule("flag", ERROR, "The tool asks for another number of arguments."),
    "script-name": Rule("flag", WARNING, "One script goes by two names in one place."),
    "topic-pattern": Rule("flag", ERROR, "The pattern is no regular expression."),
    "unknown-resource": Rule("flag", ERROR, "Kubernetes has no such resource under this name."),
    "shell-syntax": Rule("syntax", ERROR, "The shell refuses the script."),
    "redirected-test": Rule("syntax", ERROR, "Within [ ] > and < write and read files."),
    "not-replaced": Rule("syntax", ERROR, "The shell leaves the variable as it is."),
    "open-fence": Rule("syntax", WARNING, "A code block without an end takes in what follows."),
    "yaml-syntax": Rule("syntax", ERROR, "The block says that it is YAML and is none."),
    "json-syntax": Rule("syntax", ERROR, "The text is used as JSON and is none."),
    "promql-syntax": Rule("syntax", ERROR, "Prometheus refuses the query."),
    "manifest-schema": Rule("schema", ERROR, "The API server refuses or drops a part of it."),
    "api-version": Rule("schema", ERROR, "The API server does not serve this version of the kind."),
    "patch-schema": Rule("schema", ERROR, "The patch sets a field that does not exist."),
    "json-path": Rule("schema", ERROR, "The path leads to no field of the object."),
    "cron-schedule": Rule("schema", ERROR, "The schedule is none that cron takes."),
    "cron-percent": Rule("schema", ERROR, "In a crontab a per cent sign ends the command."),
    "unknown-setting": Rule("schema", ERROR, "The server has no setting of this name."),
    "setting-value": Rule("schema", ERROR, "The server refuses this value."),
    "unknown-procedure": Rule("schema", ERROR, "Neo4j has no such procedure or column."),
    "unknown-command": Rule("schema", ERROR, "Redis has no such command."),
    "immutable-field": Rule("schema", ERROR, "The API server refuses to change this field."),
    "patch-type": Rule("schema", ERROR, "A custom resource takes no strategic merge patch."),
    "port-name": Rule("schema", ERROR, "No container has a port of this name."),
    "budget-blocks": Rule("schema", WARNING, "The disruption budget lets no pod go."),
    "sql-syntax": Rule("sql", ERROR, "PostgreSQL refuses the statement."),
    "unknown-column": Rule("sql", ERROR, "The catalogue's relation has no such column."),
    "not-grouped": Rule("sql", ERROR, "A column is neither grouped nor aggregated."),
    "unknown-function": Rule("sql", ERROR, "PostgreSQL has no such function any more."),
    "aggregate-in-where": Rule("sql", ERROR, "WHERE takes no aggregate."),
    "insert-columns": Rule("sql", ERROR, "There are not as many values as columns."),
    "unknown-relation": Rule("sql", ERROR, "The catalogue has no such relation."),
    "not-in-transaction": Rule("sql", ERROR, "The statement is refused within a transaction."),
    "not-immutable": Rule("sql", ERROR, "An index takes immutable functions only."),
    "other-database": Rule("sql", ERROR, "REINDEX DATABASE takes the current database only."),
    "dollar-quotes": Rule("sql", ERROR, "The shell replaces $$ before PostgreSQL sees it."),
    "quantile-of-counter": Rule("alert", ERROR, "A quantile needs rates of the buckets."),
    "rate-above-possible": Rule("alert", ERROR, "The rate asked for cannot come about."),
    "ratio-above-one": Rule("alert", ERROR, "A share of a whole is never above one."),
    "impossible-value": Rule("alert", ERROR, "The expression never has this value."),
    "always-true": Rule("alert", ERROR, "The alert fires from the start on."),
    "always-one": Rule("alert", ERROR, "Each series is divided by itself."),
    "unknown-label": Rule("alert", ERROR, "The metric has no such label."),
    "label-value": Rule("alert", ERROR, "The label never has this value."),
    "unknown-metric": Rule("alert", ERROR, "The exporter has no such metric."),
    "labels-never-match": Rule("alert", ERROR, "The two sides have no labels in common."),
    "label-lost": Rule("alert", WARNING, "The label in the text is not in the result."),
    "rate-of-gauge": Rule("alert", WARNING, "A gauge goes up and down; rate() is for counters."),
    "range-too-short": Rule("alert", ERROR, "The range holds less than two samples."),
    "unit-of-value": Rule("alert", WARNING, "The text shows the value in another unit."),
    "alert-unit": Rule("alert", WARNING, "Alert and objective are in different units."),
    "alert-says-otherwise": Rule("alert", WARNING, "The rule and its own words disagree."),
    "matcher-is-pattern": Rule("alert", ERROR, "= compares texts; a pattern needs =~."),
    "quantile-range": Rule("alert", ERROR, "A quantile lies between 0 and 1."),
    "rule-duration": Rule("alert", ERROR, "Prometheus takes durations such as 15m."),
    "column": Rule("pipe", ERROR, "The pipe picks another column than it means."),
    "header-taken": Rule("pipe", ERROR, "The pipe takes the header for the value."),
    "row-dropped": Rule("pipe", ERROR, "The pipe drops a row of data."),
    "quotes-kept": Rule("pipe", ERROR, "Values keep their quotes."),
    "unknown-field": Rule("pipe", ERROR, "The output has no such field."),
    "label-decoded": Rule("pipe", ERROR, "base64 gets the key along with the value."),
    "not-decoded": Rule("pipe", ERROR, "A Secret's value is used as it is stored, in base64."),
    "last-lines-only": Rule(
        "pipe", WARNING, "kubectl shows ten lines a pod unless told otherwise."
    ),
    "sorted-otherwise": Rule("pipe", WARNING, "The lines are sorted by something else."),
    "url-pattern": Rule(
        "pipe", ERROR, "curl takes braces and brackets in an address as a pattern."
    ),
    "share-as-percent": Rule("pipe", WARNING, "A share of one is shown with a per cent sign."),
    "pipe-status": Rule("pipe", WARNING, "The status is that of the last command of the pipe."),
    "failure-as-healthy": Rule(
        "pipe", WARNING, "A command that fails is counted as nothing wrong."
    ),
    "status-not-checked": Rule("pipe", WARNING, "curl succeeds on an error of HTTP, too."),
    "loop-ends-early": Rule("pipe", ERROR, "A command in the loop eats the loop's input."),
    "column-name": Rule("pipe", WARNING, "The column's name is not what its path holds."),
    "file-elsewhere": Rule("path", ERROR, "The file is not where the command looks for it."),
    "pattern-elsewhere": Rule("path", ERROR, "The pattern is looked up on the wrong machine."),
    "written-beside-volume": Rule("path", ERROR, "The job writes to where no volume is."),
    "not-a-directory": Rule("path", ERROR, "The flag takes a folder and gets a file."),
    "no-such-path": Rule("path", ERROR, "The image has no such path."),
    "not-in-image": Rule("path", ERROR, "The image does not have this program."),
    "no-data-volume": Rule("path", ERROR, "The data that is dumped is not in this pod."),
    "nobody-listens": Rule("path", ERROR, "Nothing listens where the client connects to."),
    "backup-deleted": Rule("order", ERROR, "What is deleted first is read from later."),
    "deleted-before-use": Rule("order", ERROR, "What it asks for is gone by then."),
    "comes-too-late": Rule("order", ERROR, "What has to come first comes afterwards."),
    "dropped-first": Rule("order", ERROR, "The data is dropped before its backup is known good."),
    "dump-of-running": Rule("order", ERROR, "The dump needs a stopped database."),
    "wait-too-early": Rule("order", WARNING, "kubectl wait fails on what is not there yet."),
    "not-up-yet": Rule("order", WARNING, "The connection is used before it can be there."),
    "unguarded": Rule("guard", WARNING, "Nothing stands between a slip and the loss of data."),
    "loose-match": Rule("guard", WARNING, "More than what is meant is matched and deleted."),
    "no-where": Rule("guard", ERROR, "Every row is changed."),
    "quorum-lost": Rule("guard", ERROR, "The majority of the members is taken down at once."),
    "formats-differ": Rule("backup", ERROR, "The restore cannot read what the backup writes."),
    "writes-over-backup": Rule("backup", ERROR, "The command writes to the file it should read."),
    "terminal-in-dump": Rule("backup", ERROR, "A terminal changes the bytes of the dump."),
    "input-not-passed": Rule("backup", ERROR, "Without -i the container gets no input."),
    "dump-not-read": Rule("backup", ERROR, "What is put there is not what the server reads."),
    "still-packed": Rule("backup", ERROR, "The file is packed or encrypted, and is read as it is."),
    "date-frozen": Rule("backup", ERROR, "The shell replaces it now, not when the job runs."),
    "retention-of-nothing": Rule("backup", WARNING, "The volume is empty at each start."),
    "failure-hidden": Rule("backup", ERROR, "The job succeeds though its backup failed."),
    "not-point-in-time": Rule("backup", ERROR, "A dump holds one moment only."),
    "all-is-not-all": Rule("backup", WARNING, "'all' leaves out most kinds."),
    "not-encrypted": Rule("backup", ERROR, "base64 is no encryption."),
    "restored-elsewhere": Rule("backup", WARNING, "Nothing uses what is restored."),
    "check-looks-elsewhere": Rule("backup", WARNING, "The check does not look at what it checks."),
    "nothing-changed": Rule(
        "backup", WARNING, "The step says that it changes something, and does not."
    ),
    "rpo": Rule("number", ERROR, "The backups are further apart than the data loss allowed."),
    "retention": Rule("number", ERROR, "What the restore needs is no longer kept."),
    "alert-later-than-objective": Rule("number", WARNING, "The objective is broken in silence."),
    "memory": Rule("number", ERROR, "More memory is allowed for than the container has."),
    "connections": Rule("number", ERROR, "The pools are larger than what the database takes."),
    "setting-says-otherwise": Rule("number", WARNING, "The setting and its words disagree."),
    "alert-before-renewal": Rule("number", WARNING, "The alert comes before each renewal."),
    "window": Rule("number", ERROR, "The steps take longer than their window."),
    "schedule-words": Rule("number", WARNING, "The schedule and its words disagree."),
    "rto": Rule("number", ERROR, "The steps take longer than the recovery allowed."),
    "severity-differs": Rule("number", WARNING, "One threshold has two severities."),
    "no-replica-to-lose": Rule(
        "number", WARNING, "No broker may fail without writes being refused."
    ),
    "figures-differ": Rule("number", ERROR, "One figure does not follow from the other."),
    "threshold-differs": Rule("number", WARNING, "One threshold has two numbers."),
    "no-namespace": Rule("kubernetes", WARNING, "The object is in another namespace."),
    "autoscaler-undoes": Rule("kubernetes", WARNING, "The autoscaler sets the number back."),
    "same-image": Rule("kubernetes", WARNING, "The image's name stays, so nothing is rolled out."),
    "no-renewal": Rule("kubernetes", WARNING, "The certificate is not renewed by this."),
    "not-undone": Rule("kubernetes", NOTE, "What was set up for the window stays."),
    "two-names": Rule("kubernetes", NOTE, "One secret goes by two names."),
}


def finding(
    rule: str,
    line: int,
    message: str,
    repair: str,
    shown_by: ShownBy,
    edits: tuple[Edit, ...] = (),
    severity: Severity | None = None,
) -> Finding:
    """Return a finding of a rule of the catalogue."""
    grave = severity or RULES[rule].severity
    return Finding(line, rule, grave, shown_by, message, repair, edits)
