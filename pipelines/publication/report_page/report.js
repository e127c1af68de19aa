// Opens the report: reads the address, shows the view, keeps the masthead, the title and the focus right.
"use strict";

const VIEWS = {
  overview: () => overview(),
  targets: (id, params) => list(params),
  target: (id) => targetPage(id),
  documents: () => documentList(),
  document: (id, params) => documentPage(id, params),
  indicators: () => indicatorList(),
  indicator: (id, params) => indicatorPage(id, params),
  changes: (id, params) => allChanges(params),
};

let shownAt = 0; // counts what was asked for, so that a slow view never replaces a later one
let filtersOfList = {};

/** The filters of the list that was looked at last, so that a target leads back to it. */
function lastFilters() {
  return filtersOfList;
}

/** Puts the present state into the address bar; while typing in place of the last one. */
function rememberAddress(address, typing = false) {
  history[typing ? "replaceState" : "pushState"](null, "", address);
  const { params } = readAddress(address);
  filtersOfList = filtersIn(params);
  showMasthead();
  showTitle();
}

function filtersIn(params) {
  return Object.fromEntries(FILTERS.filter((name) => params[name]).map((name) => [name, params[name]]));
}

function announce(text) {
  document.getElementById("announcement").textContent = text;
}

function notFound() {
  return [element("h1", { tabindex: -1 }, say("not_found")), element("p", {}, say("not_found_text")), element("p", {}, link(addressOf("overview"), {}, say("to_overview")))];
}

async function show(isFirst = false) {
  shownAt += 1;
  const asked = shownAt;
  const { view, id, params } = readAddress();
  language = params.lang === "en" ? "en" : "zh";
  document.documentElement.lang = language === "en" ? "en" : "zh-CN";
  document.getElementById("skip").textContent = say("skip");
  const main = document.getElementById("main");
  showWholeList = null;
  if (view === "targets") filtersOfList = filtersIn(params);
  let content;
  try {
    content = await (Object.hasOwn(VIEWS, view) ? VIEWS[view](id, params) : notFound());
  } catch (error) {
    if (!(error instanceof MissingDataError)) throw error;
    content = [element("h1", { tabindex: -1 }, say("failed")), element("p", {}, say("failed_text", error.file))];
  }
  if (asked !== shownAt) return;
  main.className = `view-${view}`;
  main.replaceChildren(...content.flat(Infinity).filter(Boolean));
  showMasthead();
  showTitle();
  const here = document.getElementById("here");
  if (here) {
    here.focus({ preventScroll: true });
    here.scrollIntoView({ block: "center" });
  } else if (!isFirst) {
    main.querySelector("h1")?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }
}

function showTitle() {
  document.title = [document.querySelector("main h1")?.textContent, say("name")].filter(Boolean).join(" — ");
}

function showMasthead() {
  const { view, id, params } = readAddress();
  const places = [["overview", addressOf("overview")], ["targets", listAddress({})], ["documents", addressOf("documents")], ["indicators", addressOf("indicators")]];
  const group = { target: "targets", document: "documents", indicator: "indicators", changes: "overview" }[view] ?? view;
  const other = language === "zh" ? "en" : "zh";
  document.getElementById("masthead").replaceChildren(
    link(addressOf("overview"), { class: "seal", "aria-label": `${say("name")} ${say("overview")}` }, element("span", { lang: "zh-CN" }, "对标")),
    element("p", { class: "title" }, say("title"), element("small", {}, say("as_of", longDate(report.asOf)))),
    element("nav", { "aria-label": say("main_nav") }, places.map(([name, address]) => link(address, { "aria-current": name === group ? "page" : null }, say(name)))),
    link(addressOf(view, id, { ...params, lang: other }), { class: "language", lang: other === "en" ? "en" : "zh-CN", hreflang: other === "en" ? "en" : "zh-CN" }, say("other_language")));
  document.getElementById("colophon").replaceChildren(
    element("span", {}, say("title"), " · ", say("as_of", longDate(report.asOf))),
    element("span", {}, say("published", report.publishedAt.slice(0, 16).replace("T", " ")), " UTC"),
    element("span", {}, say("colophon")));
}

/** Status colours come from the data; the sign on them is black or white, whichever is read better. */
function setStatusColours() {
  const rules = report.statuses.filter(({ status, colour }) => /^\w+$/.test(status) && /^#[0-9a-f]{6}$/.test(colour)).map(({ status, colour }) => {
    const [red, green, blue] = [1, 3, 5].map((at) => (parseInt(colour.slice(at, at + 2), 16) / 255) ** 2.2);
    const isLight = 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.3;
    return `.of-${status} { --colour: ${colour}; --glyph: ${isLight ? "#1d1b18" : "#fff"}; }`;
  });
  document.head.append(element("style", {}, rules.join("\n")));
}

/** On paper everything is unfolded, and a list is whole. */
let folded = [];
addEventListener("beforeprint", () => {
  folded = [...document.querySelectorAll("main details:not([open])")];
  for (const details of folded) details.open = true;
  showWholeList?.(true);
});
addEventListener("afterprint", () => {
  for (const details of folded) details.open = false;
  showWholeList?.(false);
});

document.getElementById("skip").addEventListener("click", (event) => {
  event.preventDefault(); // #main is no address of the report
  document.getElementById("main").focus();
});

async function open() {
  try {
    takeIndex(await load("index"));
  } catch (error) {
    if (!(error instanceof MissingDataError)) throw error;
    document.getElementById("main").replaceChildren(element("h1", {}, say("failed")), element("p", {}, say("failed_text", error.file)));
    return;
  }
  setStatusColours();
  await show(true);
  addEventListener("hashchange", () => show());
  requestAnimationFrame(() => setTimeout(() => performance.mark("first-view"))); // painted
}

open();
