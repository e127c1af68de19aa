// One indicator over all regions: what each promised for a year and what was reported, ranked and as small multiples.
"use strict";

const TILE = { width: 150, height: 64, side: 14, top: 8, foot: 18 }; // pixels

/** What makes rows comparable: one indicator, measured in one way, in one unit. */
function kindOf(row) {
  return [row.measure, row.direction, row.annualised, row.unit].join(" ");
}

async function headlines() {
  return objects(await loadPart("headlines"));
}

/** Every indicator and year that several regions made a promise of, the one of most regions first. */
async function indicatorList() {
  const groups = groupBy(await headlines(), (row) => [[row.id, kindOf(row), row.year].join(" ")]);
  const rows = [...groups.values()].map((rows) => element("tr", {},
    element("th", { scope: "row" }, link(indicatorAddress(rows[0].id, rows[0].year), {}, chinese(rows[0].indicator)), element("small", {}, measureOf(rows[0]))),
    element("td", {}, String(rows[0].year)),
    ...countsOfRows(rows).map((count) => element("td", { class: "number" }, number(count)))));
  return [
    element("h1", { tabindex: -1 }, say("indicators")),
    element("p", { class: "hint" }, say("indicators_hint")),
    rows.length
      ? table(say("indicators"), [[say("indicator")], [say("year")], [say("regions_promised"), "number"], [say("regions_reported"), "number"], [say("regions_met"), "number"]], rows)
      : element("p", { class: "nothing" }, say("no_indicators")),
  ];
}

function countsOfRows(rows) {
  return [rows.length, rows.filter((row) => row.reported != null).length, rows.filter((row) => row.met).length];
}

function measureOf(row) {
  const words = [row.annualised ? say("annualised") : "", row.direction ? sayOne("directions", row.direction) : sayOne("measures", row.measure)];
  return `${words.filter(Boolean).join(language === "zh" ? "" : " ")} (${row.unit})`;
}

async function indicatorPage(id, params) {
  const all = (await headlines()).filter((row) => row.id === id);
  if (!all.length) return notFound();
  const years = [...new Set(all.map((row) => row.year))].sort();
  const year = years.includes(Number(params.year)) ? Number(params.year) : years.at(-1);
  const kinds = groupBy(all.filter((row) => row.year === year), (row) => [kindOf(row)]);
  return [
    element("nav", { class: "neighbours", "aria-label": say("year") },
      link(addressOf("indicators"), {}, `← ${say("indicators")}`),
      element("span", { class: "steps" }, years.map((one) => link(indicatorAddress(id, one), { "aria-current": one === year ? "page" : null }, String(one))))),
    element("h1", { tabindex: -1 }, chinese(all[0].indicator), ` ${year}`),
    [...kinds].map(([kind, rows]) => [rankingSection(rows), multiplesSection(all.filter((row) => kindOf(row) === kind), year)]),
  ];
}

function rankingSection(rows) {
  const most = Math.max(...rows.flatMap((row) => [Math.abs(row.reported ?? 0), Math.abs(row.promised)])) || 1;
  const ordered = [...rows].sort((one, other) => (one.place ?? Infinity) - (other.place ?? Infinity) || other.promised - one.promised);
  const [promised, reported, met] = countsOfRows(rows).map((count) => number(count));
  return element("section", { class: "ranking" },
    element("h2", {}, measureOf(rows[0])),
    element("p", { class: "hint" }, say("board_summary", promised, reported, met)),
    table(say("ranking"), [[say("place"), "number"], [say("region")], [say("promise"), "number"], [say("observed"), "number"], [say("compared"), "distribution wide-only"], [say("status")]],
      ordered.map((row) => element("tr", {},
        element("td", { class: "number" }, row.place == null ? say("none") : number(row.place)),
        element("th", { scope: "row" }, link(targetAddress(row.target), {}, chinese(row.region))),
        element("td", { class: "number" }, promise({ ...row, value: row.promised, value_high: row.promised_high })),
        element("td", { class: "number" }, amount(row.reported, row.unit), row.told_by === "document" && row.reported != null && element("small", {}, say("told_by_document"))),
        element("td", { class: "distribution wide-only" }, comparison(row, most)),
        element("td", {}, statusBadge(report.statusOf.get(row.status) ?? UNDECIDED))))));
}

/** What was reported as a bar, what was promised as a mark on it; the numbers stand beside it. */
function comparison(row, most) {
  const bar = element("span", { class: `fill of-${row.status}` });
  const mark = element("i", {});
  bar.style.width = `${(100 * Math.max(0, row.reported ?? 0)) / most}%`;
  mark.style.left = `${(100 * Math.max(0, row.promised)) / most}%`;
  return element("span", { class: "progress", "aria-hidden": "true" }, bar, mark);
}

/** A tile a region, all on one scale: promises and results by year. */
function multiplesSection(rows, year) {
  const values = rows.flatMap((row) => [row.promised, row.reported]).filter((value) => value != null);
  const [low, high] = [Math.min(0, ...values), Math.max(...values)];
  const years = [...new Set(rows.map((row) => row.year))].sort();
  const scale = {
    x: (one) => (years.length === 1 ? TILE.width / 2 : TILE.side + ((one - years[0]) * (TILE.width - 2 * TILE.side)) / (years.at(-1) - years[0])),
    y: (value) => TILE.top + ((high - value) * (TILE.height - TILE.top - TILE.foot)) / (high - low || 1),
  };
  const tiles = [...groupBy(rows, (row) => [row.region])].map(([region, own]) => element("figure", { class: "tile" },
    element("figcaption", {}, chinese(region)), tile(own, years, scale)));
  return element("section", {}, element("h2", {}, say("by_region_and_year")), element("p", { class: "hint" }, say("tiles_hint", amount(low, rows[0].unit), amount(high, rows[0].unit))), element("div", { class: "tiles" }, tiles));
}

function tile(rows, years, { x, y }) {
  const said = rows.map((row) => `${row.year} ${say("promise")} ${amount(row.promised, row.unit)} ${say("observed")} ${amount(row.reported, row.unit)}`).join(say("separator"));
  const drawn = shape("svg", { viewBox: `0 0 ${TILE.width} ${TILE.height}`, role: "img", "aria-label": said });
  drawn.append(shape("line", { class: "ground", x1: 0, x2: TILE.width, y1: y(0), y2: y(0) }));
  for (const row of rows) {
    drawn.append(shape("rect", { class: "promised", x: x(row.year) - 9, y: y(row.promised) - 1, width: 18, height: 2 }));
    if (row.reported != null) drawn.append(shape("circle", { class: `shape of-${row.status}`, cx: x(row.year), cy: y(row.reported), r: 4 }));
  }
  for (const year of [...new Set([years[0], years.at(-1)])]) {
    const label = shape("text", { x: x(year), y: TILE.height - 4 });
    label.textContent = year;
    drawn.append(label);
  }
  return drawn;
}

function shape(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}
