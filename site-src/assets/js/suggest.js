// What the search box shows while somebody types: links, which arrow keys walk through.

import { ROOT, address, badge, find, make, marked, plural } from "./search.js";

const SHOWN = 8;
const PAUSE = 150; // milliseconds without a key

export function suggest(input) {
  const form = input.form;
  const status = make("p", { className: "site-search-status" });
  status.setAttribute("role", "status");
  const list = make("ol");
  const panel = make("div", { className: "site-search-results", hidden: true }, status, list);
  form.append(panel);
  let asked = 0;
  let timer;

  const links = () => [...panel.querySelectorAll("a")];

  function close() {
    asked += 1;
    panel.hidden = true;
  }

  function tell(text) {
    panel.hidden = false;
    status.textContent = text;
  }

  async function show() {
    const query = input.value.trim();
    const number = ++asked;
    if (!query) {
      close();
      return;
    }
    if (panel.hidden) tell("Searching…");
    try {
      const results = await find(query);
      const shown = await Promise.all(results.slice(0, SHOWN).map((result) => result.data()));
      if (number !== asked) return;
      const items = shown.map(entry);
      if (results.length > shown.length) items.push(all(query, results.length));
      list.replaceChildren(...items);
      tell(results.length ? plural(results.length, "result", "results") : `Nothing matches “${query}”.`);
    } catch {
      if (number !== asked) return;
      list.replaceChildren(all(query));
      tell("There is no search as you type here.");
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(show, PAUSE);
  });
  input.addEventListener("focus", () => {
    if (input.value.trim() && panel.hidden) show();
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !panel.hidden) {
      event.preventDefault();
      close();
      input.focus();
      close(); // focus shows again what it finds
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !panel.hidden) {
      const places = [input, ...links()];
      const step = event.key === "ArrowDown" ? 1 : -1;
      const next = places.indexOf(document.activeElement) + step;
      event.preventDefault();
      places[(next + places.length) % places.length].focus();
    }
  });
  form.addEventListener("focusout", (event) => {
    if (!form.contains(event.relatedTarget)) close();
  });
  panel.addEventListener("mousedown", (event) => event.preventDefault()); // keeps the focus
  if (input.value.trim()) show();
}

function entry(data) {
  const { title, ecosystems = "", states = "", kind } = data.meta;
  const names = [...ecosystems.split(", "), ...(kind === "plugin" ? [] : [kind])];
  const badges = [...states.split(", "), ...names].filter(Boolean).map(badge);
  return make(
    "li",
    {},
    make(
      "a",
      { href: address(data) },
      make("strong", {}, title),
      make("span", { className: "site-search-excerpt" }, marked(data.excerpt)),
      make("span", { className: "site-search-badges" }, ...badges),
    ),
  );
}

function all(query, count) {
  const target = new URL("browse/", ROOT);
  target.searchParams.set("q", query);
  const words = count ? `All ${plural(count, "result", "results")}` : "Look among all titles";
  return make("li", {}, make("a", { href: target.href }, make("strong", {}, words)));
}
