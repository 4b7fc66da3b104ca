// Keeps what a family has opened readable without signal. Served at /sw.js. The network always comes first: a saved copy
// is shown only when nothing answers, and says of itself that it is one. Nothing but this site's own addresses is kept.
const PAGES = "pages-1";
const FILES = "files-1";
const WITHOUT_SIGNAL = "/offline/";
const SAVED_AT = "X-Saved-At";
const SHEET = /^\/h\/\w{5}\.(fridge|card)$/;
const NOT_KEPT = /^\/(admin|shared|h|packet|infobutton|for-clinics)\/|\/search\//;
const AT_ONCE = 4;
const MOST_FILES = 80;
const LOOK_EVERY_MS = 10 * 60 * 1000;
let lookedAt = 0;

const isFile = (url) => url.pathname.startsWith("/static/") || url.pathname.startsWith("/media/images/");
const isPage = (url) => url.pathname.endsWith("/") && !url.search && !NOT_KEPT.test(url.pathname);

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(keepPage(WITHOUT_SIGNAL).catch(() => {}));
});

self.addEventListener("activate", (event) => {
  const ours = [PAGES, FILES];
  const old = caches.keys().then((names) => Promise.all(names.filter((n) => !ours.includes(n)).map((n) => caches.delete(n))));
  event.waitUntil(old.then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (isFile(url)) event.respondWith(file(event.request));
  else if (event.request.mode === "navigate" && isPage(url)) event.respondWith(page(url.pathname, event));
  else if (event.request.mode === "navigate" && SHEET.test(url.pathname)) event.respondWith(sheet(url.pathname, event.request));
});

// Files have names that change with what is in them, so a kept one is never old.
async function file(request) {
  const cache = await caches.open(FILES);
  const kept = await cache.match(request.url);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.status === 200) await cache.put(request.url, answer.clone());
  const files = await cache.keys();
  if (files.length > MOST_FILES) await cache.delete(files[0]);
  return answer;
}

async function page(path, event) {
  let answer;
  try {
    answer = await fetch(event.request);
  } catch {
    return savedPage(path);
  }
  if (answer.status >= 500) return (await saved(path)) ?? answer;
  event.waitUntil(keep(path, answer.clone()).catch(() => {}));
  return answer;
}

// A kept sheet is as it was printed, with its date, and needs no line about that.
async function sheet(path, request) {
  try {
    return await fetch(request);
  } catch {
    return (await (await caches.open(PAGES)).match(path)) ?? savedPage(WITHOUT_SIGNAL);
  }
}

async function keep(path, answer) {
  const html = await answer.clone().text();
  await take(path, answer);
  await followGuide(html);
}

// What was taken down since it was opened goes as soon as there is a signal, though nobody opens it again; and the sheet
// with the signs and numbers is kept as it is now, though nobody opened it.
async function followGuide(html) {
  const guide = /data-guide="([^"]*)"/.exec(html)?.[1];
  if (!guide || Date.now() - lookedAt < LOOK_EVERY_MS) return;
  lookedAt = Date.now();
  const { gone, sheets } = await (await fetch(guide, { credentials: "omit" })).json();
  const cache = await caches.open(PAGES);
  const others = (await cache.keys()).map(({ url }) => new URL(url).pathname).filter((path) => SHEET.test(path) && !sheets[path]);
  await Promise.all([...gone, ...others].map((path) => cache.delete(path)));
  await Promise.all(Object.entries(sheets).map(([path, pdf]) => keepSheet(cache, path, pdf)));
}

// The address of a PDF says its version: one that is kept already is not fetched again.
async function keepSheet(cache, path, pdf) {
  if ((await cache.match(path))?.headers.get("X-Made-From") === pdf) return;
  const answer = await fetch(pdf, { credentials: "omit" });
  const headers = { "Content-Type": answer.headers.get("Content-Type"), "X-Made-From": pdf };
  if (answer.status === 200) await cache.put(path, new Response(await answer.blob(), { headers }));
}

// What was taken down or is gone must not be read from here again.
async function take(path, answer) {
  const cache = await caches.open(PAGES);
  if (answer.status === 404 || answer.status === 410) return cache.delete(path);
  if (answer.status !== 200 || answer.redirected || !/^text\/html/.test(answer.headers.get("Content-Type"))) return false;
  const headers = new Headers(answer.headers);
  headers.set(SAVED_AT, new Date().toISOString());
  return cache.put(path, new Response(await answer.text(), { status: 200, headers }));
}

async function keepPage(path) {
  return take(path, await fetch(path, { credentials: "omit" }));
}

// The line about the copy is put into the page itself; its words stand in the page for all that is not saved.
async function saved(path) {
  const cache = await caches.open(PAGES);
  const kept = await cache.match(path);
  if (!kept) return undefined;
  const html = await kept.text();
  const lang = /<html lang="([^"]*)"/.exec(html)?.[1] ?? "en";
  const words = await (await cache.match(WITHOUT_SIGNAL))?.text();
  const line = /data-saved="([^"]*)"/.exec(words)?.[1] ?? "You are reading a saved copy from %.";
  const day = new Intl.DateTimeFormat(lang, { dateStyle: "long" }).format(new Date(kept.headers.get(SAVED_AT)));
  const told = path === WITHOUT_SIGNAL ? "" : `<p class="saved" role="status">${line.replace("%", day)}</p>`;
  const headers = new Headers(kept.headers);
  headers.delete("Content-Length");
  headers.delete("Content-Encoding");
  return new Response(html.replace(/<main\b/, (main) => told + main), { status: 200, headers });
}

async function savedPage(path) {
  return (await saved(path)) ?? (await saved(WITHOUT_SIGNAL)) ?? Response.error();
}

// Asked by the page: keep these addresses, keep everything, or delete all that is kept.
self.addEventListener("message", (event) => {
  const say = (told) => event.ports[0]?.postMessage(told);
  const { keep, keepAll, deleteAll } = event.data;
  if (keep) event.waitUntil(keepSome(keep));
  if (keepAll) event.waitUntil(keepEverything(keepAll, say).catch(() => say({ failed: true })));
  if (deleteAll) event.waitUntil(Promise.all([caches.delete(PAGES), caches.delete(FILES)]).then(() => say({ deleted: true })));
});

async function keepSome(addresses) {
  for (const address of addresses) {
    const url = new URL(address, location.origin);
    if (url.origin !== location.origin) continue;
    if (isFile(url)) await file(new Request(url.href)).catch(() => {});
    else if (isPage(url)) await fetch(url.pathname, { credentials: "omit" }).then((answer) => keep(url.pathname, answer)).catch(() => {});
  }
}

async function keepEverything(guide, say) {
  const { keep: waiting } = await (await fetch(guide)).json();
  const all = waiting.length;
  let done = 0;
  const next = async () => {
    while (waiting.length) {
      await keepPage(waiting.shift());
      done += 1;
      say({ done, all });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, next));
}
