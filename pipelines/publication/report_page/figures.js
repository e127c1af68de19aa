// Numbers with their units, dates and promises as people read them.
"use strict";

const SCALES = {
  zh: [[1e8, "亿"], [1e4, "万"], [1, ""]],
  en: [[1e9, " billion "], [1e6, " million "], [1, " "]],
};

/** The scale in which a number of this size is written: [divisor, word]. */
function scaleOf(size) {
  return SCALES[language].find(([divisor]) => Math.abs(size) >= divisor) ?? SCALES[language].at(-1);
}

const formats = new Map(); // a format takes a hundred times as long to make as to use

/** A number with thousands grouped, with at most `digits` decimals and at least `least`. */
function number(value, digits = 2, least = 0) {
  const key = `${digits} ${least}`;
  if (!formats.has(key)) formats.set(key, new Intl.NumberFormat("en", { maximumFractionDigits: digits, minimumFractionDigits: least }));
  return formats.get(key).format(value);
}

/** A value with its unit: 1.3万个, 110亿斤, 13,000 个. */
function amount(value, unit, digits = 4) {
  if (value == null) return say("none");
  const [divisor, word] = scaleOf(value);
  const written = number(value / divisor, digits);
  return unit === "%" || unit === "‰" ? `${written}${word.trim()}${unit}` : `${written}${word}${unit}`;
}

function percent(value) {
  const shown = value >= 99.95 && value < 100 ? 99.9 : value > 100 && value < 100.05 ? 100.1 : value; // nothing but 100 is shown as 100
  return value == null ? say("none") : `${number(shown, 1, 1)}%`;
}

function share(part, whole) {
  return percent(whole ? (100 * part) / whole : 0);
}

/** A signed gap in percentage points, for columns. */
function signed(value) {
  if (value == null) return say("none");
  return `${value > 0 ? "+" : value < 0 ? "−" : ""}${number(Math.abs(value), 1, 1)}`;
}

function longDate(day) {
  if (!day) return say("none");
  const [year, month, date] = day.split("-").map(Number);
  if (language === "zh") return `${year}年${month}月${date}日`;
  return new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" }).format(Date.UTC(year, month - 1, date));
}

/** A deadline in few words: 2025年末, end of 2025. */
function dueDate(day) {
  if (!day) return say("undated");
  if (!day.endsWith("-12-31")) return longDate(day);
  return language === "zh" ? `${day.slice(0, 4)}年末` : `the end of ${day.slice(0, 4)}`;
}

/** What is promised, without its deadline: 年均上升5%, 不低于1.3万个. */
function promise(target) {
  const value = target.value_high == null
    ? amount(target.value, target.unit)
    : say("range", amount(target.value, target.unit), amount(target.value_high, target.unit));
  const verb = target.direction ? sayOne("directions", target.direction) : target.measure === "level" ? "" : sayOne("measures", target.measure);
  const parts = [
    target.annualised ? say("annualised") : "",
    target.measure === "change" && target.baseline_year ? say("against", target.baseline_year) : "",
    verb,
    `${sayOne("comparators", target.comparator)}${value}`,
    target.per ? say("for_each", target.per) : "",
  ];
  return parts.filter(Boolean).join(language === "zh" ? "" : " ").replace(/ +/g, " ");
}

/** The share that a target's status rests on, with its name: a cap that is a flow is used up, all else is reached. */
function reached(target) {
  if (target.attainment_pct != null) return { name: say("share_reached"), value: target.attainment_pct };
  if (target.used_pct != null) return { name: say("used"), value: target.used_pct };
  return { name: say("progress"), value: target.progress_pct };
}
