// The search box of every page, and what suggestions and the browse page share: in one file, since each
// page has it already.  What is large is loaded at its first use.  No text becomes HTML here.

export const ROOT = new URL("../../", import.meta.url);

let engine;

// Resolves to results ({id, data}), the best first; fails where the site has no text search.
export async function find(query) {
  engine ??= import(new URL("search/pagefind.js", ROOT)).then((pagefind) =>
    pagefind.createInstance({ noWorker: true, baseUrl: ROOT.pathname, excerptLength: 24 }),
  );
  const found = await (await engine).search(query);
  return found.results;
}

export function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

export function badge(word) {
  const slug = word.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  return make("span", { className: `badge badge-${slug}` }, word);
}

// An excerpt as the engine writes it, with the words that were looked for marked.
export function marked(excerpt) {
  const fragment = document.createDocumentFragment();
  for (const part of excerpt.split(/(<mark>.*?<\/mark>)/s)) {
    const inner = /^<mark>(.*)<\/mark>$/s.exec(part);
    const text = (inner ? inner[1] : part)
      .replaceAll("&lt;", "<")
      .replaceAll("&gt;", ">")
      .replaceAll("&amp;", "&");
    if (text) fragment.append(inner ? make("mark", {}, text) : text);
  }
  return fragment;
}

export function address(data) {
  return new URL((data.raw_url ?? data.url).replace(/^\/+/, ""), ROOT).href;
}

export function plural(count, one, many) {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}

const input = document.getElementById("site-search");

function typing(element) {
  return (
    element instanceof HTMLElement &&
    (element.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(element.tagName))
  );
}

function begin() {
  import("./suggest.js").then((module) => module.suggest(input));
}

if (input) {
  if (document.activeElement === input) begin();
  else input.addEventListener("focus", begin, { once: true });
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.defaultPrevented || typing(document.activeElement)) return;
  const box = [document.getElementById("browse-query"), document.getElementById("home-search"), input]
    .find((found) => found && found.getClientRects().length > 0);
  if (!box) return;
  event.preventDefault();
  box.focus();
  box.select();
});

// What scrolls by itself, in a narrow window, is scrolled by keyboard as well.
function reach() {
  for (const box of document.querySelectorAll("article :is(pre, code, div, table)")) {
    if (box.tabIndex >= 0 || box.scrollWidth <= box.clientWidth) continue;
    if (/auto|scroll/.test(getComputedStyle(box).overflowX)) box.tabIndex = 0;
  }
}

reach();
window.addEventListener("resize", reach);
for (const event of ["toggle", "change"]) document.addEventListener(event, reach, true);

// The theme puts each button that copies into a landmark, and takes code out of a keyboard's way where
// there is no mouse.
const article = document.querySelector("article");
if (article) {
  new MutationObserver(() => {
    for (const nav of article.querySelectorAll("pre nav:not([role])")) nav.setAttribute("role", "none");
    reach();
  }).observe(article, { childList: true, subtree: true, attributeFilter: ["tabindex"] });
}

// An address that leads to a release shows it, folded or not.
function unfold() {
  const target = document.querySelector(":target");
  const fold = target?.closest("details") ?? target?.closest("section.release")?.querySelector("details");
  if (!fold || fold.open) return;
  fold.open = true;
  target.scrollIntoView();
}

window.addEventListener("load", unfold);
window.addEventListener("hashchange", unfold);
