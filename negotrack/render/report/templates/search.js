"use strict";
// Finds words in the index that lies in the page; all words must occur in one place, case and accents do not matter.
(() => {
  const MOST = 100;
  const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  function make(name, inside, attributes = {}) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...[inside].flat());
    return made;
  }

  function start(box) {
    const index = JSON.parse(box.querySelector("script.index").textContent)
      .map(([where, text, href, more]) => ({ where, text, href, more, all: folded([where, text, ...more].join("\n")) }));
    const field = make("input", [], { type: "search", autocomplete: "off", spellcheck: "false" });
    const told = make("p", [], { role: "status" });
    const found = make("ul", [], { class: "entries" });
    box.querySelector(".needs-script").replaceWith(make("p", make("label", ["Words ", field])));
    box.append(told, found);

    function look() {
      const wanted = folded(field.value).split(/\s+/).filter(Boolean);
      for (const way of box.querySelectorAll("nav.pages a")) way.hash = wanted.length ? `q=${encodeURIComponent(field.value)}` : "";
      const hits = wanted.length ? index.filter((one) => wanted.every((word) => one.all.includes(word))) : [];
      told.textContent = wanted.length ? `${hits.length || "No"} ${hits.length === 1 ? "place" : "places"} found${hits.length > MOST ? `; the first ${MOST} are shown` : ""}.` : "";
      found.replaceChildren(...hits.slice(0, MOST).map((one) => {
        const inside = one.more.find((text) => wanted.some((word) => folded(text).includes(word)));
        const lines = [make("p", one.where, { class: "when" }), make("p", make("a", make("bdi", one.text), { href: one.href }), { class: "words" })];
        if (inside && !wanted.every((word) => folded(one.text).includes(word))) lines.push(make("p", inside, { class: "dim", dir: "auto" }));
        return make("li", lines, { class: "entry hit" });
      }));
    }

    field.addEventListener("input", look);
    const asked = new URLSearchParams(location.hash.slice(1)).get("q");
    if (asked) { field.value = asked; look(); }
  }

  document.querySelectorAll(".search").forEach(start);
})();
