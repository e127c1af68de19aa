// A target's curve, as a Vega-Lite specification; drawn by the bundle in vega.js.
"use strict";

const INK = "#23211d";
const LOOK = {
  expected: { colour: "#8a8378", dash: [5, 4], shape: null },
  actual: { colour: "#0b5d8a", dash: [1, 0], shape: "circle" },
  projected: { colour: "#0b5d8a", dash: [2, 3], shape: "triangle-up" },
  milestone: { colour: "#6b655b", dash: null, shape: "diamond" },
  superseded: { colour: "#b3541e", dash: null, shape: "cross" },
  goal: { colour: "#a3241c", dash: null, shape: "square" },
};

/** The points of the curve: kind, date, value in the target's unit. Empty where there is nothing to draw. */
function curvePoints(target, panel) {
  const points = [];
  const add = (kind, date, value) => date != null && value != null && points.push({ kind, date, value });
  const expected = panel.curve.filter((point) => point.expected != null);
  if (expected.length && panel.path_from < expected[0].date) add("expected", panel.path_from, panel.path_start);
  for (const point of expected) add("expected", point.date, point.expected);
  const seen = new Set();
  for (const point of panel.curve) {
    if (point.observed == null || seen.has(point.observed_on)) continue;
    seen.add(point.observed_on);
    add("actual", point.observed_on, point.observed);
  }
  if (!points.length) return [];
  const last = expected.at(-1)?.date;
  for (const milestone of panel.milestones) {
    add("milestone", milestone.date, milestone.value);
    if (last && milestone.date > last && milestone.date < panel.due_on) add("expected", milestone.date, milestone.value);
  }
  if (last && panel.due_on > last) add("expected", panel.due_on, panel.goal_value);
  add("goal", panel.due_on, panel.goal_value);
  const latest = points.filter((point) => point.kind === "actual").at(-1);
  if (latest && panel.projected_value != null) {
    add("projected", latest.date, latest.value);
    add("projected", panel.due_on, panel.projected_value);
  }
  for (const figure of panel.figures) if (figure.known_until && figure.charted != null) add("superseded", figure.period_end, figure.charted);
  return points;
}

function scaleOfCurve(points) {
  return scaleOf(Math.max(...points.map((point) => Math.abs(point.value))));
}

/** The unit of the axis: 万个, million 个. */
function unitOfCurve(target, points) {
  return `${scaleOfCurve(points)[1]}${target.unit}`.trim();
}

/** The Vega-Lite specification of these points. */
function curveSpec(target, panel, points, width) {
  const [divisor] = scaleOfCurve(points);
  const values = points.map((point) => ({ ...point, name: say(point.kind), value: point.value / divisor, shown: amount(point.value, target.unit) }));
  const kinds = Object.keys(LOOK).filter((kind) => points.some((point) => point.kind === kind));
  const names = kinds.map((kind) => say(kind));
  const look = (channel) => ({ domain: names, range: kinds.map((kind) => LOOK[kind][channel]) });
  const isOf = (which) => ({ filter: { field: "kind", oneOf: which } });
  const x = { field: "date", type: "temporal", timeUnit: "utcyearmonthdate", scale: { padding: 14 }, title: null, axis: { format: "%Y-%m", labelOverlap: true, tickCount: 7, grid: false } };
  const y = { field: "value", type: "quantitative", scale: { zero: false, nice: true, padding: 8 }, title: null, axis: { tickCount: 5 } };
  const legend = { title: null, orient: "top", columns: Math.max(2, Math.floor(width / 115)) };
  const colour = { field: "name", type: "nominal", scale: look("colour"), legend: { ...legend, symbolStrokeWidth: 2 } };
  const tooltip = [{ field: "name", title: " " }, { field: "date", title: say("date") }, { field: "shown", title: say("value") }];
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    width: "container", height: 260, background: "transparent",
    autosize: { type: "fit", contains: "padding" },
    data: { values },
    layer: [
      { transform: [isOf(["goal"])], mark: { type: "rule", color: LOOK.goal.colour, strokeDash: [1, 3], opacity: 0.8 }, encoding: { y } },
      { data: { values: [{ date: panel.as_of }] }, mark: { type: "rule", color: "#c9c2b4" }, encoding: { x } },
      { data: { values: [{ date: panel.as_of }] }, mark: { type: "text", text: say("today"), align: "right", dx: -4, dy: -3, baseline: "bottom", color: "#5d574d", fontSize: 11 }, encoding: { x, y: { value: 0 } } },
      { transform: [isOf(["expected", "actual", "projected"])], mark: { type: "line", strokeWidth: 2, interpolate: "linear" },
        encoding: { x, y, color: colour, strokeDash: { field: "name", type: "nominal", scale: { domain: names, range: kinds.map((kind) => LOOK[kind].dash ?? [1, 0]) }, legend } } },
      { transform: [isOf(["actual", "milestone", "superseded", "goal"])], mark: { type: "point", filled: true, size: 70, opacity: 1 },
        encoding: { x, y, color: colour, shape: { field: "name", type: "nominal", scale: { domain: names, range: kinds.map((kind) => LOOK[kind].shape ?? "stroke") }, legend }, tooltip } },
    ],
    config: {
      font: getComputedStyle(document.body).fontFamily, view: { stroke: null },
      axis: { labelColor: "#5d574d", titleColor: "#5d574d", domainColor: "#b9b1a2", tickColor: "#b9b1a2", gridColor: "#ebe6db", labelFontSize: 12, titleFontSize: 12, titleFontWeight: "normal" },
      axisY: { domain: false, ticks: false },
      legend: { labelColor: INK, labelFontSize: 12, symbolSize: 80, columnPadding: 16 },
    },
  };
}

/** Draws the curve into a place of the page. `ast`: expressions are interpreted, so that the page needs no eval. */
async function drawCurve(place, target, panel, points) {
  await loadScript("vega.js");
  if (!place.isConnected) return; // the reader has gone on
  await vegaEmbed(place, curveSpec(target, panel, points, place.clientWidth), { actions: false, ast: true, renderer: "svg", defaultStyle: false });
  place.querySelector("svg")?.setAttribute("aria-hidden", "true"); // the place itself carries the label
}
