// A plan's whole text, its targets marked where they stand.
"use strict";

async function documentPage(id, params) {
  const plan = report.documentOf.get(id);
  if (!plan) return notFound();
  const text = await loadPart(`texts/${plan.file_number}`);
  const marks = text.marks.filter((mark) => report.byId.has(mark.id));
  const facts = [["issuer", plan.issuer], ["number", plan.number], ["published_on", plan.published_on], ["plan_period", plan.plan_start && `${plan.plan_start} — ${plan.plan_end ?? ""}`], ["file", plan.file]];
  return [
    element("nav", { class: "neighbours", "aria-label": say("documents") },
      report.byId.has(params.at) && link(targetAddress(params.at), {}, `← ${report.byId.get(params.at).indicator}`),
      link(listAddress({ document: id }), {}, say("targets_in_document"), ` (${number(marks.length)})`)),
    element("header", { class: "heading" },
      element("p", { class: "kicker" }, chinese(plan.region)),
      element("h1", { tabindex: -1 }, chinese(plan.title)),
      element("dl", { class: "imprint" }, facts.filter(([, value]) => value).map(([name, value]) => element("div", {}, element("dt", {}, say(name)), element("dd", {}, chinese(value)))))),
    plan.failure && element("p", { class: "nothing" }, chinese(plan.failure)),
    text.text ? element("p", { class: "hint" }, say("document_hint")) : element("p", { class: "nothing" }, say("no_text")),
    element("div", { class: "document" },
      element("article", { class: "text", lang: "zh-CN" }, markedText(text.text, marks, params.at)),
      element("aside", { "aria-label": say("targets_in_document") }, element("h2", {}, say("targets_in_document")), element("ol", { class: "brief" }, marks.map((mark) => markedTarget(mark.id, id, params.at))))),
  ];
}

function markedTarget(id, plan, at) {
  const target = report.byId.get(id);
  return element("li", { class: id === at ? "here" : null },
    statusIcon(report.statusOf.get(target.status)),
    element("div", {}, link(documentAddress(plan, id), { "aria-current": id === at ? "true" : null }, chinese(target.indicator)), element("small", {}, promise(target))));
}

/** The text with every number that is a target marked as a link to it; the sentence of `at` as a whole. */
function markedText(text, marks, at) {
  const characters = Array.from(text); // offsets count characters, not UTF-16 units
  const here = marks.find((mark) => mark.id === at);
  const pieces = [];
  let position = 0;
  const until = (end, into) => {
    if (end > position) into.push(characters.slice(position, end).join(""));
    position = Math.max(position, end);
  };
  const numbers = (end, into) => {
    for (const mark of marks) {
      if (mark.value_start < position || mark.value_end > end) continue;
      until(mark.value_start, into);
      const target = report.byId.get(mark.id);
      into.push(link(targetAddress(mark.id), { class: `value of-${target.status}`, title: target.indicator, "aria-label": null }, characters.slice(mark.value_start, mark.value_end).join("")));
      position = mark.value_end;
    }
    until(end, into);
  };
  if (here) {
    numbers(here.quote_start, pieces);
    const sentence = [];
    numbers(here.quote_end, sentence);
    pieces.push(element("mark", { id: "here", tabindex: -1 }, sentence));
  }
  numbers(characters.length, pieces);
  return pieces;
}

/** The plans, for those who look for one by its name. */
function documentList() {
  return [
    element("h1", { tabindex: -1 }, say("documents")),
    scoreboard("document", groupBy(report.targets, (target) => [target.document]), (id) => documentAddress(id)),
    unreadablePlans(),
  ];
}
