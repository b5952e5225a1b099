// The worker of the site: keeps the pages of a day and the files that they need, and opens them without a line. With a line
// it stands aside: pages come from the server, and whatever goes wrong here falls through to it.
import { bodyOf, drafts, dropMeta, dropNames, dropPages, meta, names, page, putNames, putPage, setMeta } from "./store.js";

const OPENED = 10, PATIENCE = 6_000, OFTEN = 10 * 60_000, LOOKS = 60_000, A_DAY = 24 * 3_600_000;
const UUID = "([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})";
const TRAINING = "00000000-0000-4000-8000-000000000001", SESSION = "00000000-0000-4000-8000-000000000002";
const PARTICIPANT = "00000000-0000-4000-8000-000000000003";
const SOMEBODY = "{somebody}", SOMETHING = "{something}";
const NOTHING_ELSE = "/offline/", SIGN_OUT = "/sign-out/";

let version, statics, cacheName;

// Kept pages: each under the version that it belongs to, so that no page meets files of another.
const keyOf = (url) => `${version} ${url}`;
const isOwn = (key) => key.startsWith(`${version} `);

// What is known of them, each version its own: one may wait while another is at work.
const KEPT = "kept ";
const keptNow = () => meta(KEPT + version);
const setKept = (kept) => setMeta(KEPT + version, kept);

const forget = async () => {
  await dropMeta((name) => name.startsWith(KEPT) || ["user", "names", "sessions"].includes(name));
  await dropPages();
  await dropNames();
};

const ask = (url, headers = {}) =>
  fetch(url, { headers: { "Okoce-Offline": "1", ...headers }, redirect: "manual", cache: "no-store", credentials: "same-origin" });

// Whoever is signed in no more, or may keep nothing, keeps nothing.
const isRefused = ({ type, status }) => type === "opaqueredirect" || status === 401 || status === 403;

const isWhole = (html) => [...html.matchAll(/"(\/static\/[^"]+)"/g)].every(([, url]) => statics.has(url));

const keepPage = async (user, url, at) => {
  const answer = await ask(url);
  const html = answer.ok ? await answer.text() : "";
  // With files of another version: that one keeps it when its time has come.
  if (!html || !isWhole(html)) return;
  await putPage(keyOf(url), html, { user, at });
};

const keepNames = async (user) => {
  const known = await meta("names");
  const tag = known?.user === user ? { "If-None-Match": known.tag } : {};
  const answer = await ask("/offline/names/", tag);
  if (!answer.ok) return;
  await putNames(user, (await answer.json()).names);
  await setMeta("names", { user, tag: answer.headers.get("ETag") });
};

// Which pages this user's day has now; nothing where they are not to be kept by this version.
const dayOf = async (user) => {
  const answer = await ask("/offline/pages/");
  const told = answer.ok ? await answer.json() : null;
  if (isRefused(answer) || (told && told.user !== user)) await forget();
  // Pages of another version are for its own worker, which waits or is about to come.
  else if (told && told.version !== version) await registration.update();
  else return told;
  return null;
};

const keepAll = async (user, language) => {
  const told = await dayOf(user);
  if (!told) return;
  const at = Date.now(), { opened = [] } = (await keptNow()) ?? {};
  let whole = true;
  await setMeta("user", user);
  for (const url of told.pages) await keepPage(user, url, at).catch(() => (whole = false));
  const wanted = new Set([...told.pages, ...opened].map(keyOf));
  await dropPages((key) => wanted.has(key) || !isOwn(key));
  // When the line went meanwhile, the next page tries again.
  await setKept({ user, language, at: whole ? at : 0, looked: at, opened, pages: told.pages });
  await setMeta("sessions", told.sessions);
  await keepNames(user);
};

// What came into the day since; the first page tells of it, too.
const keepNew = async (user) => {
  const told = await dayOf(user);
  if (!told) return;
  const at = Date.now(), kept = await keptNow();
  const come = told.pages.filter((url) => !kept.pages.includes(url));
  for (const url of come.length ? [...come, "/"] : []) await keepPage(user, url, at);
  await setKept({ ...kept, looked: at, pages: told.pages });
  await setMeta("sessions", told.sessions);
};

let keeping = Promise.resolve();
const keep = (user, language) =>
  (keeping = keeping
    .then(async () => {
      const kept = await keptNow(), known = await meta("user");
      if (known && known !== user) await forget();
      const fresh = kept?.user === user && Date.now() - kept.at < OFTEN;
      if (!fresh || (language && kept.language !== language)) await keepAll(user, language ?? kept?.language);
      else if (Date.now() - (kept.looked ?? 0) > LOOKS) await keepNew(user);
    })
    .catch(() => {}));

const listed = ({ html }) => [...html.matchAll(/id="person-([^"]+)"/g)].filter(([, key]) => key !== PARTICIPANT).length;

// A list as it is now: of the day's, or one of those that were opened last. `people`: only if the phone has it with others.
const keepOpened = (user, url, people) =>
  (keeping = keeping
    .then(async () => {
      const kept = await keptNow();
      if (kept?.user !== user) return;
      const had = people === undefined ? null : await read(user, url);
      if (had && listed(had) === people) return;
      await keepPage(user, url, Date.now());
      if (kept.pages.includes(url)) return;
      const before = kept.opened ?? [], opened = [url, ...before.filter((one) => one !== url)].slice(0, OPENED);
      await setKept({ ...kept, opened });
      // Of a training that was made a moment ago.
      if (!before.includes(url)) await keepNew(user);
    })
    .catch(() => {}));

const escaped = (text) => text.replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`);

const read = async (user, url) => {
  const kept = await page(keyOf(url));
  if (!kept || kept.user !== user) return null;
  const age = Date.now() - kept.at;
  return age >= 0 && age < A_DAY ? kept : null;
};

// The address itself, or its page with whatever was asked of it.
const keptAs = async (user, { pathname, search }) => {
  const exact = await read(user, pathname + search);
  if (exact) return exact;
  const { pages = [], opened = [] } = (await keptNow()) ?? {};
  const alike = [...pages, ...opened].find((one) => one.split("?")[0] === pathname);
  return alike && (search === "" || !pathname.startsWith("/trainings/")) ? read(user, alike) : null;
};

const filled = async (user, url, words) => {
  const blank = await read(user, url);
  if (!blank) return null;
  const html = Object.entries(words).reduce((text, [word, value]) => text.replaceAll(word, () => value), blank.html);
  return { ...blank, html };
};

const waiting = async (user) => (await drafts({ author: user })).filter(({ kind, state }) => kind === "training" && state !== "typing");
// As the form says it: written, or a chip of a kecamatan and a place.
const placeOf = (said) => said.get("place") || (said.get("where") ?? "").replace(/^[^:]*:/, "");

// A training that waits on this phone has its list already.
const rosterOf = async (user, training) => {
  const draft = (await waiting(user)).find(({ makes }) => makes[0] === training);
  if (!draft) return null;
  const said = new URLSearchParams(await bodyOf(draft));
  const words = { [TRAINING]: training, [SESSION]: said.get("session"), [SOMETHING]: escaped(placeOf(said)) };
  const blank = await filled(user, "/offline/roster/", words);
  const begins = escaped(`${said.get("held_on")}T${said.get("starts_at")}`);
  return blank && { ...blank, html: blank.html.replace(/data-begins="[^"]*"/, () => `data-begins="${begins}"`) };
};

const sessionCalled = async (user, session) => {
  const sessions = (await meta("sessions")) ?? [];
  const kept = sessions.find(({ url }) => url.includes(session));
  const draft = !kept && (await waiting(user)).find(({ makes }) => makes.includes(session));
  return kept?.label ?? (draft ? placeOf(new URLSearchParams(await bodyOf(draft))) : "");
};

const visitTo = async (user, participant) => {
  const known = (await names(user)).find(([key]) => key === participant);
  if (!known) return null;
  const own = `/participants/${participant}/visits/new/`;
  return filled(user, "/offline/visit/", { [PARTICIPANT]: participant, [SOMEBODY]: escaped(known[1]), "/offline/visit/": own });
};

const personAt = async (user, training, session, typed = "") => {
  const called = escaped(await sessionCalled(user, session));
  return filled(user, "/offline/person/", { [TRAINING]: training, [SESSION]: session, [SOMEBODY]: escaped(typed), [SOMETHING]: called });
};

const BLANK = [
  [new RegExp(`^/trainings/${UUID}/$`), rosterOf],
  [new RegExp(`^/trainings/${UUID}/sessions/${UUID}/people/new/$`), personAt],
  [new RegExp(`^/participants/${UUID}/visits/new/$`), visitTo],
];
const [, [NEW_PERSON]] = BLANK;

const blankAs = async (user, { pathname }) => {
  for (const [pattern, fill] of BLANK) {
    const found = pattern.exec(pathname);
    if (found) return fill(user, ...found.slice(1));
  }
  return null;
};

const nothingElse = async () => (await caches.open(cacheName)).match(NOTHING_ELSE);

// With the policy of every page of the site.
const shown = async ({ html, at }) => {
  const policy = (await nothingElse())?.headers.get("Content-Security-Policy") ?? "default-src 'none'";
  const marked = html.replace("<body ", `<body data-kept-at="${new Date(at).toISOString()}" `);
  const headers = { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy, "Cache-Control": "no-store" };
  return new Response(marked, { headers });
};

const find = async (url) => {
  const user = await meta("user");
  if (!user) return null;
  const found = (await keptAs(user, url)) ?? (await blankAs(user, url));
  return found && shown(found);
};

// What is shown where nothing else is kept: this user's, or what everybody may see.
const lastResort = async () => {
  const user = await meta("user").catch(() => null);
  const own = user && (await read(user, NOTHING_ELSE).catch(() => null));
  return own ? shown(own) : nothingElse();
};

const isGone = ({ status }) => [502, 503, 504].includes(status);
const patience = () => new Promise((done) => setTimeout(done, PATIENCE));

const opened = async (request, url) => {
  const going = fetch(request);
  const answer = await Promise.race([going.catch(() => null), patience()]);
  if (answer && !isGone(answer)) return answer;
  const kept = await find(url).catch(() => null);
  if (kept) return kept;
  return going.catch(async (error) => (await lastResort().catch(() => null)) ?? Promise.reject(error));
};

// Somebody new, whom the search of a kept page found nobody for: what was typed goes along in the body.
const newcomer = async (request, [, training, session]) => {
  const typed = await request.clone().formData();
  const going = fetch(request);
  if (!typed.has("opening")) return going;
  const answer = await Promise.race([going.catch(() => null), patience()]);
  if (answer && !isGone(answer)) return answer;
  const user = await meta("user"), blank = user && (await personAt(user, training, session, typed.get("q") ?? ""));
  return blank ? shown(blank) : going;
};

// Whoever asked for it without a line has nothing on the phone any more, and is told that the server does not know.
const notSignedOut = async () => {
  const page = await nothingElse();
  return new Response((await page.text()).replace("<body ", "<body data-still-in "), { headers: page.headers });
};

const posted = (event, { pathname }) => {
  if (["/sign-in/", SIGN_OUT].includes(pathname)) event.waitUntil(forget().catch(() => {}));
  const somebody = NEW_PERSON.exec(pathname);
  if (pathname === SIGN_OUT) event.respondWith(fetch(event.request).catch(notSignedOut));
  else if (somebody) event.respondWith(newcomer(event.request, somebody));
  // Whoever goes back has what was typed, and reads meanwhile what works.
  else if (!navigator.onLine) event.respondWith(fetch(event.request).catch(lastResort));
};

const file = async (request, path) => {
  const kept = await (await caches.open(cacheName)).match(path, { ignoreVary: true }).catch(() => null);
  return kept ?? fetch(request);
};

const fetched = (event) => {
  const { request } = event, url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.mode === "navigate" && request.method === "POST") posted(event, url);
  else if (request.mode === "navigate" && request.method === "GET") event.respondWith(opened(request, url));
  else if (request.method === "GET" && statics.has(url.pathname)) event.respondWith(file(request, url.pathname));
};

const install = async () => {
  const cache = await caches.open(cacheName);
  await cache.addAll([...statics]);
  // As everybody may see it: nobody's name, and nobody's language but the browser's.
  const page = await fetch(NOTHING_ELSE, { credentials: "omit", cache: "no-store" });
  if (!page.ok) throw new Error("the page for no line is not there");
  await cache.put(NOTHING_ELSE, page);
  // Whoever takes the new version in a hall has the day's pages with it.
  const user = await meta("user").catch(() => null);
  if (user) await keep(user);
};

const activate = async () => {
  for (const name of await caches.keys()) if (name.startsWith("okoce-") && name !== cacheName) await caches.delete(name);
  await dropPages(isOwn).catch(() => {});
  await dropMeta((name) => name.startsWith(KEPT) && name !== KEPT + version).catch(() => {});
  await clients.claim();
};

export const begin = (said) => {
  ({ version } = said);
  statics = new Set(said.statics);
  cacheName = `okoce-${version}`;
  addEventListener("install", (event) => event.waitUntil(install()));
  addEventListener("activate", (event) => event.waitUntil(activate()));
  addEventListener("fetch", fetched);
  addEventListener("message", (event) => {
    const { keep: user, language, opened: url, people, take } = event.data ?? {};
    if (take) skipWaiting();
    else if (url) event.waitUntil(keepOpened(user, url, people));
    else if (user) event.waitUntil(keep(user, language));
  });
};
