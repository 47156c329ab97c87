"use strict";
// Moves the day: every state was worked out when the report was made; nothing is computed here but which one to show.
(() => {
  const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  const DAY = 86400000;
  const stamp = (day) => Date.parse(day + "T00:00:00Z");
  const iso = (time) => new Date(time).toISOString().slice(0, 10);
  const words = (day) => `${Number(day.slice(8))} ${MONTHS[Number(day.slice(5, 7)) - 1]} ${Number(day.slice(0, 4))}`;
  const valid = (day) => /^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(stamp(day)) && iso(stamp(day)) === day;

  function make(name, inside, attributes = {}) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...[inside].flat());
    return made;
  }

  // The data is written without names and each cell once, to be short.
  function opened(data) {
    const cells = data.cells.map(([runs, stated, marks]) => ({ runs, stated, marks }));
    data.rows = data.rows.map(([verdict, words, numbers]) => ({ verdict, words, cells: numbers.map((number) => cells[number]) }));
    data.items = data.items.map(([key, kind, words, when, href]) => ({ key, kind, words, when, href }));
    data.days = data.days.map(([day, rows, added, removed, entries, said]) => ({ day, rows, added, removed, entries, said }));
    return data;
  }

  function start(box) {
    const section = box.closest("section");
    const data = opened(JSON.parse(section.querySelector("script.days").textContent));
    if (!data.days.length) return;
    const first = data.days[0].day, last = data.until;
    const prefix = data.single ? `${data.negotiation}@` : "";
    const rows = new Map([...section.querySelectorAll("tr[data-issue]")].map((row) => [row.dataset.issue, row]));
    const marks = new Map([...section.querySelectorAll("g[data-issue]")].map((row) => [row.dataset.issue, row]));
    const spoken = section.querySelector(".day-words");
    const force = section.querySelector(".in-force"), forceList = force.querySelector("ul"), forceNow = [...forceList.children];
    let shown = { day: last, other: null };

    const range = make("input", [], { type: "range", min: 0, max: Math.round((stamp(last) - stamp(first)) / DAY), step: 1, "aria-label": "Day" });
    const pick = make("input", [], { type: "date", min: first, max: last });
    const against = make("input", [], { type: "date", min: first, max: last });
    const earlier = make("button", "‹ change before", { type: "button" });
    const later = make("button", "next change ›", { type: "button" });
    const alone = make("button", "stop comparing", { type: "button" });
    const link = make("a", "link to this day", {});
    const difference = make("div", [], { class: "difference" });
    const held = make("details", [], { class: "held-that-day" });
    const wrong = make("p", [], { class: "wrong-day", role: "status", hidden: "" });
    const back = make("a", `back to ${words(last)}`, { href: `#${prefix}${last}` });
    const banner = make("p", [], { class: "other-day", hidden: "" });
    box.closest("article, main").prepend(banner);
    box.append(
      wrong,
      make("div", [earlier, range, later], { class: "line" }),
      make("div", [make("label", ["Day ", pick]), make("label", ["compared with ", against]), alone, link], { class: "line" }),
    );
    if (data.first < first) {
      box.append(make("p", `This part reaches back to ${words(first)}: the days from ${words(data.first)} on are too many for one page. `
        + `For an earlier day, make the pages as of that day: negotrack report --as-of ${iso(stamp(first) - DAY)} -o FOLDER.`, { class: "dim" }));
    }
    box.hidden = false;
    box.after(difference);
    section.append(held);

    // The state of a day: the row each issue shows, the items that stand, how many entries there were.
    function state(day) {
      const found = { rows: new Map(), items: new Set(), entries: 0, newest: "", that: null };
      for (const one of data.days) {
        if (one.day > day) break;
        if (one.said) found.newest = one.day;
        found.that = one.day === day ? one : null;
        for (const [issue, row] of one.rows) found.rows.set(issue, row);
        for (const item of one.removed) found.items.delete(item);
        for (const item of one.added) found.items.add(item);
        found.entries = one.entries;
      }
      return found;
    }

    const row = (then, issue) => {
      const number = then.rows.get(issue);
      return number === undefined || number < 0 ? null : data.rows[number];
    };

    function verdict(one) {
      const sign = make("span", data.symbols[one.verdict], { "aria-hidden": "true" });
      return make("span", [sign, " ", one.words], { class: `verdict v-${one.verdict}` });
    }

    const runs = (cell) => cell.runs.map(([text, style]) => make("span", text, style ? { class: style } : {}));

    function fill(key, one) {
      const line = rows.get(key);
      if (!line) return;
      line.hidden = !one;
      line.dataset.verdict = one ? one.verdict : "";
      line.querySelector("td.v").replaceChildren(...(one ? [verdict(one)] : []));
      [...line.querySelectorAll("td.held")].forEach((cell, number) => {
        cell.dataset.stated = one ? one.cells[number].stated ?? "" : "";
        cell.replaceChildren(...(one ? runs(one.cells[number]) : []));
      });
    }

    const MARKS = { a: "✓", s: "●", r: "✗", d: "▷" };
    function paint(key, one) {
      const line = marks.get(key);
      if (!line) return;
      line.setAttribute("class", one ? "row" : "row silent");
      const name = one ? one.verdict : "none";
      line.querySelector("rect.tile").setAttribute("class", `tile v-${name}`);
      const sign = line.querySelector("text.sign");
      sign.setAttribute("class", `sign on-${name}`);
      sign.textContent = one ? data.symbols[one.verdict] : "";
      [...line.querySelectorAll("text.mark")].forEach((mark, number) => {
        mark.textContent = [...(one ? one.cells[number].marks : "")].map((name) => MARKS[name]).join(" ") || "–";
      });
    }

    function list(numbers) {
      const told = [...numbers].map((number) => data.items[number]).sort((a, b) => (a.key < b.key ? -1 : 1));
      return make("ul", told.map(({ key, kind, words: text, when, href }) => make("li", [
        make("p", make("bdi", text), { class: "words" }),
        make("p", [make("a", kind, { class: "kind", href }), ` · ${when}`], { class: "state" }),
      ], { class: "item", "data-item": key })), { class: "items" });
    }

    const agreements = (numbers) => [...numbers].map((number) => data.items[number]).filter(({ kind }) => kind === "agreement");

    function tellHeld(then) {
      const items = [...then.items].filter((number) => data.items[number].kind !== "agreement");
      held.replaceChildren(make("summary", `Everything that stood on ${words(shown.day)}: ${items.length}`), list(items));
    }

    function tellForce(then) {
      const told = agreements(then.items).map(({ key, words: text, when, href }) => make("li", [
        make("p", when, { class: "when" }),
        make("p", make("a", make("bdi", text), { href }), { class: "words" }),
      ], { class: "entry", "data-entry": key }));
      forceList.replaceChildren(...(shown.day === last ? forceNow : told));
      force.hidden = !forceList.children.length;
    }

    const counted = (number, one, more) => `${number} ${number === 1 ? one : more}`;

    // What can be said of the day itself: how much had been said by then, and why it is one on which something changed.
    function tellDay(then) {
      if (!spoken) return;
      spoken.replaceChildren("As of ", make("strong", words(shown.day)), `, from ${counted(then.entries, "entry", "entries")} on file`);
      if (then.newest && then.newest < shown.day) {
        const days = Math.round((stamp(shown.day) - stamp(then.newest)) / DAY);
        spoken.append(`, the newest of ${words(then.newest)}, ${counted(days, "day", "days")} before`);
      }
      spoken.append(".");
      if (then.that && then.that.said > 0) spoken.append(` ${counted(then.that.said, "entry is", "entries are")} of this day.`);
      if (then.that && then.that.said === 0) {
        spoken.append(` Nothing was said on this day: ${then.that.removed.length ? "what was said before ran out" : "what was said before became stale"}.`);
      }
    }

    function tellElsewhere() {
      banner.hidden = shown.day === last;
      banner.replaceChildren("You look at ", make("strong", words(shown.day)), ` under “Where it stands”; all else on this page is as of ${words(last)}. `, back);
    }

    function side(one, number) {
      return one ? make("td", runs(one.cells[number])) : make("td", "–");
    }

    function tellDifference(then) {
      difference.replaceChildren();
      if (!shown.other) return;
      const [a, b] = shown.other < shown.day ? [shown.other, shown.day] : [shown.day, shown.other];
      const before = shown.other < shown.day ? state(a) : then, after = shown.other < shown.day ? then : state(b);
      const changed = data.issues.map((_, issue) => [issue, row(before, issue), row(after, issue)]).filter(([, was, now]) => was !== now);
      const heads = ["Issue", words(a), words(b), ...data.parties.flatMap(([, name]) => [`${name}, before`, `${name}, after`])];
      const body = changed.map(([issue, was, now]) => make("tr", [
        make("th", make("a", data.titles[issue], { href: data.hrefs[issue] }), { scope: "row" }),
        make("td", was ? verdict(was) : "–"), make("td", now ? verdict(now) : "–"),
        ...data.parties.flatMap((_, number) => [side(was, number), side(now, number)]),
      ], { "data-changed": data.issues[issue] }));
      const table = make("table", [make("thead", make("tr", heads.map((name) => make("th", name, { scope: "col" })))), make("tbody", body)]);
      const came = [...after.items].filter((item) => !before.items.has(item));
      const went = [...before.items].filter((item) => !after.items.has(item));
      difference.append(
        make("h3", `What changed between ${words(a)} and ${words(b)}`),
        changed.length ? make("div", table, { class: "wide", tabindex: "0", role: "region", "aria-label": "What changed" }) : make("p", "No verdict and nothing stated on an issue."),
        make("details", [make("summary", `Items that came: ${came.length}`), list(came)]),
        make("details", [make("summary", `Items that went: ${went.length}`), list(went)]),
      );
    }

    function show() {
      const then = state(shown.day);
      data.issues.forEach((key, issue) => {
        fill(key, row(then, issue));
        paint(key, row(then, issue));
      });
      range.value = Math.round((stamp(shown.day) - stamp(first)) / DAY);
      range.setAttribute("aria-valuetext", words(shown.day));
      pick.value = shown.day;
      against.value = shown.other ?? "";
      alone.hidden = !shown.other;
      const hash = `#${prefix}${shown.other ? `${shown.other}..${shown.day}` : shown.day}`;
      link.setAttribute("href", hash);
      earlier.disabled = !data.days.some((one) => one.day < shown.day);
      later.disabled = shown.day >= last;
      tellDay(then);
      tellElsewhere();
      tellForce(then);
      tellDifference(then);
      tellHeld(then);
      section.dataset.day = shown.day;
    }

    // A day that can be shown, the nearest one for any other, and why it is another.
    function near(day) {
      if (day > last) return [last, `This page knows nothing of ${words(day)}: it was made as of ${words(last)}.`];
      if (day >= first) return [day, ""];
      if (data.first < first && day >= data.first) return [first, `${words(day)} is too early for this page, which reaches back to ${words(first)}.`];
      return [first, `Nothing is on file up to ${words(day)}: the first entry is of ${words(data.first)}; ${words(first)} is shown.`];
    }

    function complain(reasons) {
      const told = reasons.filter(Boolean).join(" ");
      wrong.replaceChildren(told);
      wrong.hidden = !told;
    }

    function go(day, other = shown.other, record = true) {
      const [to, why] = near(day), [with_, whyNot] = other ? near(other) : [null, ""];
      shown = { day: to, other: with_ };
      complain([why, whyNot]);
      show();
      if (record) history.replaceState(null, "", link.getAttribute("href"));
    }

    function follow() {
      const hash = location.hash.slice(1);
      if (!hash.startsWith(prefix)) return;
      const days = hash.slice(prefix.length).split("..");
      const bad = days.filter((day) => !valid(day));
      if (days.length <= 2 && !bad.length) go(days[days.length - 1], days.length === 2 ? days[0] : null, false);
      else if (/^\d{4}-\d/.test(days[0])) {
        go(last, null, false);
        complain([`${bad.map((day) => `“${day.slice(0, 20)}”`).join(" and ") || `“${hash.slice(0, 40)}”`} is no day; ${words(last)} is shown.`]);
      } else return;
      section.scrollIntoView();
    }

    range.addEventListener("input", () => go(iso(stamp(first) + Number(range.value) * DAY)));
    pick.addEventListener("change", () => valid(pick.value) && go(pick.value));
    against.addEventListener("change", () => go(shown.day, valid(against.value) ? against.value : null));
    alone.addEventListener("click", () => { go(shown.day, null); against.focus(); });
    earlier.addEventListener("click", () => {
      const day = data.days.map((one) => one.day).filter((one) => one < shown.day).pop();
      if (day) go(day);
    });
    later.addEventListener("click", () => go(data.days.map((one) => one.day).find((one) => one > shown.day) ?? last));
    window.addEventListener("hashchange", follow);
    show();
    follow();
  }

  document.querySelectorAll(".slider").forEach(start);
})();
