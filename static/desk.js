// Help at the editors' desk; every form works without it.
(() => {
  const frame = document.getElementById("preview");
  const form = document.querySelector(".desk-form form");

  // A wide or a narrow screen in the preview.
  const wide = document.getElementById("desk-wide");
  if (wide) wide.addEventListener("change", () => frame.classList.toggle("wide", wide.checked));
  if (!form) return;
  const fields = [...form.querySelectorAll("textarea, input[type=text], input[type=number]")];

  // Buttons that put Markdown round the chosen words; the browser's own undo keeps working.
  const body = form.querySelector("#id_body, #id_definition");
  const tools = [
    ["Bold", "**", "**"], ["Heading", "\n## ", "\n"], ["List", "\n- ", "\n"], ["Link", "[", "](/address/)"],
    ["Source", "[@", "]"], ["Plain word", "[", "](-)"], ["Do", "\n/// do | What you can do\n- ", "\n///\n"],
    ["Call", "\n/// call | Call your team, day or night, if\n- ", "\n///\n"], ["Opens on tap", "\n/// more | ", "\n\n///\n"],
    ["Picture", "\n/// figure | ", "\n///\n"], ["Questions", "\n/// ask\n- ", "\n///\n"],
  ];
  if (body && !body.readOnly) {
    const bar = document.createElement("div");
    bar.className = "desk-tools";
    bar.setAttribute("role", "group");
    bar.setAttribute("aria-label", "Markdown");
    for (const [name, before, after] of tools) {
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: name });
      button.addEventListener("click", () => {
        const { selectionStart: start, selectionEnd: end } = body;
        const chosen = body.value.slice(start, end);
        body.focus();
        document.execCommand("insertText", false, before + chosen + after);
        body.setSelectionRange(start + before.length, start + before.length + chosen.length);
      });
      bar.append(button);
    }
    body.before(bar);
  }

  // The preview and the notes follow the typing.
  let timer = 0;
  const send = async (address) => {
    const answer = await fetch(address, { method: "POST", body: new FormData(form) });
    return answer.ok ? answer.text() : null;
  };
  const refresh = async () => {
    const [page, notes] = await Promise.all([send(frame.dataset.preview), send(frame.dataset.notes)]).catch(() => []);
    if (page) {
      const fresh = new DOMParser().parseFromString(page, "text/html").querySelector("main");
      const shown = frame.contentDocument.querySelector("main");
      if (fresh && shown) shown.replaceWith(frame.contentDocument.importNode(fresh, true));
    }
    if (notes) document.getElementById("desk-notes").innerHTML = notes;
  };
  if (frame && frame.dataset.preview) {
    form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(refresh, 400); });
  }

  // A copy of unsaved words on this device, offered back after a lost session, network or power. It goes only when the
  // form shows the same words, or when somebody throws it away.
  const key = "desk:" + location.pathname;
  const read = (name) => { try { return JSON.parse(localStorage.getItem(name)); } catch { return null; } };
  const even = (text) => text.split(/\r?\n/).map((line) => line.trim()).join("\n").trim();
  const words = () => Object.fromEntries(fields.map((field) => [field.name, field.value]));
  const shown = words();
  const same = (kept) => Object.entries(kept.words).every(([name, text]) => even(text) === even(shown[name] ?? text));
  const keep = () => localStorage.setItem(key, JSON.stringify({ at: Date.now(), words: words() }));
  const offer = (kept) => {
    const box = Object.assign(document.createElement("div"), { className: "desk-kept" });
    box.setAttribute("role", "status");
    const give = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: "Bring them back" });
    const drop = Object.assign(document.createElement("button"), { type: "button", className: "button desk-quiet", textContent: "Throw them away" });
    box.append(`Words typed here on ${new Date(kept.at).toLocaleString()} were not saved. `, give, " ", drop);
    form.before(box);
    give.addEventListener("click", () => {
      for (const field of fields) if (kept.words[field.name] !== undefined) field.value = kept.words[field.name];
      box.remove();
      form.dispatchEvent(new Event("input"));
    });
    drop.addEventListener("click", () => { localStorage.removeItem(key); box.remove(); });
  };
  // A text that was just added has an address of its own; its copy still lies under that of the empty form.
  for (const name of [key, key.replace(/\d+\/change\/$/, "add/")]) {
    const kept = read(name);
    if (kept && same(kept)) localStorage.removeItem(name);
  }
  // A form that came back with what was typed (a merge, something to mend) is itself what is to be kept.
  if (document.querySelector(".errornote, .errorlist")) keep();
  else if (read(key)) offer(read(key));
  form.addEventListener("input", keep);
})();
