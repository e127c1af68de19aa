// All targets: search, filters, order, a page at a time.
"use strict";

const PAGE_ROWS = 50;
const ORDERS = {
  indicator: (one, other) => one.indicator.localeCompare(other.indicator, "zh-CN"),
  attainment: (one, other) => (reached(one).value ?? Infinity) - (reached(other).value ?? Infinity),
  gap: (one, other) => (one.gap_points ?? Infinity) - (other.gap_points ?? Infinity),
  deadline: (one, other) => (one.deadline ?? "9999").localeCompare(other.deadline ?? "9999"),
};

/** The targets that the filters let through, in their order. The order of the index is: worst first. */
function select(filters) {
  const words = (filters.q ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  const statuses = filters.status ? new Set(filters.status.split(",")) : null;
  const found = report.targets.filter((target) =>
    (!statuses || statuses.has(target.status))
    && (!filters.region || target.region === filters.region)
    && (!filters.unit || target.units.includes(filters.unit))
    && (!filters.year || String(target.year) === filters.year)
    && (!filters.document || target.document === filters.document)
    && (filters.due !== "soon" || isDueSoon(target))
    && words.every((word) => target.haystack.includes(word)));
  const [name, direction] = (filters.sort ?? "").split("-");
  if (Object.hasOwn(ORDERS, name)) found.sort(direction === "down" ? (one, other) => ORDERS[name](other, one) : ORDERS[name]);
  return found;
}

function pageOf(rows, asked) {
  const pages = Math.max(1, Math.ceil(rows.length / PAGE_ROWS));
  const page = Math.min(Math.max(1, Math.trunc(Number(asked)) || 1), pages);
  return { page, pages, rows: rows.slice((page - 1) * PAGE_ROWS, page * PAGE_ROWS), first: (page - 1) * PAGE_ROWS };
}

function pager({ page, pages }, address) {
  if (pages === 1) return null;
  const step = (to, name, rel) => (to < 1 || to > pages ? element("span", { class: "off" }, name) : link(address(to === 1 ? null : to), { rel }, name));
  return element("nav", { class: "pager", "aria-label": say("pages") },
    step(page - 1, say("previous_page"), "prev"), element("span", {}, say("page_of", number(page), number(pages))), step(page + 1, say("next_page"), "next"));
}

let showWholeList = null; // set while a list is shown: on paper it is whole

function list(params) {
  const filters = { ...params };
  const results = element("div", { class: "results" });
  const title = element("h1", { tabindex: -1 });
  const form = filterForm(filters, (changed, typing) => {
    Object.assign(filters, changed, { page: null });
    rememberAddress(listAddress(filters), typing);
    show();
  });
  const show = (isWhole = false) => {
    const found = select(filters);
    title.textContent = [...summaryOf(filters), say("found", number(found.length))].join(" · ");
    results.replaceChildren(...listResults(found, isWhole ? { page: 1, pages: 1, rows: found } : pageOf(found, filters.page), filters, (sort) => {
      Object.assign(filters, { sort, page: null });
      rememberAddress(listAddress(filters));
      show();
      results.querySelector(`th[aria-sort] button`)?.focus();
    }).filter(Boolean));
    announce(say("found", number(found.length)));
    form.mark(filters);
  };
  show();
  showWholeList = show;
  return [element("div", { class: "list" }, form.element, element("div", { class: "found" }, title, results))];
}

/** The filters in words, for the heading and for print. */
function summaryOf(filters) {
  return [
    filters.q && `“${filters.q}”`,
    filters.region,
    filters.unit,
    filters.year,
    filters.document && (report.documentOf.get(filters.document)?.title ?? filters.document),
    filters.due === "soon" && say("due_soon_filter"),
    filters.status && filters.status.split(",").map((name) => (report.statusOf.has(name) ? statusName(report.statusOf.get(name)) : name)).join(say("separator")),
  ].filter(Boolean);
}

function filterForm(filters, change) {
  const counts = countByStatus(report.targets);
  const chosen = () => new Set((filters.status ?? "").split(",").filter(Boolean));
  const search = element("input", { type: "search", id: "q", value: filters.q, placeholder: say("search_hint"), autocomplete: "off", spellcheck: "false", oninput: () => change({ q: search.value }, true) });
  const choices = {
    region: countsOf((target) => [target.region]),
    unit: countsOf((target) => target.units),
    year: countsOf((target) => (target.year ? [String(target.year)] : [])).sort(([one], [other]) => one.localeCompare(other)),
    document: countsOf((target) => [target.document]),
  };
  const selects = Object.entries(choices).map(([name, options]) => {
    const label = (key) => (name === "document" ? report.documentOf.get(key)?.title ?? key : key);
    return element("p", {},
      element("label", { for: name }, say(name)),
      element("select", { id: name, onchange: (event) => change({ [name]: event.target.value }) },
        element("option", { value: "" }, say("any")),
        options.map(([key, count]) => element("option", { value: key, lang: "zh-CN", selected: filters[name] === key }, `${label(key)} (${number(count)})`))));
  });
  const boxes = report.statuses.filter((status) => counts[status.status]).map((status) => element("label", { class: "choice" },
    element("input", { type: "checkbox", value: status.status, checked: chosen().has(status.status), onchange: (event) => {
      const statuses = chosen();
      statuses[event.target.checked ? "add" : "delete"](status.status);
      change({ status: [...statuses].join(",") });
    } }),
    statusBadge(status), element("small", {}, number(counts[status.status]))));
  const soon = element("label", { class: "choice" },
    element("input", { type: "checkbox", id: "due", checked: filters.due === "soon", onchange: (event) => change({ due: event.target.checked ? "soon" : "" }) }),
    element("span", {}, say("due_soon_filter")), element("small", {}, number(report.targets.filter(isDueSoon).length)));
  const clear = link(listAddress({}), { class: "clear" }, say("clear"));
  const isNarrow = matchMedia("(max-width: 60rem)").matches;
  const form = element("form", { class: "filters", role: "search", onsubmit: (event) => event.preventDefault() },
    element("p", {}, element("label", { for: "q" }, say("search")), search),
    element("details", { open: !isNarrow }, element("summary", {}, say("filters")),
      element("fieldset", {}, element("legend", {}, say("status")), boxes),
      ...selects,
      element("fieldset", {}, element("legend", {}, say("due")), soon),
      element("p", {}, clear)));
  return { element: form, mark: (now) => { clear.hidden = !FILTERS.some((name) => name !== "page" && name !== "sort" && now[name]); } };
}

/** [key, targets] of a filter's choices, the most frequent first. */
function countsOf(keysOf) {
  return [...groupBy(report.targets, keysOf)].map(([key, targets]) => [key, targets.length]).sort(([, one], [, other]) => other - one);
}

function listResults(found, page, filters, sortBy) {
  if (!found.length) return [element("p", { class: "nothing" }, say("nothing_found"))];
  const [sorted, direction] = (filters.sort ?? "").split("-");
  const head = (name, kind) => {
    if (!Object.hasOwn(ORDERS, name)) return element("th", { scope: "col", class: kind }, say(name));
    const next = sorted !== name ? name : direction === "down" ? null : `${name}-down`;
    return element("th", { scope: "col", class: kind, "aria-sort": sorted === name ? (direction === "down" ? "descending" : "ascending") : null },
      element("button", { type: "button", onclick: () => sortBy(next) }, say(name), element("span", { class: "arrow", "aria-hidden": "true" }, sorted !== name ? "↕" : direction === "down" ? "↓" : "↑")),
      element("span", { class: "on-paper" }, say(name))); // a printed head repeats on every page, a button does not
  };
  const shown = table(say("targets"), [], page.rows.map(listRow), { class: "targets" });
  shown.querySelector("thead tr").replaceChildren(
    head("indicator"), head("promise", "number"), head("observed", "number wide-only"), head("attainment", "number"), head("gap", "number wide-only"), head("deadline", "wide-only"), head("unit", "wide-only units"));
  return [shown, pager(page, (to) => listAddress({ ...filters, page: to }))];
}

function listRow(target) {
  const status = report.statusOf.get(target.status);
  const { value } = reached(target);
  return element("tr", {},
    element("th", { scope: "row" },
      element("div", { class: "named" }, statusIcon(status),
        element("div", {},
          link(targetAddress(target.id), {}, chinese(target.indicator)),
          element("small", {}, statusName(status), " · ", chinese(target.region), element("span", { class: "narrow-only" }, " · ", target.deadline ?? say("undated")))))),
    element("td", { class: "number" }, promise(target)),
    element("td", { class: "number wide-only" }, amount(target.observed, target.unit), target.observed_on && element("small", {}, target.observed_on)),
    element("td", { class: "number" }, percent(value), progressBar(target, status)),
    element("td", { class: "number wide-only" }, signed(target.gap_points)),
    element("td", { class: "date wide-only" }, target.deadline ?? say("undated")),
    element("td", { class: "wide-only units" }, target.units.length ? chinese(target.units.join("、")) : say("none")));
}

/** How far it is as a bar, where it should be as a mark on it. */
function progressBar(target, status) {
  const value = target.progress_pct ?? target.attainment_pct ?? target.used_pct;
  if (value == null) return null;
  const done = element("span", { class: `fill of-${status.status}` });
  done.style.width = `${Math.min(100, Math.max(0, value))}%`;
  const expected = target.expected_pct != null && element("i", {});
  if (expected) expected.style.left = `${Math.min(100, Math.max(0, target.expected_pct))}%`;
  return element("span", { class: "progress", "aria-hidden": "true" }, done, expected);
}
