"use strict";
// Draws the page of a drill and compares runs, from the site's data. All other pages need no script.
const SIGNS = { pass: "✓", fail: "✗", unknown: "?", blocked: "-" };
const NAMES = { p: "pass", f: "fail", u: "unknown", b: "blocked" };
const LONGEST_HISTORY = 120;
const OLD_HOURS = 36;
const SVG = "http://www.w3.org/2000/svg";

const waiting = new Map();
const loaded = new Map();
const drillbook = {
  known: null,
  index(known) { this.known = known; whenKnown(); },
  run(run) { loaded.set(run.id, run); waiting.get(run.id)?.(run); },
};

function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value !== undefined && value !== null && value !== false) element.setAttribute(name, value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}
const h = (tag, attributes, ...children) => filled(document.createElement(tag), attributes, children);
const s = (tag, attributes, ...children) => filled(document.createElementNS(SVG, tag), attributes, children);

const badge = (verdict, more = "") => h("span", { class: `badge v-${verdict}` }, `${SIGNS[verdict]} ${verdict}${more}`);
const quiet = (...children) => h("span", { class: "quiet" }, ...children);
const count = (number) => number.toLocaleString("en-US");
function span(seconds) {
  if (seconds < 0) return `-${span(-seconds)}`;
  if (seconds < 1) return `${seconds.toFixed(2)} s`;
  if (seconds < 99.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min${whole % 60 ? ` ${String(whole % 60).padStart(2, "0")} s` : ""}`;
  return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, "0")} min`;
}
const way = (path) => path.split("/").map(encodeURIComponent).join("/");
const moment = (text) => `${text.slice(0, 10)} ${text.slice(11, 19)} UTC`;

function load(id) {
  if (loaded.has(id)) return Promise.resolve(loaded.get(id));
  return new Promise((resolve, reject) => {
    waiting.set(id, resolve);
    const script = h("script", { src: `data/runs/${encodeURIComponent(id)}.js` });
    script.addEventListener("error", () => reject(new Error(`the data of run ${id} is not there`)));
    document.head.append(script);
  });
}

function table(label, heads, rows, numbers = []) {
  const cell = (value, at) => h(at ? "td" : "th", { scope: at ? null : "row", class: numbers.includes(at) ? "number" : null, "data-label": at ? heads[at] : null }, value ?? "");
  return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": label },
    h("table", { class: heads.length > 3 ? "stacked" : null },
      h("thead", null, h("tr", null, heads.map((head, at) => h("th", { scope: "col", class: numbers.includes(at) ? "number" : null }, head)))),
      h("tbody", null, rows.map((row) => h("tr", null, row.map(cell))))));
}

function ageing() {
  const note = document.getElementById("old");
  const hours = (Date.now() - Date.parse(document.body.dataset.made)) / 3600000;
  if (!note || hours < OLD_HOURS) return;
  note.textContent = `This page was made ${Math.floor(hours / 24) || 1} days ago: it says nothing of tonight.`;
  note.hidden = false;
}

function whenKnown() {
  if (document.getElementById("drill")) { addEventListener("hashchange", drawDrill); drawDrill(); }
  if (document.getElementById("compare")) offerComparison();
}

async function drawDrill() {
  const page = document.getElementById("drill");
  const [, id, at, , other] = /^#([^/]+)\/(\d+)(&with=(.+))?$/.exec(decodeURIComponent(location.hash)) || [];
  if (!id) return;
  try {
    const run = await load(id);
    const drill = run.drills[Number(at)];
    if (!drill) throw new Error(`run ${id} has no drill ${at}`);
    const [otherId, otherAt] = other ? other.split("/") : [];
    const against = otherId ? await load(otherId) : null;
    page.replaceChildren(...drillParts(run, drill, Number(at), against, against?.drills[Number(otherAt)]));
    const history = page.querySelector(".history");
    history.scrollLeft = history.scrollWidth;
    document.title = `${SIGNS[drill.v]} ${run.scenarios[drill.s].name} · drillbook`;
  } catch (error) {
    page.replaceChildren(h("h1", null, "A drill"), h("p", { class: "alarm", role: "alert" }, `${error.message}; make the site anew with 'drillbook publish site'.`));
  }
}

function drillParts(run, drill, at, againstRun, against) {
  const said = run.scenarios[drill.s];
  const number = drillbook.known.runs.findIndex((one) => one.id === run.id);
  const about = drillbook.known.runs[number];
  const history = drillbook.known.histories[`${run.target.name}\n${said.system}\n${said.name}`] || [];
  return [
    h("h1", null, badge(drill.v, drill.x ? ", aborted" : ""), " ", said.name),
    drill.r && h("p", { class: "reason" }, drill.r),
    place(run.target),
    h("p", null, h("a", { href: `system-${encodeURIComponent(said.system)}.html` }, said.system), `, run `, h("a", { href: `runs.html#${encodeURIComponent(run.id)}` }, run.id),
      `${drill.a ? `, attempt ${drill.a}` : ""}, ${moment(drill.t)}, took ${span(drill.d)}. `, quiet(said.file)),
    downloads(about, drill),
    h("div", { class: "beside" }, scenario(said, drill), promised(said)),
    h("h2", null, "Timeline"), picture(said.name, drill, said),
    phases(drill), ledgers(drill),
    h("h2", { id: "history" }, "Over the runs"), bars(history, number, at),
    comparison(run, drill, at, history, number, againstRun, against),
  ].flat().filter(Boolean);
}

function place(target) {
  const parts = [target.name, `Scale: ${target.scale}`];
  if (target.compression !== 1) parts.push(`Durations compressed ${target.compression} times`);
  if (target.stand_ins.length) parts.push(`Stand-ins: ${target.stand_ins.join("; ")}`);
  return h("p", { class: `where ${target.kind}` }, h("b", null, target.kind === "lab" ? "Lab, not production. " : "Cluster. "), parts.join(" · "));
}

function downloads(about, drill) {
  if (!about.bundle) return h("p", null, "Evidence: ", quiet(`${about.status} when it was read; retention has removed it since.`));
  const file = `${way(about.bundle)}/evidence/${encodeURIComponent(drill.i)}.${drill.x ? "jsonl" : "json"}`;
  return h("p", null, `Evidence (${about.status}): `, h("a", { href: file, download: "" }, "download this drill's"), ", ",
    h("a", { href: `${way(about.bundle)}/evidence/` }, "the whole run's"),
    about.page ? [", ", h("a", { href: `${way(about.bundle)}/index.html#${encodeURIComponent(drill.i)}` }, "every observation")] : "", ".");
}

function scenario(said, drill) {
  const steps = drill.st || [];
  return h("section", { "aria-labelledby": "scenario" }, h("h2", { id: "scenario" }, "Scenario"),
    h("ol", { class: "steps" }, said.steps.map((text, at) => {
      const [verdict, begin, end, reason] = steps[at] || [];
      return h("li", null, verdict && badge(verdict), " ", text, " ", verdict && quiet(span(end - begin)), reason && h("p", { class: "reason" }, reason));
    }), said.steps.length ? null : h("li", null, "No step had ended.")));
}

function promised(said) {
  const claims = said.claims.map((id) => [id, ...(drillbook.known.claims[id] || [said.sections[0] || "", "not in the catalogue any more", ""])]);
  const sections = [...new Set([...said.sections, ...claims.map((claim) => claim[1])])].filter(Boolean);
  return h("section", { "aria-labelledby": "promised" }, h("h2", { id: "promised" }, "What the runbook promises"),
    sections.map((section) => [h("h3", null, section), h("ul", { class: "claims" }, claims.filter((claim) => claim[1] === section).map(([id, , says, note]) =>
      h("li", null, h("a", { href: `system-${encodeURIComponent(said.system)}.html#${id}` }, says), note && h("p", { class: "quiet" }, note))))]),
    sections.length ? null : h("p", null, "No claim of a runbook is named."));
}

function phases(drill) {
  if (!drill.ph) return null;
  const rows = drill.ph.map(([name, , took, late, budget, source]) => [name, span(took), span(late), budget === null ? quiet("no budget") : `${span(budget)} (${source})`,
    budget === null ? "" : badge(took <= budget ? "pass" : "fail")]);
  return [h("h2", { id: "phases" }, "Recovery against budgets"), table("Recovery against budgets", ["Phase", "Took", "Seen late by up to", "Budget", "Kept"], rows, [1, 2])];
}

const LEDGER = [["acked", "Acknowledged"], ["present", "Present"], ["lost", "Lost"], ["duplicated", "Duplicated"], ["unknown", "Unanswered"]];
function ledgers(drill) {
  if (!drill.lg) return null;
  const rows = LEDGER.map(([field, label]) => [label, ...drill.lg.map((ledger) => count(ledger[field]))]);
  rows.push(["Data lost, as time (RPO)", ...drill.lg.map((ledger) => (ledger.rpo === null ? "not measured" : span(ledger.rpo)))]);
  rows.push(["Longest pause", ...drill.lg.map((ledger) => span(ledger.gap))]);
  return [h("h2", { id: "ledgers" }, "What became of every write"), table("Ledgers", ["Writes", ...drill.lg.map((ledger) => ledger.n)], rows, drill.lg.map((_, at) => at + 1))];
}

const linkOf = ([run, at]) => `${encodeURIComponent(drillbook.known.runs[run].id)}/${at}`;
function bars(history, number, at) {
  const shown = history.slice(-LONGEST_HISTORY);
  const longest = Math.max(...shown.map((one) => one[3] || 0));
  const items = shown.map((one) => {
    const verdict = NAMES[one[2]];
    const measured = one[3] === undefined ? "" : `, recovered in ${span(one[3])}${one[4] ? ` of ${span(one[4])}` : ""}`;
    const label = `${drillbook.known.runs[one[0]].id}: ${verdict}${measured}`;
    const bar = h("a", { href: `#${linkOf(one)}`, title: label, "aria-label": label, "aria-current": one[0] === number && one[1] === at ? "true" : null });
    bar.style.height = `${longest ? Math.max(14, (100 * (one[3] || 0)) / longest) : 100}%`;
    return h("li", { class: `v-${verdict}` }, bar);
  });
  const counted = Object.entries(Object.groupBy(shown, (one) => NAMES[one[2]])).map(([verdict, ones]) => `${ones.length} ${verdict}`).join(", ");
  return [h("ol", { class: "history", "aria-label": "Drills of this scenario, oldest first" }, items),
    h("p", { class: "caption quiet" }, `${shown.length} drills: ${counted}${longest ? `; highest bar ${span(longest)}` : ""}.`)];
}

function comparison(run, drill, at, history, number, againstRun, against) {
  const others = history.filter((one) => one[0] !== number || one[1] !== at).reverse();
  if (!others.length) return null;
  const chosen = against ? `${encodeURIComponent(againstRun.id)}/${againstRun.drills.indexOf(against)}` : "";
  const choice = h("select", null, h("option", { value: "" }, "choose a run"), others.map((one) =>
    h("option", { value: linkOf(one), selected: linkOf(one) === chosen ? "" : null }, `${drillbook.known.runs[one[0]].id}, ${NAMES[one[2]]}`)));
  choice.addEventListener("change", () => { location.hash = `#${encodeURIComponent(run.id)}/${at}${choice.value ? `&with=${choice.value}` : ""}`; });
  return h("section", { "aria-labelledby": "with" }, h("h2", { id: "with" }, "Beside another run"), h("p", null, h("label", null, "Compare with ", choice)),
    against && compared(run, drill, againstRun, against));
}

function compared(run, drill, otherRun, other) {
  const rows = [["Verdict", badge(drill.v), badge(other.v)], ["Took", span(drill.d), span(other.d)]];
  const pair = (label, here, there) => rows.push([here === there ? label : h("span", { class: "differs" }, `${label} ≠`), here ?? quiet("not there"), there ?? quiet("not there")]);
  const named = (list, name, pick) => { const found = (list || []).find((one) => (one.n ?? one[0]) === name); return found && pick(found); };
  for (const name of new Set([...(drill.ph || []), ...(other.ph || [])].map((phase) => phase[0]))) {
    pair(name, named(drill.ph, name, (one) => span(one[2])), named(other.ph, name, (one) => span(one[2])));
  }
  for (const name of new Set([...(drill.lg || []), ...(other.lg || [])].map((ledger) => ledger.n))) {
    for (const [field, label] of LEDGER) pair(`${name}: ${label.toLowerCase()}`, named(drill.lg, name, (one) => count(one[field])), named(other.lg, name, (one) => count(one[field])));
    pair(`${name}: longest pause`, named(drill.lg, name, (one) => span(one.gap)), named(other.lg, name, (one) => span(one.gap)));
  }
  const steps = (which, one) => which.scenarios[one.s].steps.map((text, at) => [text, one.st?.[at]?.[0]]);
  const before = new Map(steps(otherRun, other));
  for (const [text, verdict] of steps(run, drill)) if (before.get(text) !== verdict) pair(text, verdict, before.get(text));
  return [table("Two drills beside each other", ["", run.id, otherRun.id], rows),
    h("h3", null, run.id), picture(run.id, drill, run.scenarios[drill.s], Math.max(drill.d, other.d)),
    h("h3", null, otherRun.id), picture(otherRun.id, other, otherRun.scenarios[other.s], Math.max(drill.d, other.d))];
}

function offerComparison() {
  const form = document.getElementById("compare");
  const runs = [...drillbook.known.runs].reverse();
  if (runs.length < 2) return;
  for (const [name, chosen] of [["first", 0], ["second", 1]]) {
    form.elements[name].append(...runs.map((run, at) => h("option", { value: run.id, selected: at === chosen ? "" : null }, `${run.id}, ${run.target}, ${run.verdict}`)));
  }
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const [first, second] = await Promise.all([form.elements.first, form.elements.second].map((choice) => load(choice.value)));
    document.getElementById("compared").replaceChildren(...comparedRuns(first, second));
  });
}

function comparedRuns(first, second) {
  const drills = (run) => new Map(run.drills.map((drill, at) => [`${run.scenarios[drill.s].system}: ${run.scenarios[drill.s].name}`, [drill, at]]));
  const [here, there] = [drills(first), drills(second)];
  const cell = (run, found) => {
    if (!found) return quiet("not drilled");
    const longest = Math.max(0, ...(found[0].ph || []).map((phase) => phase[2]));
    return h("a", { href: `drill.html#${encodeURIComponent(run.id)}/${found[1]}` }, `${SIGNS[found[0].v]} ${found[0].v}${longest ? `, ${span(longest)}` : ""}`);
  };
  const names = [...new Set([...here.keys(), ...there.keys()])];
  const changed = (name) => here.get(name)?.[0].v !== there.get(name)?.[0].v;
  names.sort((one, two) => changed(two) - changed(one));
  const rows = names.map((name) => [changed(name) ? h("span", { class: "differs" }, `${name} ≠`) : name, cell(first, here.get(name)), cell(second, there.get(name))]);
  return [h("h2", { id: "comparison" }, `${names.filter(changed).length} of ${names.length} scenarios ended otherwise`), table("Two runs beside each other", ["Scenario", first.id, second.id], rows)];
}

function reveal() {
  const goal = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let box = goal; box; box = box.parentElement) if (box.tagName === "DETAILS") box.open = true;
  if (goal) goal.scrollIntoView({ block: "start" });
}

ageing();
addEventListener("hashchange", reveal);
reveal();
