// Extras only: everything on the site works without this file.
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const text = document.body.dataset;
  const status = document.getElementById("say");

  const make = (tag, properties, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };

  // A dotted word shows its own entry of “Words on this page” in place; nothing is fetched.
  const entryOf = (link) => document.getElementById("w-" + link.pathname.split("/").filter(Boolean).pop());
  const links = all("a.term").filter(entryOf);
  if (links.length && "showPopover" in HTMLElement.prototype) {
    const pop = make("div", { id: "pop", className: "pop", popover: "auto", tabIndex: -1 });
    pop.setAttribute("role", "dialog");
    pop.setAttribute("aria-labelledby", "pop-title");
    let from = null;
    let wasOpen = false;

    const open = (link) => {
      const entry = entryOf(link);
      const say = entry.querySelector(".say");
      pop.replaceChildren(
        make("h2", { id: "pop-title", textContent: entry.querySelector("dt").textContent }),
        ...(say ? [make("p", { className: "say", textContent: say.textContent })] : []),
        ...[...entry.querySelector(".meaning").children].map((part) => part.cloneNode(true)),
        make("p", { className: "row" },
          make("button", { type: "button", className: "button", textContent: text.close, onclick: () => pop.hidePopover() }),
          make("a", { href: link.href, textContent: text.more })),
      );
      from = link;
      link.after(pop);
      link.setAttribute("aria-expanded", "true");
      pop.showPopover();
      pop.focus({ preventScroll: true });
      const word = link.getBoundingClientRect();
      const box = pop.getBoundingClientRect();
      if (word.bottom > box.top && word.top < box.bottom) scrollBy(0, word.bottom - box.top + 28);
    };

    pop.addEventListener("beforetoggle", (event) => {
      if (event.newState !== "closed") return;
      from.setAttribute("aria-expanded", "false");
      if (pop.contains(document.activeElement)) from.focus({ preventScroll: true });
    });

    for (const link of links) {
      link.setAttribute("role", "button");
      link.setAttribute("aria-expanded", "false");
      // A tap on the open word closes it by itself; remember that, so that the click does not open it again.
      link.addEventListener("pointerdown", () => { wasOpen = link.getAttribute("aria-expanded") === "true"; });
      link.addEventListener("keydown", (event) => { if (event.key === " ") { event.preventDefault(); link.click(); } });
      link.addEventListener("click", (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        if (!wasOpen) open(link);
        wasOpen = false;
      });
    }
  }

  // A list narrows while typing; accents and case do not matter.
  for (const box of all("[data-filter]")) {
    box.parentElement.hidden = false;
    const plain = (words) => words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
    const groups = all(box.dataset.groups);
    const entries = all(box.dataset.rows);
    box.addEventListener("input", () => {
      const wanted = plain(box.value.trim());
      for (const entry of entries) entry.hidden = !plain(entry.textContent).includes(wanted);
      for (const group of groups) group.hidden = !entries.some((entry) => !entry.hidden && group.contains(entry));
      const count = entries.filter((entry) => !entry.hidden).length;
      status.textContent = wanted ? box.dataset.filter.replace("%", count) : "";
    });
  }

  // Buttons that need a script are shown by it. Where a browser gives no clipboard, the old way to copy is taken.
  const copy = async (words) => {
    try {
      return await navigator.clipboard.writeText(words);
    } catch { /* no clipboard here */ }
    const sheet = make("textarea", { value: words, className: "visually-hidden" });
    document.body.append(sheet);
    sheet.select();
    document.execCommand("copy");
    return sheet.remove();
  };
  for (const button of all("[data-copy]")) {
    button.hidden = false;
    const label = [...button.childNodes];
    button.addEventListener("click", async () => {
      await copy(button.dataset.copy || button.closest("li, section").querySelector(".sheet").textContent);
      button.focus();
      button.textContent = status.textContent = text.copied;
      setTimeout(() => button.replaceChildren(...label), 2500);
    });
  }
  for (const button of all("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }

  // A number that the family adds is kept on this device only, and stands first, with its day, until it is removed.
  const team = document.querySelector(".keep-number");
  const storedNumber = (change) => {
    try {
      change?.(localStorage);
      return JSON.parse(localStorage.getItem("team-number"));
    } catch { return null; }
  };
  const showNumber = (kept = storedNumber()) => {
    for (const place of all(".kept-number")) {
      place.hidden = !kept;
      if (!kept) { place.replaceChildren(); continue; }
      const { lang } = document.documentElement;
      const day = new Intl.DateTimeFormat(lang, { dateStyle: "long" }).format(new Date(kept.at));
      const dialed = kept.number.replace(/\s*(ext\.?|x)\s*/i, ",").replace(/[^+,\d]/g, "");
      place.replaceChildren(
        make("a", { href: "tel:" + dialed }, make("span", {}, team.dataset.kept.replace("%", day) + " ", make("b", { textContent: kept.number }))),
        make("button", { type: "button", textContent: team.dataset.remove, onclick: () => showNumber(storedNumber((all) => all.removeItem("team-number"))) }),
      );
    }
  };
  if (team) {
    team.hidden = false;
    team.addEventListener("submit", (event) => {
      event.preventDefault();
      const kept = JSON.stringify({ number: team.querySelector("input").value.trim(), at: new Date().toISOString() });
      showNumber(storedNumber((all) => all.setItem("team-number", kept)));
      status.textContent = all(".kept-number a")[0]?.textContent ?? team.dataset.failed;
    });
    showNumber();
  }

  // What a search box can do besides comes when one is used, or where a question waits for a site without a server.
  const [box] = all("[data-suggest]");
  const waiting = document.querySelector("#found[data-answers]") && location.search;
  if (box && waiting) import(box.dataset.script);
  else if (box) document.addEventListener("focusin", ({ target }) => { if (target.matches("[data-suggest]")) import(box.dataset.script); });

  // Pages that were opened stay readable without signal; whoever deletes them is not asked again.
  const workers = navigator.serviceWorker;
  const start = async () => {
    await workers.register("/sw.js");
    const files = performance.getEntriesByType("resource").map((entry) => entry.name);
    if (!workers.controller) (await workers.ready).active.postMessage({ keep: [location.pathname, ...files] });
  };
  const ask = async (question, hear) => {
    const line = new MessageChannel();
    line.port1.onmessage = (event) => hear(event.data);
    (await workers.ready).active.postMessage(question, [line.port2]);
  };
  for (const box of workers ? all(".keep") : []) {
    const [keep, remove] = all("button", box);
    const said = box.querySelector("output");
    keep.onclick = async () => {
      localStorage.removeItem("keep");
      await start();
      ask({ keepAll: text.guide }, ({ done, all: of, failed }) => {
        said.textContent = failed ? box.dataset.failed : done < of ? `${done} / ${of}` : box.dataset.kept;
      });
    };
    remove.onclick = async () => {
      localStorage.setItem("keep", "no");
      const worker = await workers.getRegistration();
      const done = async () => {
        await worker?.unregister();
        said.textContent = storedNumber() ? box.dataset.deletedNotNumber : box.dataset.deleted;
      };
      if (worker) await ask({ deleteAll: true }, done);
      else done();
    };
    keep.parentElement.hidden = false;
  }
  if (workers && localStorage.getItem("keep") !== "no") addEventListener("load", () => start().catch(() => {}));
})();
