// A document's whole text, its targets and reported figures marked where they stand.
"use strict";

async function documentPage(id, params) {
  const plan = report.documentOf.get(id);
  if (!plan) return notFound();
  const text = await loadPart(`texts/${plan.file_number}`);
  const marks = text.marks.filter((mark) => report.byId.has(mark.id));
  const numbers = [...marks, ...text.figures].sort((one, other) => one.value_start - other.value_start);
  const facts = [["issuer", plan.issuer], ["number", plan.number], ["published_on", plan.published_on], ["plan_period", plan.plan_start && `${plan.plan_start} — ${plan.plan_end ?? ""}`], ["file", plan.file]];
  return [
    element("nav", { class: "neighbours", "aria-label": say("documents") },
      report.byId.has(params.at) && link(targetAddress(params.at), {}, `← ${report.byId.get(params.at).indicator}`),
      marks.length > 0 && link(listAddress({ document: id }), {}, say("targets_in_document"), ` (${number(marks.length)})`)),
    element("header", { class: "heading" },
      element("p", { class: "kicker" }, chinese(plan.region)),
      element("h1", { tabindex: -1 }, chinese(plan.title)),
      element("dl", { class: "imprint" }, facts.filter(([, value]) => value).map(([name, value]) => element("div", {}, element("dt", {}, say(name)), element("dd", {}, chinese(value)))))),
    plan.failure && element("p", { class: "nothing" }, chinese(plan.failure)),
    text.text ? element("p", { class: "hint" }, say("document_hint"), text.figures.length > 0 && say("figures_hint", number(text.figures.length))) : element("p", { class: "nothing" }, say("no_text")),
    element("div", { class: "document" },
      element("article", { class: "text", lang: "zh-CN" }, markedText(text.text, numbers, params.at)),
      marks.length > 0 && element("aside", { "aria-label": say("targets_in_document") }, element("h2", {}, say("targets_in_document")), element("ol", { class: "brief" }, marks.map((mark) => markedTarget(mark.id, id, params.at))))),
  ];
}

function markedTarget(id, plan, at) {
  const target = report.byId.get(id);
  return element("li", { class: id === at ? "here" : null },
    statusIcon(report.statusOf.get(target.status)),
    element("div", {}, link(documentAddress(plan, id), { "aria-current": id === at ? "true" : null }, chinese(target.indicator)), element("small", {}, promise(target))));
}

/** The text with every number marked: a target as a link to it, a reported figure by what it is; the sentence of `at` as
 *  a whole. */
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
      const shown = characters.slice(mark.value_start, mark.value_end).join("");
      into.push(target
        ? link(targetAddress(mark.id), { class: `value of-${target.status}`, title: target.indicator }, shown)
        : element("span", { class: "value reported", title: `${mark.indicator} ${sayOne("bases", mark.basis)} ${amount(mark.value, mark.unit)}` }, shown));
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
    reportingDocuments(),
    unreadablePlans(),
  ];
}

/** Documents that promise nothing and report: communiqués and the like. */
function reportingDocuments() {
  const reporting = report.documents.filter((plan) => plan.targets === 0 && plan.figures > 0);
  return reporting.length > 0 && element("section", {},
    element("h2", {}, say("reporting_documents")),
    element("ul", { class: "plain" }, reporting.map((plan) => element("li", {}, link(documentAddress(plan.id), {}, chinese(plan.title)), element("small", {}, chinese(plan.region), plan.published_on && ` · ${plan.published_on}`, " · ", say("figures_stated", number(plan.figures)))))));
}
