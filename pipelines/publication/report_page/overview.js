// The first page: how many targets have which status, what has changed, what falls due, what is owed.
"use strict";

const SHOWN = 8; // entries of a list on the overview
const ROWS = 12; // rows of a table before the rest is unfolded
const TROUBLED = ["breached", "missed", "far_behind", "behind"];

function overview() {
  const { targets } = report;
  const counts = countByStatus(targets);
  const dueSoon = targets.filter(isDueSoon).sort((one, other) => one.deadline.localeCompare(other.deadline));
  const overdue = targets.filter((target) => target.status === "overdue_no_data").sort((one, other) => other.deadline.localeCompare(one.deadline));
  return [
    element("h1", { class: "lead", tabindex: -1 }, say("lead", number(targets.length), number(counts.attained ?? 0), number(overdue.length))),
    keyFigures(targets, counts, dueSoon.length),
    statusSection(counts, targets.length),
    element("div", { class: "columns" },
      changesSection(),
      element("section", {}, element("h2", {}, say("due_soon")), briefList(dueSoon, say("nothing_due"), { due: "soon" }, (target) => say("days_left", number(daysBetween(report.asOf, target.deadline))))),
      element("section", {}, element("h2", {}, say("overdue")), briefList(overdue, say("nothing_overdue"), { status: "overdue_no_data" }, (target) => say("days_over", number(daysBetween(target.deadline, report.asOf)))))),
    scoreboard("region", groupBy(targets, (target) => [target.region]), (region) => listAddress({ region })),
    scoreboard("unit", groupBy(targets, (target) => (target.units.length ? target.units : [""])), (unit) => unit && listAddress({ unit }), say("no_unit")),
    scoreboard("document", groupBy(targets, (target) => [target.document]), (document) => listAddress({ document })),
    unreadablePlans(),
  ];
}

/** By a figure of its period; one from before answers nothing yet. */
function isAnswered(target) {
  return target.observed != null && target.status !== "no_data";
}

function countByStatus(targets) {
  const counts = {};
  for (const { status } of targets) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

/** Key → targets; a target may stand under several keys. */
function groupBy(targets, keysOf) {
  const groups = new Map();
  for (const target of targets) {
    for (const key of keysOf(target)) {
      if (!groups.has(key)) groups.set(key, []);
      groups.get(key).push(target);
    }
  }
  return groups;
}

function keyFigures(targets, counts, dueSoon) {
  const withFigures = targets.filter(isAnswered).length;
  const troubled = TROUBLED.reduce((sum, status) => sum + (counts[status] ?? 0), 0);
  const plans = new Set(targets.map((target) => target.document)).size;
  const figures = [
    [targets.length, "count", say("documents_hint", number(plans)), listAddress({})],
    [withFigures, "with_figures", say("with_figures_hint", share(withFigures, targets.length)), null],
    [counts.attained ?? 0, "attained", say("attained_hint", share(counts.attained ?? 0, targets.length)), listAddress({ status: "attained" })],
    [troubled, "attention", say("attention_hint"), listAddress({ status: TROUBLED.join(",") })],
    [dueSoon, "due_soon", say("due_soon_hint", number(report.dueSoonDays ?? 0)), listAddress({ due: "soon" })],
    [counts.overdue_no_data ?? 0, "overdue", say("overdue_hint"), listAddress({ status: "overdue_no_data" })],
  ];
  return element("ul", { class: "key-figures" }, figures.map(([value, name, hint, address]) => {
    const shown = [element("b", {}, number(value)), element("span", {}, say(name)), element("small", {}, hint)];
    return element("li", {}, address ? link(address, {}, ...shown) : element("div", {}, ...shown));
  }));
}

function statusSection(counts, all) {
  const present = report.statuses.filter((status) => counts[status.status]);
  return element("section", { class: "statuses" },
    element("h2", {}, say("by_status")),
    bar(counts, all, "wide"),
    element("ul", { class: "legend" }, present.map((status) => element("li", {},
      link(listAddress({ status: status.status }), {}, statusBadge(status), element("b", {}, number(counts[status.status])), element("small", {}, share(counts[status.status], all)))))));
}

/** One bar of all statuses. It repeats numbers that stand beside it, so screen readers pass it over. */
function bar(counts, all, kind = "") {
  return element("div", { class: `bar ${kind}`, "aria-hidden": "true" }, report.statuses.filter((status) => counts[status.status]).map((status) => {
    const part = element("span", { class: `fill of-${status.status}`, title: `${statusName(status)} ${number(counts[status.status])}` });
    part.style.flexGrow = counts[status.status];
    return part;
  }));
}

/** A list of targets in a few lines, and a link to all of them. */
function briefList(targets, nothing, filters, remark) {
  if (!targets.length) return element("p", { class: "nothing" }, nothing);
  return [
    element("ul", { class: "brief" }, targets.slice(0, SHOWN).map((target) => element("li", {},
      statusIcon(report.statusOf.get(target.status)),
      element("div", {},
        link(targetAddress(target.id), {}, element("span", { class: "unseen" }, statusName(report.statusOf.get(target.status)), say("colon")), chinese(target.indicator)),
        element("small", {}, chinese(target.region), " · ", promise(target))),
      element("span", { class: "remark" }, element("time", { datetime: target.deadline }, target.deadline), element("small", {}, remark(target)))))),
    targets.length > SHOWN && element("p", { class: "more" }, link(listAddress(filters), {}, say("all_of", number(targets.length)))),
  ];
}

function changesSection() {
  const { previous } = report;
  const section = element("section", {}, element("h2", {}, say("changed")));
  if (!previous) section.append(element("p", { class: "nothing" }, say("first_publication")));
  else if (!previous.changes.length) section.append(element("p", { class: "nothing" }, say("nothing_changed", longDate(previous.asOf))));
  else {
    section.append(
      element("p", { class: "hint" }, say("changed_since", longDate(previous.asOf)), say("colon"), kindsOfChange(previous.changes)),
      changeList(previous.changes.slice(0, SHOWN)));
    if (previous.changes.length > SHOWN) section.append(element("p", { class: "more" }, link(addressOf("changes"), {}, say("all_of", number(previous.changes.length)))));
  }
  return section;
}

function kindsOfChange(changes) {
  return Object.keys(WORDS.zh.kinds).map((kind) => [kind, changes.filter((change) => change.kind === kind).length])
    .filter(([, count]) => count).map(([kind, count]) => `${sayOne("kinds", kind)} ${number(count)}`).join(say("separator"));
}

function changeList(changes) {
  return element("ul", { class: "brief" }, changes.map((change) => {
    const status = report.statusOf.get(change.status ?? "undecided");
    const name = chinese(change.indicator);
    return element("li", {},
      change.kind === "gone" ? element("span", { class: "icon" }) : statusIcon(status),
      element("div", {},
        report.byId.has(change.id) ? link(targetAddress(change.id), {}, name) : name,
        element("small", {}, chinese(change.region), " · ", sayOne("kinds", change.kind))),
      element("span", { class: "remark" }, whatChanged(change)));
  }));
}

function whatChanged(change) {
  const name = (status) => statusName(report.statusOf.get(status ?? "undecided"));
  if (change.kind === "status") return `${name(change.status_was)} → ${name(change.status)}`;
  if (change.kind === "figure") return `${amount(change.observed_was, change.unit_was)} → ${amount(change.observed, change.unit)}`;
  if (change.kind === "promise") return `${amount(change.value_was, change.unit_was)} → ${amount(change.value, change.unit)}`;
  return change.kind === "gone" ? amount(change.value_was, change.unit_was) : amount(change.value, change.unit);
}

/** Counts by region, unit or plan; the longest first, what exceeds ROWS unfolds. */
function scoreboard(by, groups, address, nameless = "") {
  const ordered = [...groups].sort(([, one], [, other]) => other.length - one.length);
  const row = ([key, targets]) => {
    const counts = countByStatus(targets);
    const troubled = TROUBLED.reduce((sum, status) => sum + (counts[status] ?? 0), 0);
    const withFigures = targets.filter(isAnswered).length;
    const plan = by === "document" && report.documentOf.get(key);
    const name = plan ? plan.title : key;
    const shown = name ? chinese(name) : nameless || say("no_document");
    return element("tr", {},
      element("th", { scope: "row" }, address(key) ? link(address(key), {}, shown) : shown,
        plan && element("small", {}, chinese(plan.region), plan.published_on && ` · ${plan.published_on}`, " · ", link(documentAddress(plan.id), {}, say("text_of"), element("span", { class: "unseen" }, plan.title)))),
      element("td", { class: "number" }, number(targets.length)),
      element("td", { class: "number" }, percent((100 * withFigures) / targets.length)),
      element("td", { class: "number wide-only" }, number(counts.attained ?? 0)),
      element("td", { class: "number wide-only" }, number(troubled)),
      element("td", { class: "number wide-only" }, number(counts.overdue_no_data ?? 0)),
      element("td", { class: "distribution" }, bar(counts, targets.length)));
  };
  const heads = [[say(by)], [say("targets_short"), "number"], [say("share_with_figures"), "number"], [say("attained"), "number wide-only"], [say("attention"), "number wide-only"], [say("overdue"), "number wide-only"], [say("distribution"), "distribution"]];
  const section = element("section", { class: "scoreboard" }, element("h2", {}, say(`by_${by}`)), table(say(`by_${by}`), heads, ordered.slice(0, ROWS).map(row)));
  if (ordered.length > ROWS) {
    const unfold = element("button", { type: "button", onclick: () => {
      section.querySelector("tbody").append(...ordered.slice(ROWS).map(row));
      section.querySelectorAll("tbody a")[ROWS]?.focus();
      unfold.remove();
    } }, say("show_all_rows", number(ordered.length)));
    section.append(element("p", { class: "more" }, unfold));
  }
  return section;
}

function unreadablePlans() {
  const failed = report.documents.filter((plan) => plan.failure);
  return failed.length > 0 && element("section", {},
    element("h2", {}, say("unreadable", number(failed.length))),
    element("ul", { class: "plain" }, failed.map((plan) => element("li", {}, chinese(plan.file, "b"), say("colon"), chinese(plan.failure)))));
}

/** Every change since the former publication, a page at a time. */
function allChanges(params) {
  if (!report.previous) return [element("h1", { tabindex: -1 }, say("changed")), element("p", {}, say("first_publication"))];
  const { changes, asOf } = report.previous;
  const page = pageOf(changes, params.page);
  return [
    element("h1", { tabindex: -1 }, say("changed")),
    element("p", { class: "hint" }, say("changed_since", longDate(asOf)), say("colon"), kindsOfChange(changes)),
    changeList(page.rows),
    pager(page, (number) => addressOf("changes", "", { page: number })),
  ];
}
