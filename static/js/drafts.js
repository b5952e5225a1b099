// A form with data-draft is kept on this phone while it is filled in, and sent from there (outbox.js). What was typed is
// there again when the form is opened again; without a line whoever sends it goes on, and it is sent by itself later.
import { able, bodyOf, draft, drafts, dropDraft, putDraft, seal, unseal, user } from "./store.js";

// What sends comes along with the first form. Where it does not come, there is no line to send on.
const outbox = () => import("./outbox.js").catch(() => ({ send: () => ({}) }));
const send = async () => (await outbox()).send();

const PAUSE = 200, PATIENCE = 8_000;
const NOT_TYPED = ["hidden", "submit", "button", "file"];

const kept = new Map(); // each form that is open, and the draft of it
const later = (wait) => new Promise((done) => setTimeout(done, wait));
const notice = (name) => document.querySelector("[data-draft-notices]")?.content.querySelector(`[data-notice=${name}]`);

const addressed = (form) => {
  const { pathname, search } = new URL(form.getAttribute("action") ?? location, location);
  // As the server writes it: both make a digest of it.
  return (pathname + search).replace(/[^\w\-.~/#%[\]=:;$&()+,!?*@']/g, encodeURIComponent);
};

const bodyFor = (form, submitter) => {
  const said = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (name !== "csrfmiddlewaretoken" && typeof value === "string") said.append(name, value);
  }
  for (const { id } of form.takesAlong ?? []) said.append("uploads", id);
  if (submitter?.name) said.append(submitter.name, submitter.value);
  return `${said}`;
};

const made = (form) => (form.dataset.makes ?? "").split(" ").filter(Boolean).map((name) => form.elements.namedItem(name)).filter(Boolean);

const language = () => (document.documentElement.lang === "en" ? "en-GB" : "id-ID");
const dated = (day) => new Intl.DateTimeFormat(language(), { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" }).format(day);

const labelOf = (field) => {
  const legend = field.type === "radio" && field.closest("fieldset")?.querySelector("legend");
  return (legend || field.labels?.[0])?.textContent.trim().replace(/\s+/g, " ") ?? field.name;
};
const valueOf = (field) => {
  if (field.type === "radio") return field.labels[0]?.textContent.trim().replace(/\s+/g, " ") ?? field.value;
  if (field.type === "checkbox") return "✓";
  // Whoever looks over a shoulder sees of a number what every other page shows.
  if (field.name === "nik") return field.value.replace(/\d(?=(?:\D*\d){4})/g, "*");
  if (field.type === "date") return dated(field.valueAsDate);
  return field.selectedOptions ? [...field.selectedOptions].map((one) => one.textContent.trim()).join(", ") : field.value;
};
// What a person reads of it: [label of the field, what is said there, the field]. “Another one” says nothing by itself.
export const told = (form) =>
  [...form.elements]
    .filter((field) => field.name && !field.disabled && !NOT_TYPED.includes(field.type) && field.value)
    .filter((field) => !["radio", "checkbox"].includes(field.type) || (field.checked && field.value !== "other"))
    .map((field) => [labelOf(field), valueOf(field), field.name]);

// Which of several of its kind it is: what the fields that the form names for that say.
const called = ({ dataset: { called = "" } }, shown) => {
  const values = called.split(" ").map((name) => shown.find(([, , field]) => field === name)?.[1]);
  return values.filter(Boolean).join(", ") || undefined;
};

const dayOf = (form) => form.dataset.day ?? form.querySelector("[data-fact-day]")?.value ?? "";

// An address that the form names, with the ids that it makes: where whoever goes on finds what waits, where it is changed.
const filled = (form, name) => form.dataset[name]?.replace(/\{(\w+)\}/g, (_all, field) => form.elements.namedItem(field)?.value ?? "");

const keep = (form, state, submitter) => {
  const one = kept.get(form), body = bodyFor(form, submitter), shown = told(form);
  const { draft: kind, label = document.title, name = called(form, shown) } = form.dataset;
  const { id, path, page, correction } = one;
  one.typed = Math.max(Date.now(), (one.typed ?? 0) + 1);
  one.at ??= one.typed;
  const { at, typed } = one, makes = made(form).map(({ value }) => value), day = dayOf(form), changes = filled(form, "changes");
  const about = { id, author: user, kind, label, path, page, at, typed, state, day, makes, changes, correction, pressed: submitter?.name ?? "" };
  const taken = form.takesAlong ?? [];
  const write = async () => {
    for (const { id, file, to } of taken) {
      if (one.files?.some((known) => known.id === id)) continue;
      const sealed = await seal(user, await file.arrayBuffer());
      one.files = [...(one.files ?? []), { id, name: "photo", type: file.type, to, sealed }];
    }
    const words = await seal(user, JSON.stringify({ name, shown }));
    const base = one.base && (await seal(user, one.base));
    const files = one.files ?? [];
    await putDraft({ ...about, files, tries: 0, to: "", sealed: await seal(user, body), words, base });
    if (one.instead && state === "ready") await dropDraft(one.instead);
  };
  one.writing = (one.writing ?? Promise.resolve()).catch(() => {}).then(write);
  return one.writing;
};

const stop = (one) => {
  clearTimeout(one.timer);
  one.timer = undefined;
};
const typing = (form) => {
  const one = kept.get(form);
  stop(one);
  if (!one.sending) keep(form, "typing").catch(() => {});
};

// Every field as it was typed; what has no field on the page as it is now, such as a photo that waits, goes along. Which
// button was pressed does not: it is pressed anew.
const fill = (form, body, { but = [], only = false } = {}) => {
  const said = new URLSearchParams(body), fields = [...form.elements].filter(({ name }) => name);
  for (const field of fields) {
    const { name, type } = field;
    if (name === "csrfmiddlewaretoken" || but.includes(name) || ["file", "submit", "button"].includes(type)) continue;
    if (type === "radio" || type === "checkbox") field.checked = said.getAll(name).includes(field.value);
    else if (field.multiple) for (const option of field.options) option.selected = said.getAll(name).includes(option.value);
    else if (said.has(name)) field.value = said.get(name);
  }
  const lacks = (name) => !but.includes(name) && !fields.some((field) => field.name === name);
  for (const [name, value] of only ? [] : said) if (lacks(name)) carry(form, name, value);
  for (const field of fields.filter(({ type }) => type !== "hidden")) {
    field.dispatchEvent(new Event("change", { bubbles: true }));
    if (said.get(field.name) && field.value !== field.defaultValue) field.closest("details")?.setAttribute("open", "");
  }
};
const carry = (form, name, value) => {
  const field = Object.assign(document.createElement("input"), { type: "hidden", name, value });
  form.append(field);
};

const clock = (at) => {
  const today = new Date(at).toDateString() === new Date().toDateString();
  const parts = { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Jakarta", ...(today ? {} : { day: "numeric", month: "long" }) };
  return new Intl.DateTimeFormat(language(), parts).format(at);
};

const say = (form, name, at) => {
  const piece = notice(name)?.cloneNode(true);
  if (!piece) return;
  for (const place of piece.querySelectorAll("[data-at]")) place.textContent = clock(at);
  form.before(piece);
  return piece;
};

// A form that is open in another tab is being filled in there.
const held = (id) =>
  new Promise((done) => {
    if (!navigator.locks) return done(true);
    navigator.locks.request(`okoce-draft-${id}`, { ifAvailable: true }, (lock) => {
      done(Boolean(lock));
      return lock && new Promise(() => {});
    });
  });

const wanted = async (form) => {
  const [, id] = /^#draft-(.+)$/.exec(location.hash) ?? [];
  const asked = id && (await draft(id));
  if (asked?.author === user && (asked.kind === form.dataset.draft || asked.changes === addressed(form))) return asked;
  const path = addressed(form), mine = await drafts({ author: user });
  // Of a form about one thing what was not taken is mended where it is opened again, and none is left behind.
  const open = "draftAgain" in form.dataset ? ["typing", "refused"] : ["typing"];
  for (const one of mine.reverse()) {
    if (open.includes(one.state) && one.kind === form.dataset.draft && one.path === path && (await held(one.id))) return one;
  }
};

const restore = async (form, from) => {
  const one = kept.get(form), body = await bodyOf(from);
  if (from.kind !== form.dataset.draft) {
    // What the server keeps another version of goes as a change of that.
    one.instead = from.id;
    return fill(form, body, { only: true, but: ["id"] });
  }
  const { id, at, typed, path, page, files, correction } = from;
  const base = from.base && (await unseal(user, from.base));
  Object.assign(one, { id, at, typed, path, page, files, correction, base });
  fill(form, body, { but: [from.pressed] });
  const piece = say(form, files.length ? "kept-photos" : "kept", typed);
  const why = from.why ? JSON.parse(await unseal(user, from.why)) : [];
  for (const textContent of why) piece?.append(Object.assign(document.createElement("p"), { className: "field-error", textContent }));
  piece?.addEventListener("click", async ({ target }) => {
    if (!target.closest("button")) return;
    one.sending = true;
    await dropDraft(id);
    location.replace(location.pathname + location.search);
  });
};

// What whoever was quicker than this script typed or chose: each field with what it says now.
const CHOSEN = ["radio", "checkbox"];
const was = ({ type, options, defaultChecked, defaultValue }) => {
  if (CHOSEN.includes(type)) return defaultChecked;
  return options ? ([...options].find((one) => one.defaultSelected) ?? options[0])?.value : defaultValue;
};
const touched = (form) =>
  [...form.elements]
    .filter(({ name, type }) => name && !NOT_TYPED.includes(type))
    .map((field) => [field, CHOSEN.includes(field.type) ? "checked" : "value"])
    .filter(([field, what]) => field[what] !== was(field))
    .map(([field, what]) => [field, { [what]: field[what] }]);

const begin = async (form, before) => {
  const page = form.dataset.page ?? location.pathname + location.search;
  const one = { id: crypto.randomUUID(), path: addressed(form), page, ...before };
  kept.set(form, one);
  form.dataset.drafted = "";
  if (before) return;
  // A page of the server has ids of its own, and may have been sent already; a kept one has those of every other time.
  if ("keptAt" in document.body.dataset) for (const field of made(form)) field.value = crypto.randomUUID();
  if ("changes" in form.dataset && !form.dataset.changes) one.base = bodyFor(form);
  const from = await wanted(form).catch(() => null);
  const early = touched(form);
  if (from && !one.writing) {
    await restore(form, from).catch(() => {});
    for (const [field, said] of early) Object.assign(field, said);
    // Not over what was typed meanwhile.
    if (from.asks && from.kind === form.dataset.draft && !early.length) return show(form, await unseal(user, from.asks));
  } else held(one.id);
  if (early.length) typing(form);
};

const busy = (form, submitter, on) => {
  // What is chosen while the answer is on its way would be gone with it.
  form.inert = on;
  if (on) form.dataset.sent = "yes";
  else delete form.dataset.sent;
  if (on) submitter?.setAttribute("aria-disabled", "true");
  else submitter?.removeAttribute("aria-disabled");
};

// The page again with its sentences and questions, as the server would have shown it; the next send is of the same draft.
let carried;
const show = async (form, html) => {
  carried = { kind: form.dataset.draft, before: { ...kept.get(form), sending: false } };
  kept.delete(form);
  const main = document.getElementById("main");
  await htmx.swap({ text: html, target: main, select: "#main", swap: "outerHTML settle:0", sourceElement: document.body });
  scrollTo(0, 0);
  document.querySelector("#main [autofocus]")?.focus();
};

const go = (to) => {
  const here = location.pathname + location.search, there = new URL(to, location);
  location.assign(to);
  // Another place on this very page is no page that is loaded.
  if (there.hash && there.pathname + there.search === here) location.reload();
};

// What became of it, shown; false while nobody answered.
const shown = (form, got) => {
  if (got?.outcome === "kept") go(got.to);
  else if (got?.outcome === "refused" && got.html) show(form, got.html);
  else if (["conflict", "closed", "refused"].includes(got?.outcome)) go(`/unsent/#draft-${kept.get(form).id}`);
  else if (got?.outcome === "author") location.reload();
  else return false;
  return true;
};

const waits = (form, why) => {
  // What waits is not to be cleared away by a browser that is short of room.
  navigator.storage?.persist?.();
  const to = filled(form, "then");
  if ("draftStays" in form.dataset) return;
  if (why !== "away" && to && navigator.serviceWorker?.controller) return go(to);
  const piece = say(form, why === "away" ? "away" : "waits", Date.now());
  form.hidden = true;
  piece?.setAttribute("tabindex", "-1");
  piece?.focus();
  scrollTo(0, 0);
  // Whoever still looks at it sees the answer, however late; also that it was not taken.
  addEventListener("drafts-answered", ({ detail }) => shown(form, detail[kept.get(form)?.id]));
};

const submit = async (form, submitter) => {
  const one = kept.get(form);
  stop(one);
  one.sending = true;
  busy(form, submitter, true);
  try {
    await keep(form, "ready", submitter);
  } catch {
    // A phone without room keeps nothing: the form goes as it would without this.
    kept.delete(form);
    busy(form, submitter, false);
    return form.requestSubmit(submitter);
  }
  const got = (await Promise.race([send(), later(PATIENCE)]))?.[one.id];
  busy(form, submitter, false);
  if (shown(form, got)) return;
  one.sending = "draftStays" in form.dataset ? false : one.sending;
  waits(form, got?.outcome);
};

// A tap that htmx sends is kept when nobody answered it.
const unanswered = async (form) => {
  await keep(form, "ready");
  form.closest("[data-answered]")?.querySelector("[data-no-answer]")?.setAttribute("hidden", "");
  form.replaceWith(notice("tapped").cloneNode(true));
  send();
};

if (able && user) {
  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      if (!kept.has(form) || "draftLate" in form.dataset) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (!form.dataset.sent) submit(form, event.submitter);
    },
    true,
  );
  document.addEventListener("input", ({ target: { form } }) => {
    // Not a pause in typing is waited for: whoever types on and on has what they typed kept meanwhile.
    if (kept.has(form)) kept.get(form).timer ??= setTimeout(typing, PAUSE, form);
  });
  document.addEventListener("change", ({ target, isTrusted }) => isTrusted && kept.has(target.form) && typing(target.form));
  document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
    const form = ctx.sourceElement;
    if (kept.has(form) && "draftLate" in form.dataset && !(ctx.response?.status < 500)) unanswered(form).catch(() => {});
  });
  addEventListener("hashchange", () => location.hash.startsWith("#draft-") && location.reload());
  addEventListener("pagehide", () => [...kept].forEach(([form, { timer }]) => timer && typing(form)));
}

const beginAll = () => {
  if (!able || !user) return;
  for (const form of document.querySelectorAll("form[data-draft]")) {
    if (kept.has(form)) continue;
    const again = carried?.kind === form.dataset.draft;
    begin(form, again ? carried.before : undefined);
    if (again) carried = undefined;
  }
  if (kept.size) outbox();
};
addEventListener("htmx:after:swap", beginAll);
beginAll();
