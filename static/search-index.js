// The search itself, for a site that is plain files on a web host: the same rules as in the search package, on an index
// baked with the pages, and judged by the same questions. Nothing that is typed leaves the browser.

const ENDINGS = ["s", "es", "ed", "d", "ing", "ly", "er"];
const SLIPS = [[10, 3], [7, 2], [4, 1]];
const FIELDS = [3, 0.8, 1]; // names, what stands above, text
const [TIE, COVER, MEANS, SAID] = [0.3, 5, 1.4, 0.45];
const [MOST_PAGES, MOST_TERMS, MOST_SECTIONS, PAGES_FLOOR, TERMS_FLOOR, SUPPORT] = [8, 4, 3, 0.3, 0.5, 0.15];

let fold, words, sound, slipsBetween, isSure, clean, snippet, RealWords, RuleMatcher;

// The index of a site: its script on words and rules, what was baked, and the real words of the language.
export const openIndex = async (textScript, baked, realWords) => {
  ({ fold, words, sound, slipsBetween, isSure, clean, snippet, RealWords, RuleMatcher } = await import(textScript));
  return new Index(baked, realWords);
};

class Index {
  constructor(baked, realWords) {
    this.real = new RealWords(realWords, baked.endings);
    this.little = new Set(baked.little.split(" "));
    this.group = new Map(baked.groups.flatMap((group, number) => group.split(" ").map((word) => [word, number])));
    const phrase = (text) => text.split(" ").map((word) => this.group.get(word));
    this.same = baked.same.flatMap(([say, means]) => say.map((text) => [phrase(text), means.map(phrase)]));
    ({ crisis: this.crisis, gentle: this.gentle, other_illness: this.otherIllness } = baked);
    this.rules = new RuleMatcher(baked.rules, (word) => this.#isKnown(word));
    this.worth = new Map();
    this.entries = baked.entries.map((row) => this.#entry(row));
    this.names = new Map();
    for (const entry of [...this.entries].reverse()) {
      if (entry.kind === "t") for (const name of [...entry.spellings, entry.title]) this.names.set(this.#telling(name), entry);
    }
    for (const text of baked.same.flat(2)) for (const word of text.split(" ")) this.#count(word, 1);
    this.meanable = [...this.worth.keys()].filter((word) => word.length > 3 && !this.little.has(word) && /^[a-z]+$/.test(word));
    this.explained = new Set([...this.names.keys()].flatMap((name) => name.split(" ")));
    this.#weigh();
  }

  #entry([kind, href, page, title, heading, above, place, say, spellings, weight, text, code]) {
    const entry = { code, kind, href, page, title, heading, place, say, weight, blocks: text.split("\n"), spellings: spellings ? spellings.split("|") : [] };
    const names = heading ? [heading] : [title, ...entry.spellings];
    entry.named = names.map((name) => words(name).join(" "));
    const around = heading ? [title, above] : [];
    entry.fields = [names, around, [text]].map((parts, field) => {
      const count = new Map();
      let length = 0;
      for (const word of words(parts.join(" "))) {
        this.#count(word, field === 2 ? 1 : 5);
        const group = this.group.get(word);
        count.set(group, (count.get(group) || 0) + 1);
        length += 1;
      }
      return { count, length };
    });
    return entry;
  }

  #count(word, worth) { this.worth.set(word, (this.worth.get(word) || 0) + worth); }

  // How rare each word is in each field, and how long fields are: what BM25 goes by.
  #weigh() {
    this.rarity = FIELDS.map(() => new Map());
    this.length = FIELDS.map((_, field) => this.entries.reduce((sum, entry) => sum + entry.fields[field].length, 0) / this.entries.length || 1);
    for (const entry of this.entries) {
      entry.fields.forEach(({ count }, field) => { for (const group of count.keys()) this.rarity[field].set(group, (this.rarity[field].get(group) || 0) + 1); });
    }
    const total = this.entries.length;
    for (const rarity of this.rarity) for (const [group, holders] of rarity) rarity.set(group, Math.log(1 + (total - holders + 0.5) / (holders + 0.5)));
  }

  #telling(text) {
    const all = words(text);
    const telling = all.filter((word) => !this.little.has(word));
    return (telling.length ? telling : all).map((word) => this.group.get(word) ?? word).join(" ");
  }

  // A word in another form than any of the guide's.
  #groupOf(word) {
    const known = (form) => this.group.get(form);
    for (const end of ENDINGS) {
      const stem = word.endsWith(end) && word.length - end.length > 2 ? word.slice(0, -end.length) : "";
      const found = known(word) ?? (stem ? known(stem) ?? known(stem + "e") : known(word + end));
      if (found !== undefined) return found;
    }
    return known(word);
  }

  #isKnown(word) { return this.little.has(word) || this.#groupOf(word) !== undefined || this.real.has(word) || this.rules.has(word); }

  // The nearest known word, if nothing else was meant.
  meant(word) {
    const near = this.nearest(word);
    return near && isSure(word, near) ? near : "";
  }

  nearest(word) {
    if (word.length < 4 || word.length > 40 || !/^[a-z]+$/.test(word)) return "";
    const heard = sound(word);
    this.sounds ??= new Map(this.meanable.map((known) => [known, sound(known)]));
    const slips = SLIPS.find(([length]) => word.length >= length)[1];
    let [best, least] = ["", Infinity];
    for (const near of this.meanable) {
      const sounds = heard.length > 2 && this.sounds.get(near) === heard;
      if (Math.abs(near.length - word.length) > (sounds ? 5 : slips)) continue;
      const wrong = slipsBetween(word, near);
      if (wrong > (sounds ? 5 : slips) || (!sounds && word.length < 6 && near[0] !== word[0])) continue;
      const cost = wrong - 1.5 * sounds - 0.4 * (word[0] === near[0]) - 0.15 * Math.log(1 + this.worth.get(near));
      if (cost < least) [best, least] = [near, cost];
    }
    return best;
  }

  startingWith(start) {
    if (start.length < 4) return [];
    const found = [...this.worth.keys()].filter((word) => word.startsWith(start) && !this.little.has(word));
    return found.sort((one, other) => this.worth.get(other) - this.worth.get(one)).slice(0, 8);
  }

  #corrected(typed) {
    const [meant, instead, offered] = [[], [], []];
    for (let at = 0; at < typed.length; at++) {
      const [word, next] = [typed[at], typed[at + 1] || ""];
      const pair = word + next;
      if (next && pair.length > 6 && !(this.#isKnown(word) && this.#isKnown(next))) {
        const alone = [word, next].every((one) => this.#isKnown(one) || this.meant(one));
        const joined = this.worth.has(pair) ? pair : alone || word.length < 3 || next.length < 3 ? "" : this.meant(pair);
        if (joined) {
          meant.push(joined);
          instead.push(joined);
          at += 1;
          continue;
        }
      }
      const used = this.#isKnown(word) ? word : this.startingWith(word)[0] || this.meant(word) || this.#split(word);
      meant.push(...used.split(" "));
      if (used !== word) instead.push(used);
      else if (!this.#isKnown(word) && this.nearest(word)) offered.push([word, this.nearest(word)]);
    }
    return [meant, instead, offered];
  }

  #split(word) {
    for (let cut = 3; cut < word.length - 2; cut++) {
      const parts = [word.slice(0, cut), word.slice(cut)];
      if (parts.every((part) => this.worth.has(part) && !this.little.has(part))) return parts.join(" ");
    }
    return word;
  }

  #question(typed, asTyped) {
    const everyWord = words(typed);
    let [all, instead, offered] = [everyWord.slice(0, 24), [], []];
    if (!asTyped) [all, instead, offered] = this.#corrected(all);
    const stems = all.map((word) => this.#groupOf(word) ?? word);
    let telling = [...all.keys()].filter((at) => !this.little.has(all[at]));
    if (!telling.length) telling = [...all.keys()];
    const same = this.#sameAt(all, stems);
    const covered = new Set(same.flatMap(([places]) => (places.length > 1 ? places : [])));
    const parts = telling.map((at) => {
      const alone = same.filter(([places]) => places.length === 1 && places[0] === at).flatMap(([, means]) => means);
      return { ways: [[stems[at]], ...alone], weight: covered.has(at) ? SAID : 1 };
    });
    const names = [telling.map((at) => stems[at]).join(" ")];
    for (const [places, means] of same) {
      if (places.length > 1) parts.push({ ways: means, weight: MEANS });
      if (telling.every((at) => places.includes(at))) names.push(...means.map((way) => way.join(" ")));
    }
    return { parts, names, instead, offered, first: this.rules.firstHelp(everyWord, all) };
  }

  #sameAt(all, stems) {
    const found = [];
    for (let start = 0; start < stems.length; start++) {
      for (const [phrase, means] of this.same) {
        if (phrase[0] !== stems[start]) continue;
        const places = [start];
        for (let at = start + 1; places.length < phrase.length && at < stems.length; at++) {
          if (stems[at] === phrase[places.length]) places.push(at);
          else if (!this.little.has(all[at])) break;
        }
        if (places.length === phrase.length) found.push([places, means]);
      }
    }
    found.sort((one, other) => other[0].length - one[0].length);
    return found.filter(([places], number) => !found.slice(0, number).some(([longer]) => longer.length > places.length && places.every((at) => longer.includes(at))));
  }

  #score(entry, parts) {
    const ofStem = (stem) => {
      const each = entry.fields.map(({ count, length }, field) => {
        const often = count.get(stem) || 0;
        return often && (FIELDS[field] * this.rarity[field].get(stem) * often * 2.2) / (often + 1.2 * (0.25 + (0.75 * length) / this.length[field]));
      });
      const most = Math.max(...each);
      return most + TIE * (each.reduce((sum, one) => sum + one, 0) - most);
    };
    const ofWay = (way) => {
      const each = [...new Set(way)].map(ofStem);
      return each.every(Boolean) ? each.reduce((sum, one) => sum + one, 0) : 0;
    };
    let score = 0;
    for (const { ways, weight } of parts) {
      const best = Math.max(...ways.map(ofWay));
      if (best) score += weight * (best + COVER);
    }
    return score * entry.weight;
  }

  search(typed, asTyped = false) {
    const shown = clean(typed);
    const question = this.#question(shown, asTyped);
    const first = this.#first(question, shown);
    const { otherIllness } = question.first;
    const isElsewhere = otherIllness.length > 0 && !otherIllness.some((word) => this.explained.has(String(this.#groupOf(word))));
    if (!asTyped && (first.crisis || first.gentle || isElsewhere)) return first;
    const scored = this.entries.map((entry) => [this.#score(entry, question.parts), entry]).filter(([score]) => score > 0);
    scored.sort((one, other) => other[0] - one[0]);
    const term = question.names.map((name) => this.names.get(name)).find(Boolean);
    const terms = scored.filter(([, entry]) => entry.kind === "t");
    const wanted = new Set(question.parts.flatMap(({ ways }) => ways.flat()));
    const hit = (entry, also = []) => ({ ...entry, also, snippet: snippet(entry.blocks, (word) => this.group.get(fold(word)), wanted) });
    return {
      ...first, term,
      pages: this.#pages(scored.filter(([, entry]) => entry.kind !== "t")).map(([entry, also]) => hit(entry, also)),
      terms: terms.filter(([score, entry]) => score >= TERMS_FLOOR * terms[0][0] && entry !== term).slice(0, MOST_TERMS).map(([, entry]) => hit(entry)),
    };
  }

  // What comes before anything found: only the crisis line if that is needed.
  #first({ first, instead, offered }, typed) {
    const none = { typed, instead: [], pages: [], terms: [] };
    if (first.isCrisis) {
      const lines = this.entries.find(({ href }) => href === this.crisis.section)?.blocks || [];
      const helping = lines.filter((line) => line.includes(this.crisis.phone));
      return { ...none, crisis: { ...this.crisis, blocks: helping.length ? helping : lines } };
    }
    const { text = [], sections = [] } = this.gentle[first.gentle] || {};
    const links = sections.map((section) => this.entries.find(({ href }) => href === section)).filter(Boolean);
    return {
      ...none, instead, isUrgent: first.isUrgent,
      offered: offered.length ? offered.reduce((all, [word, near]) => all.replace(word, near), typed.toLowerCase()) : "",
      gentle: first.gentle < 0 ? null : { text, links: links.map(({ href, heading, title }) => [heading || title, href]) },
      otherIllness: first.otherIllness.length ? this.otherIllness : null,
    };
  }

  // The page or term of a code as it stands on paper.
  ofCode(typed) {
    const code = typed.split("/").at(-1).split(".")[0].toUpperCase().replace(/[^\p{L}\p{N}]/gu, "").replace(/O/g, "0").replace(/[IL]/g, "1").replace(/Z/g, "2");
    return this.entries.find((entry) => entry.code && entry.code === code)?.href;
  }

  #pages(scored) {
    const pages = new Map();
    for (const row of scored.slice(0, 40)) pages.set(row[1].page, [...(pages.get(row[1].page) || []), row]);
    const ranked = [...pages.values()].map((rows) => [rows[0][0] + SUPPORT * rows.slice(1, MOST_SECTIONS).reduce((sum, [score]) => sum + score, 0), rows]);
    ranked.sort((one, other) => other[0] - one[0]);
    return ranked.slice(0, MOST_PAGES).filter(([score]) => score >= PAGES_FLOOR * ranked[0][0]).map(([, rows]) => [
      rows[0][1], rows.slice(1, MOST_SECTIONS).filter(([score, entry]) => entry.heading && score >= 0.5 * rows[0][0]).map(([, entry]) => entry),
    ]);
  }

  suggest(typed) {
    const all = words(clean(typed));
    if (all.join("").length < 2) return [];
    const holds = (name, starts) => starts.every((start) => (" " + name).includes(" " + start));
    const kinds = { t: 0, p: 1, s: 2 };
    const ranked = (starts) => this.entries.flatMap((entry) => entry.named
      .map((name, number) => [holds(name, starts), !name.startsWith(starts.join(" ")), kinds[entry.kind], number > 0, name.length, entry, number])
      .filter(([held]) => held)).sort((one, other) => { for (let at = 1; at < 5; at++) if (one[at] !== other[at]) return one[at] - other[at]; return 0; });
    let found = ranked(all);
    if (!found.length) {
      const last = all.at(-1);
      const near = this.meanable.filter((word) => last.length > 3 && ((sound(last).length > 1 && sound(word).startsWith(sound(last))) || (word[0] === last[0] && slipsBetween(word.slice(0, last.length), last) === 1)));
      const far = (word) => Math.min(...[-1, 0, 1].map((more) => slipsBetween(word.slice(0, last.length + more), last)));
      near.sort((one, other) => far(one) - far(other) || this.worth.get(other) - this.worth.get(one));
      found = near.slice(0, 4).flatMap((end) => ranked([...all.slice(0, -1), end]));
    }
    const once = new Map();
    for (const [, , , , , entry, number] of found) if (!once.has(entry.href)) once.set(entry.href, [entry.kind, entry.href, entry.heading || entry.title, number ? entry.spellings[number - 1] : "", entry.heading ? entry.title : ""]);
    return [...once.values()].slice(0, 7);
  }
}
