// The search box of every page: loads what it needs at its first use, and no sooner.

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
