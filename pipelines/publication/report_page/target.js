// A target's page: promise, curve, calculation, sentence, figures with their vintages, corrections, other plans.
"use strict";

const AROUND = 140; // characters of the plan before and after the sentence

async function targetPage(id) {
  const target = report.byId.get(id);
  if (!target) return notFound();
  const [panels, text] = await Promise.all([loadPart(`panels/${target.file}`), textOf(target.plan)]);
  const panel = panels[id];
  const points = curvePoints(target, panel);
  const told = panel.figures.find((figure) => figure.is_told);
  const result = told && resultSection(told, await textOf(report.documentOf.get(told.document)));
  return [
    neighbours(target),
    heading(target, panel),
    facts(target, panel),
    result && element("div", { class: "page pair" }, element("div", {}, sentenceSection(target, text)), element("div", {}, result)),
    element("div", { class: "page" },
      element("div", {}, curveSection(target, panel, points), section("calculation", calculation(target, panel)), toSendSection(panel), figuresSection(panel)),
      element("div", {}, !result && sentenceSection(target, text), otherPlans(panel), peopleSection(panel), detailsSection(target, panel))),
  ];
}

/** The text of a document, with what stands where in it; null where there is no such document. */
function textOf(plan) {
  return plan ? loadPart(`texts/${plan.file_number}`) : null;
}

function section(name, ...content) {
  return element("section", { class: name, "aria-labelledby": `at-${name}` }, element("h2", { id: `at-${name}` }, say(name)), ...content);
}

/** What to send so that the target can be judged, and the first row to fill in. */
function toSendSection(panel) {
  const { to_send: wanted } = panel;
  if (!wanted) return false;
  const row = [wanted.indicator, wanted.region, wanted.period, "", wanted.unit ?? "", sayOne("bases", wanted.basis)];
  const heads = ["indicator", "region", "period", "value", "unit_to_send", "basis"].map((name) => [say(name)]);
  return section("to_send", chinese(wanted.what_to_send, "p"),
    wanted.period && table(say("to_send"), heads, [element("tr", {}, row.map((cell) => element("td", {}, cell ? chinese(cell) : "____")))]));
}

/** The way back to the list that was looked at, and to its next target. */
function neighbours(target) {
  const filters = lastFilters();
  const found = select(filters);
  const place = found.indexOf(target);
  const step = (to, name) => (found[to] ? link(targetAddress(found[to].id), {}, name) : element("span", { class: "off" }, name));
  return element("nav", { class: "neighbours", "aria-label": say("targets") },
    link(listAddress(filters), {}, `← ${say("back")}`),
    place >= 0 && element("span", { class: "steps" }, step(place - 1, say("previous_target")), element("span", {}, say("of_list", number(place + 1), number(found.length))), step(place + 1, say("next_target"))));
}

function heading(target, panel) {
  const status = report.statusOf.get(target.status);
  const worst = target.worst_status && target.worst_status !== target.status && report.statusOf.get(target.worst_status);
  return element("header", { class: "heading" },
    element("p", { class: "kicker" }, chinese(target.region), target.plan && [" · ", chinese(target.plan.title)]),
    element("h1", { tabindex: -1 }, chinese(target.indicator)),
    element("p", { class: "standing" }, statusBadge(status), panel.is_stale && element("small", {}, say("stale")), panel.projected_to_miss && element("small", {}, say("to_miss")), worst && worst.severity > status.severity && element("small", {}, say("worst"), say("colon"), statusName(worst))));
}

function facts(target, panel) {
  const { name, value } = reached(target);
  const gap = target.gap_points;
  const rows = [
    [say("goal"), promise(target), say("by", dueDate(target.deadline))],
    [say("latest"), target.observed == null ? say("nothing_reported") : amount(target.observed, target.unit), target.observed_on && longDate(target.observed_on)],
    [name, percent(value), target.progress_pct != null && value !== target.progress_pct && `${say("progress")} ${percent(target.progress_pct)}`],
    [say("expected"), amount(panel.due_value ?? panel.expected_value, target.unit), gap != null && `${say(gap < 0 ? "behind_by" : "ahead_by")}${number(Math.abs(gap), 1)}${say("points")}`],
    panel.projected_value != null && [say("projected"), amount(panel.projected_value, target.unit), panel.projected_on ? say("projected_on", longDate(panel.projected_on)) : percent(panel.projected_pct)],
    panel.required_per_month != null && panel.required_per_month !== 0 && [say("needed"), amount(panel.required_per_month, target.unit, 2), null],
  ].filter(Boolean);
  return element("dl", { class: "facts" }, rows.map(([term, shown, remark]) => element("div", {}, element("dt", {}, term), element("dd", {}, element("b", {}, shown), remark && element("small", {}, remark)))));
}

function curveSection(target, panel, points) {
  if (!points.length) return section("curve", element("p", { class: "nothing" }, say("no_curve")));
  const place = element("div", { class: "chart", role: "img", "aria-label": say("chart_label", target.indicator) });
  queueMicrotask(() => requestAnimationFrame(() => drawCurve(place, target, panel, points).catch(() => place.replaceChildren(say("no_curve")))));
  const ordered = [...points].sort((one, other) => one.date.localeCompare(other.date));
  return section("curve", element("p", { class: "hint" }, say("unit_of_chart", unitOfCurve(target, points))), place,
    element("details", {}, element("summary", {}, say("curve_table")),
      table(say("curve_table"), [[say("date")], [say("curve")], [say("value"), "number"]],
        ordered.map((point) => element("tr", {}, element("td", { class: "date" }, point.date), element("td", {}, say(point.kind)), element("td", { class: "number" }, amount(point.value, target.unit)))))));
}

/** The reason, a step a line: its steps are set apart by ； as the method writes them. In English it is told anew. */
function calculation(target, panel) {
  if (!panel.reason) return element("p", { class: "nothing" }, say("none"));
  const steps = panel.reason.split("；").map((step, at, all) => (at < all.length - 1 ? `${step}；` : step));
  const list = (lines, language) => element("ol", { class: "steps-of-calculation", lang: language }, lines.map((line) => element("li", {}, line)));
  if (language === "zh") return list(steps, "zh-CN");
  return [list(calculationInEnglish(target, panel), "en"), element("details", {}, element("summary", {}, say("in_chinese")), list(steps, "zh-CN"))];
}

/** The same calculation from the same numbers: what was found, how far that is, where it should be, where it leads. */
function calculationInEnglish(target, panel) {
  const found = RULES_IN_ENGLISH[panel.rule] ?? panel.rule;
  const { name, value } = reached(target);
  const gap = target.gap_points;
  const due = panel.due_value ?? panel.expected_value;
  const duePct = panel.due_value == null ? target.expected_pct : panel.due_pct;
  return [
    target.observed == null ? `${found}.` : `${found}: ${amount(target.observed, target.unit)} on ${longDate(target.observed_on)}.`,
    `Promised: ${promise(target)} by ${dueDate(target.deadline)}${value == null ? "" : `. ${name}: ${percent(value)}`}.`,
    panel.baseline_value != null && target.progress_pct != null && `From ${amount(panel.baseline_value, target.unit)}, ${percent(target.progress_pct)} of the way.`,
    due != null && `Expected ${panel.due_value == null ? "by now" : "on that day"}: ${amount(due, target.unit)}${duePct == null ? "" : ` (${percent(duePct)})`}${gap == null ? "" : `, ${say(gap < 0 ? "behind_by" : "ahead_by")}${number(Math.abs(gap), 1)}${say("points")}`}.`,
    panel.projected_value != null && `At this pace: ${amount(panel.projected_value, target.unit)} at the deadline${panel.projected_pct == null ? "" : ` (${percent(panel.projected_pct)})`}${panel.projected_to_miss ? ", less than promised" : ""}.`,
    panel.is_stale && `The latest figure is ${number(panel.figure_age_days)} days old, longer than its own reporting rhythm.`,
    `${statusName(report.statusOf.get(target.status))}.`,
  ].filter(Boolean);
}

function figuresSection(panel) {
  const { figures } = panel;
  if (!figures.length) return section("vintages", element("p", { class: "nothing" }, say("no_figures")));
  const rows = figures.map((figure) => {
    const until = figure.known_until && say(figure.is_taken_back ? "taken_back" : "corrected", figure.known_until, figure.corrected_by ?? "");
    const reported = `${figure.reported_value}${figure.reported_unit ?? ""}`;
    const value = amount(figure.value, figure.unit);
    return element("tr", { class: until ? "superseded" : figure.is_used ? "used" : null },
      element("th", { scope: "row" }, chinese(figure.period), element("small", {}, sayOne("bases", figure.basis))),
      element("td", { class: "number" }, until ? element("s", {}, value) : value, reported !== value && element("small", {}, chinese(reported))),
      element("td", {}, chinese(figure.source ?? say("none"), "span", { class: "source" }), figure.note && chinese(figure.note, "small")),
      element("td", {}, element("span", { class: "date" }, figure.known_from), element("small", {}, figure.document ? placeInDocument(figure) : placeInFile(figure)),
        until && element("small", { class: "correction" }, until, figure.correction && [say("because"), chinese(figure.correction)]), figure.is_used && element("small", { class: "used-mark" }, "✓ ", say("is_used"))));
  });
  return section("vintages", table(say("vintages"), [[say("period")], [say("value"), "number"], [say("source")], [say("known")]], rows, { scrolls: true }), figures.length >= 200 && element("p", { class: "hint" }, say("figures_cut")));
}

function placeInFile(figure) {
  return [say("of_file"), chinese(figure.file ?? ""), " ", figure.sheet ? chinese(figure.sheet) : "", figure.sheet ? " " : "", say("row", figure.row)];
}

/** The sentence itself, which leads to its place; a document that is gone leads nowhere. */
function placeInDocument(figure) {
  const sentence = chinese(`“${figure.quote}”`);
  return [say("of_document"), report.documentOf.has(figure.document) && !figure.known_until ? link(documentAddress(figure.document, figure.figure), {}, sentence) : sentence];
}

/** The sentence by which a document states the result, in its place, as the promise stands in its own. */
function resultSection(figure, text) {
  const plan = report.documentOf.get(figure.document);
  const mark = text?.figures.find((one) => one.id === figure.figure);
  return section("result",
    element("blockquote", { class: "passage result", lang: "zh-CN" }, mark ? passageAround(text, mark) : chinese(figure.quote, "mark")),
    element("p", { class: "source-of-sentence" }, chinese(figure.source)),
    plan && mark && element("p", {}, link(documentAddress(figure.document, figure.figure), { class: "button" }, `${say("in_full_text")} →`)));
}

/** The plan's sentence in its place: some of the text around it, the sentence and its number marked. */
function sentenceSection(target, text) {
  const mark = text?.marks.find((one) => one.id === target.id);
  const passage = mark ? passageAround(text, mark) : [chinese(target.quote, "mark")];
  return section("sentence",
    element("blockquote", { class: "passage", lang: "zh-CN" }, passage),
    target.plan && element("p", { class: "source-of-sentence" }, chinese(`《${target.plan.title}》`), target.clause && [" ", say("clause"), " ", chinese(target.clause)]),
    mark && element("p", {}, link(documentAddress(target.document, target.id), { class: "button" }, `${say("in_full_text")} →`)));
}

function passageAround(text, mark) {
  const characters = Array.from(text.text); // offsets count characters, not UTF-16 units
  const cut = (from, to) => characters.slice(from, to).join("");
  let first = Math.max(0, mark.quote_start - AROUND);
  let last = Math.min(characters.length, mark.quote_end + AROUND);
  const line = characters.indexOf("\n", first); // begin and end with a paragraph where one begins or ends nearby
  if (first > 0 && line >= 0 && line < mark.quote_start) first = line + 1;
  const end = characters.lastIndexOf("\n", last - 1);
  if (last < characters.length && end >= mark.quote_end) last = end;
  return [
    first > 0 ? "……" : "", cut(first, mark.quote_start),
    element("mark", {}, cut(mark.quote_start, mark.value_start), element("strong", {}, cut(mark.value_start, mark.value_end)), cut(mark.value_end, mark.quote_end)),
    cut(mark.quote_end, last), last < characters.length ? "……" : "",
  ];
}

/** Kinds of pairs of which only one target can be followed; the others only belong together. */
const CONTRADICTIONS = new Set(["same_year_different_value", "later_is_lower"]);

function otherPlans(panel) {
  if (!panel.conflicts.length && !panel.path.length) return section("other_plans", element("p", { class: "nothing" }, say("no_other_plans")));
  const line = (id, ...more) => {
    const other = report.byId.get(id);
    return [other ? link(targetAddress(id), {}, chinese(other.indicator), " ", dueDate(other.deadline), " ", promise(other)) : id, other?.plan && chinese(` 《${other.plan.title}》`, "small"), ...more];
  };
  const compared = new Set(panel.conflicts.map((conflict) => conflict.other));
  const milestones = panel.path.filter(({ id }) => !compared.has(id));
  return section("other_plans",
    [...groupBy(panel.conflicts, (conflict) => [conflict.kind])].map(([kind, conflicts]) => [
      element("h3", {}, sayOne("comparisons", kind)),
      element("ul", { class: "conflicts" }, conflicts.map(({ other, is_followed, reason }) => element("li", { class: CONTRADICTIONS.has(kind) ? "contradiction" : null },
        line(other, chinese(reason, "p"), CONTRADICTIONS.has(kind) && element("p", { class: "verdict" }, is_followed ? "✓ " : "→ ", say(is_followed ? "followed" : "not_followed"))))))]),
    milestones.length > 0 && [element("h3", {}, say("path")), element("ul", { class: "plain" }, milestones.map(({ id }) => element("li", {}, line(id))))]);
}

function peopleSection(panel) {
  if (!panel.corrections.length) return section("people", element("p", { class: "nothing" }, say("no_corrections")));
  return section("people", element("ul", { class: "plain" }, panel.corrections.map((correction) => {
    const [zh, en] = report.fields[correction.field] ?? [correction.field, correction.field];
    return element("li", {}, correction.action === "edit" ? say("corrected_field", language === "zh" ? zh : en, correction.was ?? say("none"), correction.value ?? say("none")) : say("accepted"), chinese(correction.reason, "small"));
  })));
}

function detailsSection(target, panel) {
  const period = (from, to) => `${from ?? say("undated")} — ${to ?? say("undated")}`;
  const rows = [
    ["lead_units", target.units.length && chinese(target.units.join("、"))],
    ["support_units", panel.support_units.length && chinese(panel.support_units.join("、"))],
    ["measure", sayOne("measures", target.measure)],
    ["period_of", period(panel.starts_on, panel.due_on)],
    ["commitment", sayOne("commitments", target.commitment)],
    ["binding", sayOne("bindings", target.binding)],
    ["baseline", panel.baseline_value != null && amount(panel.baseline_value, target.unit)],
    ["confidence", percent(100 * target.confidence)],
    ["rule", panel.rule && element("code", {}, panel.rule)],
    ["target_id", element("code", {}, target.id)],
  ];
  return section("details", element("dl", { class: "details" }, rows.filter(([, value]) => value).map(([name, value]) => [element("dt", {}, say(name)), element("dd", {}, value)])));
}
