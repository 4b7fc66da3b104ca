// Suggestions while typing in a search box; and answers on a site that is plain files on a web host. Loaded when a search
// box is used. It asks this site alone, and keeps nothing.

const make = (tag, properties, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};
const status = document.getElementById("say");
const inputs = [...document.querySelectorAll("[data-suggest]")];
const { suggest: address, engine, text: textScript } = inputs[0].dataset;

let index = null;
const openIndex = () => {
  index ??= Promise.all([import(engine), fetch(`${address}index.json`), fetch(`${address}words.txt`)])
    .then(async ([engineScript, baked, real]) => engineScript.openIndex(textScript, await baked.json(), real.ok ? await real.text() : ""));
  return index;
};

// A server suggests; where there is none, the index of the whole site is fetched once and asked instead.
let hasServer = true;
const suggestions = async (typed, signal) => {
  if (hasServer) {
    const answer = await fetch(`${address}suggest?q=${encodeURIComponent(typed)}`, { signal });
    hasServer = answer.ok && /json/.test(answer.headers.get("content-type"));
    if (hasServer) return (await answer.json()).suggestions;
  }
  return (await openIndex()).suggest(typed);
};

// The list under a search box, as in the ARIA combobox pattern: focus stays in the box, arrows move the choice.
const combobox = (input) => {
  const list = make("ul", { id: `${input.id}-list`, className: "suggestions", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.dataset.list);
  input.after(list);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id]]) input.setAttribute(name, value);
  let [chosen, asking, timer] = [-1, null, 0];

  const choose = (place) => {
    chosen = place;
    [...list.children].forEach((option, number) => option.setAttribute("aria-selected", number === place));
    if (place < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", list.children[place].id);
    list.children[place].scrollIntoView({ block: "nearest" });
  };
  const close = () => {
    clearTimeout(timer);
    asking?.abort();
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    choose(-1);
  };
  const option = ([kind, href, name, also, of], number) => {
    const hint = also || of || input.dataset[kind[0] === "t" ? "term" : "page"];
    const item = make("li", { id: `${list.id}-${number}` }, name, " ", make("span", { textContent: hint }));
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.dataset.href = href;
    return item;
  };
  const show = async () => {
    asking?.abort();
    asking = new AbortController();
    const { signal } = asking;
    const found = input.value.trim().length > 1 ? await suggestions(input.value, signal).catch(() => []) : [];
    if (signal.aborted || document.activeElement !== input) return;
    list.replaceChildren(...found.map(option));
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", found.length > 0);
    choose(-1);
    status.textContent = found.length ? input.dataset.count.replace("%", found.length) : "";
  };

  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(show, 120); });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    const count = list.hidden ? 0 : list.children.length;
    if (event.key === "Escape" && count) {
      event.preventDefault();
      close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !event.altKey) {
      event.preventDefault();
      if (!count) return void show();
      const step = event.key === "ArrowDown" ? 1 : -1;
      choose(((chosen + 1 + step + count + 1) % (count + 1)) - 1);
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      location.href = list.children[chosen].dataset.href;
    }
  });
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const item = event.target.closest("li");
    if (item) location.href = item.dataset.href;
  });
  if (document.activeElement === input && input.value && input.value !== input.defaultValue) show();
};

// The answer as the server would write it, see templates/components/found.html. ---------------------------------------

const snippet = (pieces) => make("p", {}, ...pieces.map(([text, isMarked]) => (isMarked ? make("mark", { textContent: text }) : text)));
const link = (href, textContent) => make("a", { href, textContent });
const hit = (entry, say) => make("li", {},
  make("h3", {}, link(entry.href, entry.heading ? `${entry.title}: ${entry.heading}` : entry.title)),
  snippet(entry.snippet),
  ...(entry.also.length ? [make("p", { className: "place" }, say.also, " ", ...entry.also.flatMap((other, number) => [number ? " · " : "", link(other.href, other.heading)]))] : []),
);
const hits = (entries, say) => make("ul", { className: "plain hits" }, ...entries.map((entry) => hit(entry, say)));
const lines = (blocks) => blocks.map((text) => make("p", { textContent: text }));

const crisisBox = (crisis, say) => make("section", { className: "call" },
  make("h2", { textContent: say.crisis }),
  make("div", {},
    make("p", {}, make("a", { className: "button", href: `tel:${crisis.phone}`, textContent: say.phone.replace("%", crisis.phone) })),
    make("p", {}, `${say.danger} `, make("a", { className: "tel", href: `tel:${say.emergency}`, textContent: say.call.replace("%", say.emergency) })),
    ...lines(crisis.blocks), ...(crisis.blocks.length ? [make("p", {}, link(crisis.section, say.read))] : [])));

const firstWords = (heading, text, links) => make("section", { className: "light" }, make("h2", { textContent: heading }),
  ...lines(text), make("ul", {}, ...links.map(([name, href]) => make("li", {}, link(href, name)))));

const answerHere = async (place, typed, asTyped) => {
  const say = place.dataset;
  const opened = await openIndex();
  const coded = opened.ofCode(typed);
  if (coded) return location.replace(coded);
  const answer = opened.search(typed, asTyped);
  const count = answer.pages.length + answer.terms.length + (answer.term ? 1 : 0);
  const told = make("p", {});
  const parts = [told];
  const asIs = link(`?q=${encodeURIComponent(answer.typed)}&as=typed`, say.typed.replace("%", answer.typed));
  if ((answer.crisis || answer.gentle || answer.otherIllness) && !count) told.append(asIs);
  else if (count) told.textContent = `${say.answers.replace("%", answer.typed)} ${count}`;
  else told.append(make("b", { textContent: say.nothing.replace("%", answer.typed) }), ` ${say.try}`);
  if (answer.instead.length) {
    parts.push(make("p", { className: "instead" }, `${say.instead} `,
      ...answer.instead.flatMap((word, number) => [number ? ", " : "", make("b", { textContent: word })]),
      ". ", asIs));
  }
  if (answer.offered) {
    parts.push(make("p", { className: "instead" }, `${say.offered} `, link(`?q=${encodeURIComponent(answer.offered)}`, answer.offered), "?"));
  }
  if (answer.term) {
    const { href, title, say: spoken, blocks } = answer.term;
    parts.push(make("section", { className: "light" }, make("h2", {}, link(href, title)),
      ...(spoken ? [make("p", { className: "say" }, `${say.say} `, make("b", { textContent: spoken }))] : []), ...lines(blocks)));
  }
  if (answer.pages.length) parts.push(make("h2", { className: "visually-hidden", textContent: say.pages }), hits(answer.pages, say));
  if (answer.terms.length) parts.push(make("h2", { textContent: say.words }), hits(answer.terms, say));
  const call = document.querySelector(".search > .call");
  if (answer.crisis) parts.unshift(crisisBox(answer.crisis, say));
  else if (answer.gentle) parts.unshift(firstWords(say.gentle, answer.gentle.text, answer.gentle.links));
  else if (answer.otherIllness) parts.unshift(firstWords(say.other, answer.otherIllness.text, answer.otherIllness.links));
  if (answer.isUrgent && call) parts.unshift(call);
  place.replaceChildren(...parts);
  document.title = `${answer.typed}: ${document.title}`;
  status.textContent = told.textContent;
};

for (const input of inputs) combobox(input);
const place = document.querySelector("#found[data-answers]");
const asked = new URLSearchParams(location.search);
if (place && asked.get("q")?.trim()) {
  document.getElementById("q").value = asked.get("q");
  answerHere(place, asked.get("q"), asked.get("as") === "typed");
}
