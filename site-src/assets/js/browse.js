// The browse page: facets are counted and combined here, and their state is the address.

import { ROOT, badge, find, make, marked, plural } from "./search.js";

const PER_PAGE = 20;
const FOLDED = 8; // answers of a facet that are shown at once
const FOLDERS = { plugin: "plugins", adapter: "adapters", integration: "integrations" };
const SORTS = { relevance: "Best match", newest: "Newest", name: "Name" };

const place = document.getElementById("browse");
const catalog = await fetched("facets");
const facets = new Map(catalog.facets.map((facet) => [facet.name, facet]));
const names = [...facets.keys()];
const total = catalog.names.length;
const cards = new Map();
const unfolded = new Set();
let rowOf; // what the text search calls a row → its number
let lately = 0; // the newest thing that was asked for; older answers come too late
let state = read();

async function fetched(path) {
  const response = await fetch(new URL(`browse/${path}.json`, ROOT));
  if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
  return response.json();
}

// --- the state, and the address that it stands in

function read() {
  const given = new URLSearchParams(location.search);
  const chosen = new Map();
  for (const name of names) {
    const { values } = facets.get(name);
    chosen.set(name, new Set(given.getAll(name).map((value) => values.indexOf(value)).filter((at) => at >= 0)));
  }
  const query = (given.get("q") ?? "").trim();
  const sort = given.get("sort");
  return {
    query,
    chosen,
    sort: Object.hasOwn(SORTS, sort ?? "") ? sort : "",
    page: Math.max(1, Number.parseInt(given.get("page") ?? "1", 10) || 1),
  };
}

function addressOf({ query, chosen, sort, page }) {
  const target = new URLSearchParams();
  if (query) target.set("q", query);
  for (const [name, answers] of chosen) {
    for (const at of [...answers].sort((a, b) => a - b)) target.append(name, facets.get(name).values[at]);
  }
  if (sort) target.set("sort", sort);
  if (page > 1) target.set("page", String(page));
  const text = target.toString();
  return location.pathname + (text ? `?${text}` : "");
}

function go(changes, { replace = false } = {}) {
  state = { ...state, page: 1, ...changes };
  history[replace ? "replaceState" : "pushState"](null, "", addressOf(state));
  update();
}

// --- what matches

function answersOf(name, row) {
  const facet = facets.get(name);
  return facet.sets[facet.rows[row]];
}

function fits(row, but) {
  for (const [name, wanted] of state.chosen) {
    if (name === but || wanted.size === 0) continue;
    if (!answersOf(name, row).some((at) => wanted.has(at))) return false;
  }
  return true;
}

function counted(rows, name) {
  const counts = facets.get(name).values.map(() => 0);
  for (const row of rows) {
    if (fits(row, name)) for (const at of answersOf(name, row)) counts[at] += 1;
  }
  return counts;
}

// What the text search calls each page: twenty bits of a hash of its address (FNV-1a, folded), or the
// address where two share those.  A short name that is shared names nothing, so both may stand here.
function rowsById() {
  const found = new Map();
  for (let row = 0; row < total; row += 1) {
    const path = pathOf(row);
    let hash = 0x811c9dc5;
    for (let at = 0; at < path.length; at += 1) hash = Math.imul(hash ^ path.charCodeAt(at), 0x01000193);
    hash >>>= 0;
    found.set(((hash >>> 20) ^ (hash & 0xfffff)).toString(16).padStart(5, "0"), row);
    found.set(`_${path.replace("/", "_")}`, row);
  }
  return found;
}

// The rows that a text is found in, the best first, and what the engine says of each.
async function searched(query) {
  try {
    const results = await find(query);
    rowOf ??= rowsById();
    const hits = new Map();
    for (const result of results) {
      const row = rowOf.get(result.id);
      if (row !== undefined) hits.set(row, result);
    }
    return hits;
  } catch {
    const words = query.toLowerCase().split(/\s+/);
    const hits = new Map();
    for (let row = 0; row < total; row += 1) {
      if (words.every((word) => catalog.names[row].includes(word))) hits.set(row, null);
    }
    return hits;
  }
}

function sorted(rows, sort) {
  if (sort === "relevance") return rows;
  const byName = (a, b) => a - b; // rows are in the order of their names
  if (sort === "name") return rows.sort(byName);
  return rows.sort((a, b) => (catalog.days[b] ?? -1) - (catalog.days[a] ?? -1) || byName(a, b));
}

// --- what a row says

function told(name, row) {
  return answersOf(name, row).map((at) => facets.get(name).titles[at]);
}

function kindOf(row) {
  return facets.get("kind").values[answersOf("kind", row)[0]];
}

function pathOf(row) {
  return `${FOLDERS[kindOf(row)]}/${catalog.names[row]}`;
}

async function cardOf(row) {
  const file = Math.floor(row / catalog.cards);
  if (!cards.has(file)) cards.set(file, fetched(`cards/${file}`));
  const { names, titles, summaries, latest } = await cards.get(file);
  const at = row % catalog.cards;
  // Kept from an older publication, a file tells of other rows.
  if (names[at] !== catalog.names[row]) return { row, title: catalog.names[row], summary: "", latest: "" };
  return { row, title: titles[at], summary: summaries[at], latest: latest[at] };
}

// --- the page

const field = make("input", { id: "browse-query", type: "search", name: "q", autocomplete: "off", spellcheck: false, maxLength: 200 });
const form = make(
  "form",
  { className: "browse-form" },
  make("label", { htmlFor: field.id }, "Search in titles, summaries and READMEs"),
  field,
);
form.setAttribute("role", "search");
const order = make("select", { id: "browse-sort" });
const status = make("p", { className: "browse-status" });
status.setAttribute("role", "status");
status.setAttribute("aria-live", "polite");
const tags = make("ul", { className: "browse-chosen" });
const list = make("ul", { className: "entries" });
const pager = make("nav", { className: "pages" });
pager.setAttribute("aria-label", "Pages of results");
const filters = make("div", { className: "browse-facets" });
const narrow = window.matchMedia("(max-width: 60em)");
const drawer = make("details", { className: "browse-drawer", open: !narrow.matches }, make("summary", {}, "Filters"), filters);
narrow.addEventListener("change", () => (drawer.open = !narrow.matches));

place.replaceChildren(
  form,
  make(
    "div",
    { className: "browse" },
    drawer,
    make(
      "div",
      { className: "browse-results" },
      make("h2", { id: "entries", className: "unseen" }, "Entries"),
      make("div", { className: "browse-bar" }, status, make("span", {}, make("label", { htmlFor: order.id }, "Sort by "), order)),
      tags,
      list,
      pager,
    ),
  ),
);
place.classList.add("browse-live");

let timer;
field.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(ask, 250);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(timer);
  ask();
});
order.addEventListener("change", () => go({ sort: order.value === usual() ? "" : order.value }));
window.addEventListener("popstate", () => {
  clearTimeout(timer);
  state = read();
  field.value = state.query;
  update();
});

// One step back leads past everything that was typed in one go.
let typed = false;
field.addEventListener("focus", () => (typed = false));
function ask() {
  const query = field.value.trim();
  if (query === state.query) return;
  go({ query }, { replace: typed });
  typed = true;
}

function usual() {
  return state.query ? "relevance" : "newest";
}

async function update() {
  const number = ++lately;
  const hits = state.query ? await searched(state.query) : null;
  if (number !== lately) return;
  const rows = hits ? [...hits.keys()] : catalog.names.map((_, row) => row);
  const left = sorted(rows.filter((row) => fits(row)), state.sort || usual());
  const pages = Math.max(1, Math.ceil(left.length / PER_PAGE));
  const page = Math.min(state.page, pages);
  const first = (page - 1) * PER_PAGE;
  const shown = left.slice(first, first + PER_PAGE);
  const written = await Promise.all(shown.map(cardOf));
  if (number !== lately) return;
  const range = pages > 1 ? `, ${first + 1} to ${first + shown.length} shown` : "";
  showFacets(rows);
  showOrder();
  showChosen();
  list.replaceChildren(...written.map((card) => entry(card, hits?.get(card.row))));
  showPages(page, pages);
  status.textContent = left.length ? plural(left.length, "result", "results") + range : "Nothing matches. Take a filter out.";
}

function entry({ row, title, summary, latest }, hit) {
  const link = make("a", { href: new URL(`${pathOf(row)}/`, ROOT).href }, title);
  const day = catalog.days[row];
  const date = day === null ? "" : new Date(day * 86_400_000).toISOString().slice(0, 10);
  const facts = [latest, date].filter(Boolean).join(" · ");
  const said = make("p", {}, summary);
  const excerpt = make("p", { className: "quiet", hidden: true });
  const badges = [
    ...told("review", row),
    ...told("availability", row).filter((word) => word !== "available"),
    ...told("ecosystem", row),
    ...(kindOf(row) === "plugin" ? [] : told("kind", row)),
  ].flatMap((word) => [badge(word), " "]);
  hit?.data().then((data) => {
    if (!data.excerpt.includes("<mark>")) return;
    // A match in the summary is marked there.
    const whole = data.excerpt.replace(/<\/?mark>/g, "").startsWith(summary.slice(0, 40));
    (whole ? said : excerpt).replaceChildren(marked(data.excerpt), "…");
    excerpt.hidden = whole;
  }, () => {});
  return make(
    "li",
    {},
    make("p", { className: "entry-title" }, link, " ", make("span", { className: "quiet" }, facts)),
    said,
    excerpt,
    make("p", {}, ...badges),
  );
}

function showFacets(rows) {
  const focused = filters.contains(document.activeElement) ? document.activeElement.id : "";
  filters.replaceChildren(...names.map((name) => facetBox(name, counted(rows, name))).filter(Boolean));
  if (focused) document.getElementById(focused)?.focus();
}

function facetBox(name, counts) {
  const facet = facets.get(name);
  const chosen = state.chosen.get(name);
  // A question with one answer, which everything gives, tells nothing apart.
  const same = facet.values.length === 1 && facet.rows.every((set) => facet.sets[set].length === 1);
  if (facet.values.length === 0 || (same && !chosen.size)) return null;
  const answers = facet.values.map((_, at) => at);
  if (answers.length > FOLDED) answers.sort((a, b) => chosen.has(b) - chosen.has(a) || counts[b] - counts[a] || a - b);
  const open = unfolded.has(name) || answers.length <= FOLDED + 1;
  const box = make("fieldset", {}, make("legend", {}, facet.title));
  for (const at of open ? answers : answers.slice(0, Math.max(FOLDED, chosen.size))) {
    const id = `facet-${name}-${at}`;
    const input = make("input", { type: "checkbox", id, checked: chosen.has(at) });
    input.addEventListener("change", () => toggle(name, at));
    const label = make("label", { htmlFor: id }, facet.titles[at], " ", make("span", { className: "quiet" }, counts[at].toLocaleString("en")));
    box.append(make("div", { className: counts[at] || chosen.has(at) ? "" : "browse-none" }, input, label));
  }
  if (!open) {
    const more = make("button", { type: "button", className: "browse-more", id: `facet-${name}-more` }, `Show all ${answers.length}`);
    more.addEventListener("click", () => {
      const next = `facet-${name}-${answers[FOLDED]}`;
      unfolded.add(name);
      box.replaceWith(facetBox(name, counts));
      document.getElementById(next)?.focus();
    });
    box.append(more);
  }
  return box;
}

function toggle(name, at) {
  const chosen = new Map(state.chosen);
  const answers = new Set(chosen.get(name));
  if (!answers.delete(at)) answers.add(at);
  go({ chosen: chosen.set(name, answers) });
}

function showOrder() {
  const offered = Object.keys(SORTS).filter((sort) => sort !== "relevance" || state.query);
  const now = offered.includes(state.sort) ? state.sort : usual();
  order.replaceChildren(...offered.map((value) => make("option", { value, selected: value === now }, SORTS[value])));
}

function showChosen() {
  const items = [];
  for (const [name, answers] of state.chosen) {
    for (const at of answers) {
      const { title, titles } = facets.get(name);
      const out = make("button", { type: "button" }, `${title}: ${titles[at]} `, make("span", { ariaHidden: "true" }, "×"));
      out.setAttribute("aria-label", `Take out ${title}: ${titles[at]}`);
      out.addEventListener("click", () => {
        toggle(name, at);
        field.focus();
      });
      items.push(make("li", {}, out));
    }
  }
  if (items.length > 1) {
    const none = make("button", { type: "button" }, "Take all out");
    none.addEventListener("click", () => {
      go({ chosen: new Map(names.map((name) => [name, new Set()])) });
      field.focus();
    });
    items.push(make("li", {}, none));
  }
  tags.replaceChildren(...items);
}

function showPages(page, pages) {
  const link = (to, words, rel) => {
    const made = make("a", { href: addressOf({ ...state, page: to }), rel }, words);
    made.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      go({ page: to });
      place.scrollIntoView();
      list.querySelector("a")?.focus({ preventScroll: true });
    });
    return made;
  };
  pager.hidden = pages === 1;
  pager.replaceChildren(
    ...(page > 1 ? [link(page - 1, "Previous", "prev")] : []),
    make("span", {}, `Page ${page} of ${pages}`),
    ...(page < pages ? [link(page + 1, "Next", "next")] : []),
  );
}

field.value = state.query;
update();
