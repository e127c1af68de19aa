// Makes elements. Texts become text nodes and never markup, whatever they hold.
"use strict";

const SVG = "http://www.w3.org/2000/svg";

/** An element; attributes that are null, undefined or false are left out; `on…` are listeners. */
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value == null || value === false) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.flat(Infinity).filter((child) => child != null && child !== false));
  return made;
}

/** A link within the report. */
function link(address, attributes, ...children) {
  return element("a", { href: address, ...attributes }, ...children);
}

/** Text out of documents and files, which is Chinese whatever the language of the page. */
function chinese(text, name = "span", attributes = {}) {
  return element(name, language === "zh" ? attributes : { lang: "zh-CN", ...attributes }, text);
}

/** A status's sign: shape and glyph tell it apart without its colour. */
function statusIcon(status) {
  const icon = document.createElementNS(SVG, "svg");
  const use = document.createElementNS(SVG, "use");
  icon.setAttribute("class", `icon of-${status.status}`);
  icon.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#icon-${status.status}`);
  icon.append(use);
  return icon;
}

function statusBadge(status) {
  return element("span", { class: "status" }, statusIcon(status), statusName(status));
}

/** A table with its heads; `columns`: [head, class]. */
function table(caption, columns, rows, attributes = {}) {
  return element("div", { class: "scroll", tabindex: attributes.scrolls ? 0 : null, role: attributes.scrolls ? "region" : null, "aria-label": attributes.scrolls ? caption : null },
    element("table", { class: attributes.class },
      element("caption", { class: attributes.captioned ? null : "unseen" }, caption),
      element("thead", {}, element("tr", {}, columns.map(([head, kind]) => element("th", { scope: "col", class: kind }, head)))),
      element("tbody", {}, rows)));
}
