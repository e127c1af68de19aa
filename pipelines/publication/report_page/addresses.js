// Every state of the report is an address: #/view/id?filters. Addresses are read and made here.
"use strict";

const FILTERS = ["q", "region", "unit", "status", "year", "document", "due", "sort", "page"];

/** What the address bar says: view, id, and the filters as an object. */
function readAddress(hash = location.hash) {
  const [path, query = ""] = hash.replace(/^#\/?/, "").split("?");
  const [view = "", id = ""] = path.split("/");
  const params = Object.fromEntries(new URLSearchParams(query));
  return { view: view || "overview", id: decoded(id), params };
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a link that was cut off
  }
}

/** The address of a view; filters that are empty are left out, and the language stays. */
function addressOf(view, id = "", params = {}) {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(params)) if (key !== "lang" && value != null && value !== "") query.set(key, value);
  if ((params.lang ?? language) === "en") query.set("lang", "en");
  const asked = query.toString();
  return `#/${view}${id ? `/${encodeURIComponent(id)}` : ""}${asked ? `?${asked}` : ""}`;
}

function listAddress(filters) {
  return addressOf("targets", "", filters);
}

function targetAddress(id) {
  return addressOf("target", id);
}

function indicatorAddress(id, year) {
  return addressOf("indicator", id, { year });
}

function documentAddress(id, at) {
  return addressOf("document", id, { at });
}
