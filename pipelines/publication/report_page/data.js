// Data come as scripts that call receive(): a page opened from disk may load nothing else.
"use strict";

const loading = new Map();

/** Called by data/<name>.js. */
function receive(name, content) {
  loading.get(name).resolve(content);
}

/** A part of this publication, a later one's is another. */
function loadPart(name) {
  return load(`${report.parts}/${name}`);
}

/** The content of data/<name>.js; rejects with the file's name where it cannot be read. */
function load(name) {
  if (!loading.has(name)) {
    const waiting = {};
    waiting.promise = new Promise((resolve, reject) => Object.assign(waiting, { resolve, reject }));
    loading.set(name, waiting);
    document.head.append(element("script", { src: `data/${name}.js`, onerror: () => waiting.reject(new MissingDataError(name)) }));
  }
  return loading.get(name).promise;
}

class MissingDataError extends Error {
  constructor(name) {
    super(`data/${name}.js cannot be read`);
    this.file = name;
  }
}

/** Adds a script of the report once. */
function loadScript(source) {
  if (!loading.has(source)) {
    loading.set(source, { promise: new Promise((resolve, reject) => {
      document.head.append(element("script", { src: source, onload: resolve, onerror: () => reject(new Error(source)) }));
    }) });
  }
  return loading.get(source).promise;
}

/** Rows as objects out of columns that are named once. */
function objects({ columns, rows }) {
  return rows.map((row) => {
    const made = {};
    for (let at = 0; at < columns.length; at += 1) made[columns[at]] = row[at];
    return made;
  });
}

const report = { targets: [], byId: new Map(), documents: [], statuses: [], changes: [] };

/** Takes the index apart: what every view works on. */
function takeIndex(index) {
  report.parts = index.parts;
  report.asOf = index.as_of;
  report.publishedAt = index.published_at;
  report.dueSoonDays = index.due_soon_days;
  report.dueSoonUntil = index.as_of && addDays(index.as_of, index.due_soon_days ?? 0);
  report.fields = index.fields;
  report.statuses = objects(index.statuses);
  report.statusOf = new Map(report.statuses.map((status) => [status.status, status]));
  report.documents = objects(index.documents).map((plan, at) => ({ ...plan, file_number: at }));
  report.documentOf = new Map(report.documents.map((plan) => [plan.id, plan]));
  report.targets = objects(index.targets);
  for (const target of report.targets) {
    target.plan = report.documentOf.get(target.document);
    target.haystack = [target.indicator, target.region, target.quote, target.plan?.title, ...target.units].join("\n").toLowerCase();
  }
  report.byId = new Map(report.targets.map((target) => [target.id, target]));
  report.previous = index.previous && { asOf: index.previous.as_of, changes: objects(index.previous.changes) };
}

function statusName(status) {
  return language === "zh" ? status.name : STATUSES_IN_ENGLISH[status.status] ?? status.name;
}

function isDueSoon(target) {
  return target.deadline != null && target.deadline >= report.asOf && target.deadline <= report.dueSoonUntil && !target.status.startsWith("attained");
}

function addDays(day, days) {
  return new Date(Date.parse(day) + days * 86400000).toISOString().slice(0, 10);
}

function daysBetween(from, to) {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86400000);
}
