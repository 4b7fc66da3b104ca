// Help with the forms of administration; every form works without it.
(() => {
  const frame = document.getElementById("preview");
  const form = document.querySelector(".editing-form form");

  // The preview as on a phone, or as on a computer: then it is as wide as one, and shown smaller.
  const COMPUTER = 1200;
  const wide = document.getElementById("editing-wide");
  if (wide) {
    const fit = () => frame.style.setProperty("--fit", Math.min(1, frame.parentElement.clientWidth / COMPUTER));
    wide.addEventListener("change", () => { fit(); frame.classList.toggle("wide", wide.checked); });
    addEventListener("resize", fit);
  }
  const body = form && form.querySelector("#id_body, #id_definition");
  if (!body) return;

  // Buttons that put Markdown round the chosen words; the browser's own undo keeps working. One stop for the Tab key,
  // arrows go from button to button.
  const tools = [
    ["Bold", "**", "**"], ["Link", "[", "](/address/)"], ["Plain word", "[", "](-)"], ["List", "\n- ", "\n"],
    ["Heading", "\n## ", "\n"], ["Source", "[@", "]"], ["Do", "\n/// do | What you can do\n- ", "\n///\n"],
    ["Call", "\n/// call | Call your team, day or night, if\n- ", "\n///\n"], ["Opens on tap", "\n/// more | ", "\n\n///\n"],
    ["Picture", "\n/// figure | ", "\n///\n"], ["Questions", "\n/// ask\n- ", "\n///\n"],
  ];
  if (!body.readOnly) {
    const bar = document.createElement("div");
    bar.className = "editing-tools";
    bar.setAttribute("role", "toolbar");
    bar.setAttribute("aria-label", "Markdown");
    bar.setAttribute("aria-controls", body.id);
    for (const [name, before, after] of body.id === "id_body" ? tools : tools.slice(0, 3)) {
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: name, tabIndex: bar.children.length ? -1 : 0 });
      button.addEventListener("click", () => {
        const { selectionStart: start, selectionEnd: end } = body;
        const chosen = body.value.slice(start, end);
        body.focus();
        document.execCommand("insertText", false, before + chosen + after);
        body.setSelectionRange(start + before.length, start + before.length + chosen.length);
      });
      bar.append(button);
    }
    bar.addEventListener("keydown", (event) => {
      const all = [...bar.children], at = all.indexOf(document.activeElement), last = all.length - 1;
      const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: last }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      const next = all[(to + all.length) % all.length];
      for (const one of all) one.tabIndex = one === next ? 0 : -1;
      next.focus();
    });
    body.before(bar);
  }
  if (!frame) return;

  // Invisible signs, mostly from pasting, go from all that is typed at one click; saving stays with the person.
  const checks = document.getElementById("editing-checks");
  const buttons = () => checks.querySelectorAll("[data-invisible], [data-gaps]");
  const showButtons = () => { for (const button of buttons()) button.hidden = false; };
  showButtons();
  checks.addEventListener("click", ({ target }) => {
    if (target.dataset.gaps) return openGaps(target.dataset.gaps.split(" ").map(Number));
    if (!target.dataset.invisible) return;
    const signs = new RegExp(target.dataset.invisible, "g");
    for (const field of form.querySelectorAll("textarea, input[type=text]")) field.value = field.value.replace(signs, "");
    form.dispatchEvent(new Event("input"));
  });
  // An empty line above each list that lacks one, the last list first, so that the lines of the others stay; the
  // browser's own undo takes them out again. The server counts lines from the first that is not empty.
  const openGaps = (numbers) => {
    const lines = body.value.split("\n");
    const before = lines.findIndex((line) => line) - 1;
    body.focus();
    for (const number of numbers.reverse()) {
      const start = lines.slice(0, number + before).join("\n").length + 1;
      body.setSelectionRange(start, start);
      document.execCommand("insertText", false, "\n");
    }
  };

  // The preview and the check panel follow the typing.
  for (const hand of document.querySelectorAll(".editing-by-hand")) hand.hidden = true;
  // Until an answer is about the words that stand there now, what was said before is marked as such.
  const state = document.getElementById("editing-checks-state");
  const say = (words) => { state.textContent = words; state.hidden = !words; checks.setAttribute("aria-busy", Boolean(words)); for (const button of buttons()) button.disabled = Boolean(words); };
  let timer = 0, typed = 0;
  const send = async (address) => {
    const answer = await fetch(address, { method: "POST", body: new FormData(form) });
    if (!answer.ok || answer.redirected) throw new Error("not answered");
    return answer.text();
  };
  const refresh = async () => {
    const asked = typed;
    const [page, panel] = await Promise.all([send(frame.dataset.preview), send(frame.dataset.checks)]).catch(() => []);
    if (asked !== typed) return;
    if (!page) { say(state.dataset.failed); form.dispatchEvent(new Event("preview-failed")); return; }
    const fresh = new DOMParser().parseFromString(page, "text/html").querySelector("main");
    const shown = frame.contentDocument.querySelector("main");
    if (fresh && shown) shown.replaceWith(frame.contentDocument.importNode(fresh, true));
    checks.innerHTML = panel;
    say("");
    showButtons();
  };
  form.addEventListener("input", () => { typed += 1; say(state.dataset.waits); clearTimeout(timer); timer = setTimeout(refresh, 400); });
})();
