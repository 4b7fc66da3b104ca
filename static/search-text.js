// How words are compared, and what a question must bring first whatever is found: as in normalize.py and rules.py of the
// search package, on rules baked with the index, and held to the same questions.

const WORD = /[\p{L}\p{N}]+/gu;
const WRITTEN = /[\p{L}\p{N}]+(?:[’'][\p{L}\p{N}]+)*/gu;
const INVISIBLE = /[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g;
const INITIALS = /(?<![\p{L}\p{N}])(?:\p{L}\.){2,}(?:\p{L}(?![\p{L}\p{N}]))?/gu;
const SOUNDS = [
  [/[^a-z]/g, ""], [/^(?:ps|pn|kn|gn|wr)(?=.)/, (found) => found[1]], [/(?:ti|ci|si|sh|ssi|sci)(?=[aou])|tch|sh/g, "x"],
  [/ph/g, "f"], [/sc(?=[eiy])/g, "s"], [/ck|ch|qu|q/g, "k"], [/c(?=[eiy])/g, "s"], [/c/g, "k"], [/z/g, "s"],
  [/dg(?=[eiy])|g(?=[eiy])/g, "j"], [/gh/g, ""], [/wh/g, "w"], [/(?<=[aeiou])w/g, ""], [/h/g, ""],
  [/(?<=.)[aeiouy]+/g, ""], [/^[aeiouy]+/, "a"], [/(.)\1+/g, "$1"],
];
const SURE = [[11, 3], [9, 2], [6, 1]];
const EDITS = [[8, 2], [4, 1]];

export const fold = (text) => text.replace(INVISIBLE, "").normalize("NFKD").replace(/\p{M}/gu, "")
  .replace(/(?<=[\p{L}\p{N}])[’'ʼ`´](?=[\p{L}\p{N}])/gu, "").toLowerCase().replace(INITIALS, (found) => found.replaceAll(".", ""));
export const words = (text) => fold(text).match(WORD) || [];
export const sound = (word) => SOUNDS.reduce((heard, [pattern, to]) => heard.replace(pattern, to), word);
export const clean = (typed) => typed.slice(0, 800).replace(INVISIBLE, "").replace(/[\p{C}\s]+/gu, " ").trim().slice(0, 200);

// How many letters are wrong, left out, too many or swapped.
export const slipsBetween = (one, other) => {
  let [before, last, row] = [[], [], [...Array(other.length + 1).keys()]];
  for (let i = 1; i <= one.length; i++) {
    [before, last, row] = [last, row, [i]];
    for (let j = 1; j <= other.length; j++) {
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (one[i - 1] !== other[j - 1]));
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
    }
  }
  return row[other.length];
};

// Is a known word so near to an unknown one that nothing else was meant?
export const isSure = (word, near) => {
  const edits = slipsBetween(word, near);
  const sounds = sound(near);
  const vowels = (one) => one.replace(/[^aeiouy]/g, "");
  const isAlike = sounds.length > 2 || vowels(word) === vowels(near);
  if (isAlike && sounds === sound(word) && edits <= Math.max(2, (word.length - 1) >> 1)) return true;
  return word[0] === near[0] && edits <= (SURE.find(([length]) => word.length >= length)?.[1] || 0);
};

// Words that are never corrected. Each is the count of letters it shares with the one before, as a capital, and its rest.
export class RealWords {
  constructor(coded, endings) {
    this.endings = endings;
    let before = "";
    const decode = ([, shared, rest]) => (before = before.slice(0, shared.charCodeAt() - 65) + rest);
    this.words = new Set([...coded.matchAll(/([A-Z])([a-z]*)/g)].map(decode));
  }

  has(word) {
    const bases = this.endings.filter(([end]) => word.endsWith(end)).map(([end, more]) => word.slice(0, -end.length) + more);
    return this.words.has(word) || bases.some((base) => base.length > 2 && this.words.has(base));
  }
}

// Words by every form of their first word; a form with * at its end is any word that begins so.
const byFirst = (phrases) => {
  const found = new Map();
  for (const written of phrases) {
    const phrase = written.split(" ").map((slot) => slot.split("|"));
    for (const form of phrase[0]) found.set(form, [...(found.get(form) || []), phrase]);
  }
  return found;
};

export class RuleMatcher {
  constructor(rules, isKnown) {
    this.isKnown = isKnown;
    this.between = new Set(rules.between);
    this.has = (word) => this.between.has(word) || this.#written(word).length > 0;
    this.own = new Set(rules.own);
    const { urgent, crisis, illness, gentle } = rules;
    [this.urgent, this.crisis, this.illness, ...this.gentle] = [urgent, crisis, illness, ...gentle].map(byFirst);
    const forms = new Set([urgent, crisis, illness, ...gentle].flat().flatMap((phrase) => phrase.split(/[ |]/)));
    this.forms = forms;
    this.sounds = [...forms].map((form) => [form, form.replace("*", ""), sound(form.replace("*", ""))]);
  }

  firstHelp(typed, used) {
    const questions = [typed, used].map((all) => all.map((word) => [word, this.#formsOf(word)]));
    const said = new Set(questions.flatMap((question) => question.flatMap(([, forms]) => forms)));
    const holds = (phrase) => phrase.every((slot) => slot.some((form) => said.has(form)));
    const isOwn = [...typed, ...used].some((word) => this.own.has(word));
    return {
      isUrgent: [...said].some((form) => (this.urgent.get(form) || []).some(holds)),
      isCrisis: this.#said(this.crisis, questions).length > 0,
      gentle: this.gentle.findIndex((phrases) => this.#said(phrases, questions).length),
      otherIllness: isOwn ? [] : this.#said(this.illness, questions),
    };
  }

  #said(phrases, questions) {
    for (const question of questions) {
      for (const [start, [, forms]] of question.entries()) {
        for (const phrase of forms.flatMap((form) => phrases.get(form) || [])) {
          const places = this.#places(phrase, question, start);
          if (places.length) return places.map((place) => question[place][0]);
        }
      }
    }
    return [];
  }

  #places(phrase, question, start) {
    const places = [];
    for (let at = start; at < question.length; at++) {
      const [word, forms] = question[at];
      if (phrase[places.length].some((form) => forms.includes(form))) {
        places.push(at);
        if (places.length === phrase.length) return places;
      } else if (!places.length || !this.between.has(word)) return [];
    }
    return [];
  }

  #written(word) {
    const starts = [...word].map((_, end) => `${word.slice(0, end + 1)}*`);
    return [word, ...starts].filter((form) => this.forms.has(form));
  }

  #formsOf(word) {
    const forms = this.#written(word);
    if (forms.length || word.length < 4 || this.isKnown(word)) return forms;
    const heard = sound(word);
    return this.sounds.filter((row) => this.#isNear(word, heard, ...row)).map(([form]) => form);
  }

  #isNear(word, heard, form, stem, sounds) {
    const edits = EDITS.find(([length]) => stem.length >= length)?.[1];
    if (!edits || word[0] !== stem[0]) return false;
    const isWhole = stem === form;
    const isAlike = isWhole ? sounds.length > 2 && heard === sounds : sounds.length > 3 && heard.startsWith(sounds);
    // Words of one sound may differ in more letters, but not in most: another language has short sounds too.
    const most = isAlike ? Math.max(edits, (stem.length - 1) >> 1) : edits;
    return (isWhole ? [word.length] : [-1, 0, 1].map((more) => stem.length + more)).some((end) => slipsBetween(word.slice(0, end), stem) <= most);
  }
}

// The sentence with most of what was wanted, and the next if it is short, in pieces that are marked or not.
export const snippet = (blocks, groupOf, wanted) => {
  const sentences = blocks.flatMap((block) => block.split(/(?<=[.!?][”’"')]*)\s+/)).filter(Boolean);
  const counts = sentences.map((sentence) => new Set((sentence.match(WRITTEN) || []).map(groupOf).filter((group) => wanted.has(group))).size);
  const best = counts.indexOf(Math.max(...counts));
  let text = sentences[best] || "";
  for (const next of sentences.slice(best + 1)) {
    if (text.length >= 90 || text.length + next.length > 230) break;
    text += (/[.!?”’"')]$/.test(text) ? " " : "; ") + next;
  }
  if (text.length > 230) text = text.slice(0, text.lastIndexOf(" ", 230)) + " …";
  const pieces = [];
  let last = 0;
  for (const { 0: word, index } of text.matchAll(WRITTEN)) {
    if (!wanted.has(groupOf(word))) continue;
    pieces.push([text.slice(last, index), false], [word, true]);
    last = index + word.length;
  }
  return [...pieces, [text.slice(last), false]].filter(([piece]) => piece);
};
