// What is typed in administration is kept on this device until it is saved; every form works without it.
(() => {
  const accountOn = (page) => page.querySelector("meta[name=account]")?.content;
  const account = accountOn(document);
  const keyOf = (kind, path) => `${kind}:${account}:${path}`;
  const kept = () => Object.keys(localStorage).filter((name) => /^(draft|typed):/.test(name));

  // Words belong to the account that typed them: at a shared computer nobody is offered those of another.
  for (const name of kept()) if (name.split(":")[1] !== account) localStorage.removeItem(name);

  // What has just been done well needs no copy any more: the page says so, and knows where it came from.
  const done = document.querySelector(".messagelist .success");
  if (done && document.referrer) {
    const from = new URL(document.referrer).pathname;
    localStorage.removeItem(keyOf("typed", from));
    // A draft that was discarded takes the copy of its words along.
    if (from.endsWith("/delete/")) for (const kind of ["draft", "typed"]) localStorage.removeItem(keyOf(kind, from.replace(/delete\/$/, "change/")));
  }

  // Nothing stays on the device after signing out; what was not saved goes only when the person agrees.
  document.getElementById("logout-form")?.addEventListener("submit", (event) => {
    if (!kept().length) return;
    const agreed = confirm("Words that you typed here are not saved. Sign out, and throw them away?");
    if (!agreed) return event.preventDefault();
    for (const name of kept()) localStorage.removeItem(name);
  });

  const form = document.querySelector("form[data-kept], [data-kept] form");
  if (!form) return;
  const writes = Boolean(form.closest(".editing-form[data-kept]"));
  const fields = [...form.querySelectorAll("textarea, input[type=text], input:not([type])")].filter((field) => field.name && field.autocomplete !== "one-time-code");
  const key = keyOf(writes ? "draft" : "typed", location.pathname);
  const read = (name) => { try { return JSON.parse(localStorage.getItem(name)); } catch { return null; } };

  // A copy of unsaved words, offered back after a lost session, network or power. It goes only when the form shows the
  // same words, or when somebody throws it away.
  const even = (text) => text.split(/\r?\n/).map((line) => line.trim()).join("\n").trim();
  const words = () => Object.fromEntries(fields.map((field) => [field.name, field.value]));
  const shown = words();
  const same = (copy) => Object.entries(copy.words).every(([name, text]) => even(text) === even(shown[name] ?? text));
  const differs = () => fields.some((field) => field.value !== shown[field.name]);
  const keep = () => localStorage.setItem(key, JSON.stringify({ at: Date.now(), words: words() }));
  const button = (name, quiet, deed) => {
    const made = Object.assign(document.createElement("button"), { type: "button", className: quiet ? "button editing-secondary" : "button", textContent: name });
    made.addEventListener("click", deed);
    return made;
  };
  const offer = (copy) => {
    const box = Object.assign(document.createElement("div"), { className: "editing-autosaved" });
    box.setAttribute("role", "status");
    const give = button("Bring them back", false, () => {
      for (const field of fields) if (copy.words[field.name] !== undefined) field.value = copy.words[field.name];
      box.remove();
      form.dispatchEvent(new Event("input"));
    });
    const drop = button("Throw them away", true, () => { localStorage.removeItem(key); box.remove(); });
    box.append(`Words typed here on ${new Date(copy.at).toLocaleString()} were not saved. `, give, " ", drop);
    form.before(box);
  };
  // A text that was just added has an address of its own; its copy still lies under that of the empty form.
  for (const name of [key, key.replace(/\d+\/change\/$/, "add/")]) {
    const copy = read(name);
    if (copy && same(copy)) localStorage.removeItem(name);
  }
  // A form that came back with what was typed (a merge, something to mend) is itself what is to be kept.
  if (document.querySelector(".errornote, .errorlist, .messagelist .error")) keep();
  else if (read(key)) offer(read(key));

  // A line that says how things stand, above the button that sends the form.
  const line = Object.assign(document.createElement("p"), { className: "editing-line" });
  line.setAttribute("role", "status");
  (form.querySelector(".submit-row") || form.lastElementChild).before(line);
  let trouble = "";
  const say = (words) => { if (line.textContent !== words) line.textContent = words; };
  const stand = () => say(trouble || (differs() ? "Typed, not saved yet. It is kept on this device." : ""));
  form.addEventListener("input", () => { keep(); stand(); });

  // Signed out, or no network: say so, and go on by itself when it is over, with a form that the site takes.
  const OUT = "You have been signed out. Your words are still here. Sign in again in a new tab, then come back and save.";
  const OFF = "There is no connection now. Your words are kept on this device. Save when it is back.";
  const OTHER = "Somebody else is signed in here now. Your words are still here. Sign in again as yourself in a new tab, then come back and save.";
  let timer = 0;
  const look = async () => {
    clearTimeout(timer);
    const answer = await fetch(location.href).catch(() => null);
    const page = answer?.ok && !answer.redirected ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
    trouble = !answer ? OFF : answer.redirected ? OUT : page && accountOn(page) !== account ? OTHER : "";
    if (trouble) timer = setTimeout(look, 5000);
    else if (page) {
      const fresh = page.querySelector("[name=csrfmiddlewaretoken]");
      if (fresh) for (const old of document.querySelectorAll("[name=csrfmiddlewaretoken]")) old.value = fresh.value;
    }
    stand();
  };
  document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
  addEventListener("offline", look);
  addEventListener("online", look);
  form.addEventListener("preview-failed", look);

  // Asking for a review asks for the words that are saved.
  const ask = document.querySelector("form[data-ask]");
  if (ask && writes) ask.addEventListener("submit", (event) => {
    if (!differs()) return;
    event.preventDefault();
    say("Press “Save draft” first: what you typed is not saved yet, and reviewers see only what is saved.");
    line.scrollIntoView({ block: "center" });
  });
})();
