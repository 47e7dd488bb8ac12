"""How a walk with buttons is drawn: its steps, what the next one is about, and what was seen."""

from importlib.resources import files

from markupsafe import Markup

from drillbook.notebook.shown import Shown
from drillbook.walkthrough import walked
from drillbook.walkthrough.console import Console

_MOST_SHOWN = 30


def style() -> str:
    """Return the style of a walk, as HTML."""
    said = files(__package__).joinpath("templates/console.css").read_text(encoding="utf-8")
    return f"<style>{said}</style>"


def keys() -> str:
    """Return the script that makes keys of the buttons."""
    return files(__package__).joinpath("templates/keys.js").read_text(encoding="utf-8")


def said(console: Console) -> str:
    """Return what is to be read now: what is under way, what went wrong, or what is next."""
    return str(Markup('<div class="said" role="status">{}</div>').format(_said(console)))


def _said(console: Console) -> str:
    walk = console.walk
    if console.said or walk is None:
        return console.said
    if console.ended:
        return "Ended. What was changed has been put back; the evidence is named below."
    if walk.failed:
        return (
            f"Step {walk.ran} does not hold. Run it again, look, skip it to go on past it, or undo."
        )
    if walk.ended:
        return "No step is left. Look at what it has come to; 'Undo all' puts back and ends."
    return f"Next is step {walk.ran + 1}."


def steps(console: Console) -> str:
    """Return the steps, each with what came of it."""
    if console.scenario is None:
        return ""
    walk = console.walk
    ran = walk.ran if walk is not None else 0
    over = console.ended or walk is None or walk.ended
    rows = Markup("").join(
        _step(number, phrase, console, is_next=number == ran + 1 and not over)
        for number, phrase in enumerate(console.scenario.steps, 1)
    )
    return str(Markup('<h4>{}</h4><ol class="steps">{}</ol>').format(console.scenario.name, rows))


def _step(number: int, phrase: str, console: Console, *, is_next: bool) -> Markup:
    verdict = console.verdicts.get(number, "")
    mark = verdict or ("next" if is_next else "")
    several = console.attempts.get(number, ())
    again = Markup("<br><small>{}</small>").format(walked.attempts(several))
    return Markup(
        '<li class="{}"><span class="mark {}">{}</span><span>{}. {}{}</span></li>'
    ).format("next" if is_next else "", verdict, mark, number, phrase, again if several[1:] else "")


def about(console: Console) -> str:
    """Return what the next step does, what it would change, and how that is undone."""
    walk = console.walk
    if walk is None or console.ended or console.busy or walk.ended:
        return ""
    known = walk.about
    changes = known.changes or ("Nothing that is known of: it looks, and judges.",)
    parts = [Markup("<h4>Step {}</h4>").format(walk.ran + 1)]
    for title, several in (
        ("It does", known.does or ("Judge what was seen before.",)),
        ("It may change", changes),
        ("Undone", known.undone if known.changes else ()),
    ):
        if several:
            items = Markup("").join(Markup("<li>{}</li>").format(one) for one in several)
            parts.append(Markup("<strong>{}</strong><ul>{}</ul>").format(title, items))
    if known.changes and not walk.changes:
        said = "This walk only reads: the step is refused before it changes anything."
        parts.append(Markup("<p>{}</p>").format(said))
    return str(Markup('<div class="about">{}</div>').format(Markup("").join(parts)))


def results(console: Console) -> str:
    """Return what was shown so far, the newest first."""
    rows = Markup("").join(
        Markup("<div>{}</div>").format(shown.html) for _, shown in console.shown[:_MOST_SHOWN]
    )
    return str(Markup('<h4>Seen</h4><div class="results">{}</div>').format(rows)) if rows else ""


def section(shown: Shown) -> str:
    """Return a runbook's section beside the steps."""
    return str(Markup('<div class="runbook">{}</div>').format(shown.html))
