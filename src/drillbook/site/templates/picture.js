
// The picture of a drill over time; positions are percent of its width, so that it is legible at any.
const KINDS = { fault: "Fault", effect: "Effect seen", recovered: "Recovered", procedure: "Procedure", ledger: "Ledger", undo: "Undo", note: "Note" };
const TICKS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21600];
const CLOSEST = 7;
const MOST_TICKS = 7;

function picture(name, drill, said, atLeast = 0) {
  const events = drill.ev || [];
  const fault = events.find((event) => event[1] === "fault");
  const zero = fault ? fault[0] : 0;
  const budgets = (drill.ph || []).filter((phase) => phase[4] !== null).map((phase) => phase[1] + phase[4]);
  const drilled = Math.max(drill.d, atLeast, 0.01);
  const seconds = Math.max(drilled, ...budgets.filter((end) => end <= drilled * 1.5));
  const begin = Math.min(0, ...(drill.lg || []).map((ledger) => ledger.from));
  const x = (at) => Math.min(100, Math.max(0, (100 * (at - begin)) / (seconds - begin)));
  const zeroLine = () => s("line", { class: "zero", x1: `${x(zero)}%`, x2: `${x(zero)}%`, y1: "0", y2: "100%" });
  const row = (caption, label, height, ...shapes) => h("div", { class: "row" }, caption && h("p", { class: "caption" }, caption),
    s("svg", { role: "img", "aria-label": label, width: "100%", height }, zeroLine(), shapes));
  const rows = [
    eventsRow(events, zero, x, row),
    (drill.ph || []).map((phase) => phaseRow(phase, x, seconds, row)),
    (drill.lg || []).map((ledger) => ledgerRow(ledger, x, row)),
    alertsRow(drill.al || [], x, row),
    stepsRow(drill.st || [], x, row),
    ticksRow(begin, seconds, zero, x),
  ];
  return h("figure", { class: "timeline", "aria-label": `Timeline of ${name}` }, rows,
    h("p", { class: "caption quiet" }, `Time from ${fault ? "the fault" : "the start"}. Dashed: the same moment. Thick line: the budget. Whiskers: by how much earlier it may have been.`),
    h("figcaption", null, h("details", null, h("summary", null, "The picture as a table"), table(`Timeline of ${name}`, ["What", "At", "Lasted", "Note"], listed(drill, said, zero), [1, 2]))));
}

function eventsRow(events, zero, x, row) {
  if (!events.length) return null;
  const ends = [];
  const marks = events.map(([at, kind, text], index) => {
    let level = ends.findIndex((end) => x(at) - end >= CLOSEST);
    if (level < 0) level = ends.length;
    ends[level] = x(at);
    return { at, kind, text, number: index + 1, level };
  });
  const shape = (kind) => (kind === "fault" ? s("path", { d: "M0 0L10 10L0 20L-10 10Z" })
    : kind === "undo" || kind === "procedure" ? s("rect", { x: -9, y: 1, width: 18, height: 18, rx: 3 }) : s("circle", { cy: 10, r: 9.5 }));
  const drawn = marks.map(({ at, kind, number, level }) => s("g", { class: `mark k-${kind}` },
    s("line", { x1: `${x(at)}%`, x2: `${x(at)}%`, y1: level * 22 + 12, y2: "100%" }),
    s("svg", { x: `${x(at)}%`, y: level * 22 + 2, width: 20, height: 20, overflow: "visible" }, shape(kind), s("text", { y: 14.2 }, String(number)))));
  const label = `Events: ${marks.map((mark) => `${mark.number} ${KINDS[mark.kind]} at ${(mark.at - zero).toFixed(1)} seconds`).join(", ")}`;
  return [row(null, label, ends.length * 22 + 4, drawn),
    h("ol", { class: "events" }, marks.map((mark) => h("li", { class: `k-${mark.kind}` }, h("span", { class: "number" }, `${mark.at < zero ? "" : "+"}${(mark.at - zero).toFixed(1)} s`), " ", h("b", null, KINDS[mark.kind]), ` ${mark.text}`)))];
}

function phaseRow([name, at, took, late, budget, source], x, seconds, row) {
  const end = at + took;
  const kept = budget === null ? "no budget" : `${took <= budget ? "✓ within" : "✗ over"} ${span(budget)} from the ${source}`;
  const limit = budget === null ? null : at + budget;
  return row([h("b", null, name), ` ${span(took)}${late ? `, seen up to ${span(late)} late` : ""}; ${kept}`], `Phase ${name}: ${span(took)}, ${kept}`, 20,
    s("rect", { class: "bar", x: `${x(at)}%`, y: 3, width: `${x(end) - x(at)}%`, height: 14 }),
    limit !== null && end > limit && s("rect", { class: "over", x: `${x(limit)}%`, y: 3, width: `${x(end) - x(limit)}%`, height: 14 }),
    late > 0 && s("g", { class: "error" }, s("line", { x1: `${x(end - late)}%`, x2: `${x(end)}%`, y1: 10, y2: 10 }), s("line", { x1: `${x(end - late)}%`, x2: `${x(end - late)}%`, y1: 6, y2: 14 })),
    limit !== null && limit <= seconds && s("line", { class: "budget", x1: `${x(limit)}%`, x2: `${x(limit)}%`, y1: 0, y2: 20 }),
    limit !== null && limit > seconds && s("svg", { x: "100%", overflow: "visible" }, s("path", { class: "beyond", d: "M-14 4L-4 10L-14 16" })));
}

function ledgerRow(ledger, x, row) {
  if (!ledger.rates.length) return null;
  const peak = Math.max(...ledger.rates, 1);
  const path = ledger.rates.map((acked, at) => `${at ? "" : `M${x(ledger.from) * 10} 100`}V${(100 - (100 * acked) / peak).toFixed(1)}H${(x(ledger.from + (at + 1) * ledger.step) * 10).toFixed(1)}`).join("");
  const gaps = ledger.gaps.length ? `${ledger.gaps.length} gap${ledger.gaps.length > 1 ? "s" : ""}, longest ${span(ledger.gap)}` : `no gap, longest pause ${span(ledger.gap)}`;
  return row([h("b", null, ledger.n), ` acknowledged per ${ledger.step === 1 ? "second" : `${ledger.step} seconds`}, up to ${count(peak)}; ${gaps}; ${count(ledger.lost)} of ${count(ledger.acked)} lost`],
    `Ledger ${ledger.n}: ${count(ledger.acked)} acknowledged, ${count(ledger.lost)} lost, ${gaps}`, 68,
    ledger.gaps.map(([at, lasted]) => s("rect", { class: "gap", x: `${x(at)}%`, y: 0, width: `${x(at + lasted) - x(at)}%`, height: 68 })),
    s("svg", { y: 4, width: "100%", height: 64, viewBox: "0 0 1000 100", preserveAspectRatio: "none" }, s("path", { class: "rate", d: `${path}V100Z` })),
    s("line", { class: "axis", x1: 0, x2: "100%", y1: 67.5, y2: 67.5 }));
}

function alertsRow(alerts, x, row) {
  if (!alerts.length) return null;
  const label = alerts.map(([since, name, state, seen]) => `${name} ${state} since ${span(since)}, seen at ${span(seen)}`).join("; ");
  return row([h("b", null, "Alerts"), ` ${alerts.map((alert) => `${alert[1]} (${alert[2]})`).join(", ")}`], `Alerts: ${label}`, 20,
    alerts.map(([since, , , seen]) => s("g", { class: "alert" }, s("rect", { x: `${x(since)}%`, y: 4, width: `${Math.max(0.3, x(seen) - x(since))}%`, height: 12 }))));
}

function stepsRow(steps, x, row) {
  if (!steps.length) return null;
  return row("Steps of the scenario", `Steps: ${steps.map((step, at) => `${at + 1} ${step[0]}`).join(", ")}`, 20, steps.map(([verdict, begin, end], at) => {
    const width = x(end) - x(begin);
    return [s("rect", { class: `step v-${verdict}`, x: `${x(begin)}%`, y: 1, width: `${width}%`, height: 18 }),
      width > 5 && s("text", { class: "step", x: `${x(begin) + width / 2}%`, y: 14 }, `${at + 1}${SIGNS[verdict]}`)];
  }));
}

function ticksRow(begin, seconds, zero, x) {
  const step = TICKS.find((one) => (seconds - begin) / one < MOST_TICKS) || TICKS[TICKS.length - 1];
  const [size, unit] = step >= 3600 ? [3600, "h"] : step >= 60 ? [60, "min"] : [1, "s"];
  const ticks = [];
  for (let at = Math.ceil((begin - zero) / step); at * step + zero <= seconds; at += 1) {
    const place = x(at * step + zero);
    ticks.push(s("line", { class: "axis", x1: `${place}%`, x2: `${place}%`, y1: 0, y2: 6 }),
      s("text", { class: place < 5 ? "first" : place > 92 ? "last" : "", x: `${place}%`, y: 19 }, `${Number(((at * step) / size).toFixed(2))} ${unit}`));
  }
  return h("div", { class: "row" }, s("svg", { class: "ticks", "aria-hidden": "true", width: "100%", height: 24 }, s("line", { class: "axis", x1: 0, x2: "100%", y1: 0.5, y2: 0.5 }), ticks));
}

function listed(drill, said, zero) {
  const at = (seconds) => `${(seconds - zero).toFixed(1)} s`;
  return [
    ...(drill.ev || []).map(([when, kind, text], index) => [`${index + 1} ${KINDS[kind]}`, at(when), "", text]),
    ...(drill.ph || []).map(([name, when, took, , budget]) => [`Phase ${name}`, at(when), span(took), budget === null ? "no budget" : `budget ${span(budget)}`]),
    ...(drill.lg || []).flatMap((ledger) => ledger.gaps.map(([when, took]) => [`Gap in ledger ${ledger.n}`, at(when), span(took), "no acknowledgement"])),
    ...(drill.al || []).map(([since, name, state, seen]) => [`Alert ${name}`, at(since), span(Math.max(0, seen - since)), `${state} when it was seen`]),
    ...(drill.st || []).map(([verdict, begin, end], index) => [`Step ${index + 1}`, at(begin), span(end - begin), `${verdict}: ${said.steps[index]}`]),
  ];
}
