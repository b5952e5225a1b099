// What waits on this phone is sent from whatever page its author opens: oldest first, one after the other, in one tab at
// a time. A draft is let go of only when the server says that it holds these very words under this very id.
import { able, bodyOf, changeDraft, drafts, seal, unseal, unsealBytes, user } from "./store.js";

const SOON = 5_000, LATEST = 60_000, ASKS = 30_000, BUSY = 1_000, FILES = 300_000, FRESH = 60_000;
const FORM = "application/x-www-form-urlencoded";
// What a gateway says for a server that is not there.
const AWAY = [429, 502, 503, 504];

const hex = (bytes) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const digest = async (path, body) => hex(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`${path}\n${body}`)));
const later = (wait) => new Promise((done) => setTimeout(done, wait));
const parsed = (html) => new DOMParser().parseFromString(html, "text/html");
const words = (node) => node.textContent.trim().replace(/\s+/g, " ");

let token = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
// A page that was kept, or is old, has a token that is no longer good. In another tab somebody else may have signed in.
const ANOTHER = { outcome: "author" };
const fresh = async () => {
  const answer = await fetch("/unsent/", { redirect: "manual" });
  const there = answer.ok && parsed(await answer.text());
  if (there && there.body.dataset.user !== user) throw ANOTHER;
  const value = there && there.querySelector("[name=csrfmiddlewaretoken]")?.value;
  if (value) token = () => value;
  return Boolean(value);
};

const post = (one, body) =>
  fetch(one.path, {
    method: "POST",
    headers: { "Content-Type": FORM, "X-CSRFToken": token(), "Okoce-Draft": one.id, "Okoce-Author": one.author },
    body,
    redirect: "manual",
    signal: AbortSignal.timeout(ASKS),
  });

// Why it was not taken: the sentences of the page that came back, each once; nothing else of it.
const SAID = ".field-error, .form-errors p, #alike-head, #alike-head + p";
const said = (page) => {
  const found = [...(page.querySelector("#main")?.querySelectorAll(SAID) ?? [])];
  const sentences = found.filter((one) => !one.closest("[hidden], template") && !one.querySelector("a")).map(words);
  return [...new Set(sentences.length ? sentences : [...page.querySelectorAll("#main h1")].map(words))];
};

const understood = async (one, body, answer) => {
  const told = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : {};
  if (told.outcome === "kept") {
    const same = told.id === one.id && told.digest === (await digest(one.path, body));
    return same ? { outcome: "kept", to: told.to } : { outcome: "conflict", to: told.to };
  }
  if (told.outcome) return told;
  if (answer.status >= 500) return { outcome: "failed" };
  const html = await answer.text(), page = parsed(html), main = page.querySelector("#main");
  // What can be answered with its own links and buttons alone is shown with them, however late.
  const asks = main?.querySelector("[data-asks]") ? main.outerHTML : "";
  return { outcome: "refused", status: answer.status, html: main ? html : "", asks, said: said(page) };
};

// What became of it. `none`: nobody answered; `away`: who sends has to sign in first.
const deliver = async (one, body, tries = 3) => {
  try {
    const answer = await post(one, body);
    if (answer.type === "opaqueredirect") return { outcome: "away" };
    if (AWAY.includes(answer.status)) return { outcome: "none" };
    const got = await understood(one, body, answer);
    const again = tries > 1 && (got.outcome === "in_flight" || (got.status === 403 && (await fresh())));
    if (!again) return got.outcome === "in_flight" ? { outcome: "none" } : got;
    if (got.outcome === "in_flight") await later(BUSY);
    return deliver(one, body, tries - 1);
  } catch ({ outcome = "none" }) {
    return { outcome };
  }
};

let closed;
const closedMonths = () =>
  (closed ??= fetch("/api/v1/periods/?page_size=500")
    .then((answer) => (answer.ok ? answer.json() : { results: [] }))
    .then(({ results }) => new Set(results.filter(({ status }) => status === "final").map(({ month }) => month))));
// Jakarta has no summer time.
const thisMonth = () => new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 7);

// Whether it has to be asked first: it would change a month that is closed.
const asks = async (one) => {
  const month = one.day?.slice(0, 7);
  if (!month || one.correction || month >= thisMonth()) return false;
  return (await closedMonths().catch(() => new Set())).has(month);
};

// Who turns out to be known is that person: what was tapped for the one whom the phone made is theirs.
const follow = ({ author, kind, makes: [made] = [] }, to) => {
  const [, known] = /#person-([\w-]+)$/.exec(to ?? "") ?? [];
  if (kind !== "person" || !known || known === made) return;
  for (const [key, marks] of Object.entries(localStorage)) {
    if (key.startsWith(`okoce.marks.${author}.`)) localStorage.setItem(key, marks.replaceAll(made, known));
  }
};

const STATES = { refused: "refused", conflict: "conflict" };
// Somebody may have changed the draft while it was on its way: that one was not answered.
const settle = async (one, got) => {
  if (got.outcome === "kept") {
    follow(one, got.to);
    return changeDraft(one, null);
  }
  const state = STATES[got.outcome] ?? one.state;
  // A sentence may be about somebody.
  const why = got.said && (await seal(one.author, JSON.stringify(got.said)));
  const asks = got.asks && (await seal(one.author, got.asks));
  return changeDraft(one, { state, tries: one.tries + 1, why, asks, to: got.to ?? "" });
};

// Whether what a draft changes was changed by somebody else while it waited, into something that it does not say too.
const overtaken = async (one, body) => {
  if (!one.base || (!one.tries && Date.now() - one.typed < FRESH)) return false;
  const answer = await fetch(one.page, { redirect: "manual", signal: AbortSignal.timeout(ASKS) });
  if (!answer.ok) return false; // whoever takes it says why not
  const form = parsed(await answer.text()).querySelector(`form[data-draft="${one.kind}"]`);
  const then = new URLSearchParams(await unseal(one.author, one.base)), now = new URLSearchParams(new FormData(form ?? undefined));
  const differs = (said) => [...then.keys()].some((name) => `${said.getAll(name)}` !== `${now.getAll(name)}`);
  return Boolean(form) && differs(then) && differs(new URLSearchParams(body));
};

// Files go before their form, each under an id of its own: sent again it is the same file.
const sendFile = async (one, { id, name, type, to, sealed }) => {
  const body = new FormData();
  body.append("id", id);
  body.append("file", new Blob([await unsealBytes(one.author, sealed)], { type }), name);
  const headers = { "X-CSRFToken": token(), "Okoce-Author": one.author };
  const answer = await fetch(to, { method: "POST", headers, body, redirect: "manual", signal: AbortSignal.timeout(FILES) });
  if (answer.status === 200) return null;
  if (answer.type === "opaqueredirect") return { outcome: "away" };
  // The next time with a token that is good.
  if (answer.status === 403) await fresh();
  const refused = [413, 422].includes(answer.status);
  return refused ? { outcome: "refused", html: "", said: [(await answer.text()).trim()] } : { outcome: "none" };
};
const sendFiles = async (one) => {
  for (const file of one.files ?? []) {
    const wrong = await sendFile(one, file);
    if (wrong) return wrong;
  }
  return null;
};

const tried = async (waiting, body) => {
  try {
    if (await overtaken(waiting, body)) return { outcome: "conflict", to: waiting.page };
    return (await sendFiles(waiting)) ?? (await deliver(waiting, body));
  } catch ({ outcome = "none" }) {
    return { outcome };
  }
};

const one = async (waiting) => {
  if (await asks(waiting)) {
    await changeDraft(waiting, { state: "closed" });
    return { outcome: "closed" };
  }
  const got = await tried(waiting, await bodyOf(waiting));
  await settle(waiting, got);
  return got;
};

const holds = (ids, text) => [...ids].some((id) => text.includes(id));

// {id: what became of it}. What was refused stops only what belongs to it.
const all = async () => {
  const answers = {}, missing = new Set();
  closed = undefined;
  for (const waiting of await drafts({ author: user })) {
    const ready = waiting.state === "ready" && !holds(missing, waiting.path + (missing.size ? await bodyOf(waiting) : ""));
    const got = ready ? await one(waiting) : { outcome: "waits" };
    answers[waiting.id] = got;
    if (["none", "away", "author"].includes(got.outcome)) break;
    if (got.outcome !== "kept") for (const id of waiting.makes ?? []) missing.add(id);
  }
  return answers;
};

let wait = SOON, timer;
const run = async () => {
  const answers = (await navigator.locks?.request("okoce-outbox", all)) ?? (navigator.locks ? {} : await all());
  const outcomes = Object.values(answers).map(({ outcome }) => outcome);
  const got = outcomes.includes("kept"), failed = outcomes.some((one) => ["none", "failed"].includes(one));
  clearTimeout(timer);
  wait = failed && !got ? Math.min(2 * wait, LATEST) : SOON;
  if (failed) timer = setTimeout(send, wait);
  // Marks that waited for a list follow it.
  if (got) dispatchEvent(new Event("send-marks"));
  dispatchEvent(new CustomEvent("drafts-answered", { detail: answers }));
  return answers;
};

// Everything that is ready when this is called: what came while a run went on goes in the next one.
let running, next;
export const send = () => {
  if (!able || !user) return {};
  const before = running;
  next ??= running = (async () => {
    await before?.catch(() => {});
    next = undefined;
    return run();
  })();
  return next ?? running;
};

const byItself = () => navigator.onLine && document.visibilityState === "visible" && send();
addEventListener("online", byItself);
addEventListener("pageshow", byItself);
document.addEventListener("visibilitychange", byItself);
addEventListener("send-drafts", send);
byItself();
