// The forms that wait on this phone, one by one: what was typed and when, why it was not taken, and what may be done with
// it. outbox.js sends them; what they say is unsealed for their author alone.
import { able, bodyOf, changeDraft, draft, drafts, dropDraft, unseal, user } from "./store.js";
import { send } from "./outbox.js";
import { told } from "./drafts.js";

const page = document.querySelector("[data-drafts]");
const find = (name, within = page) => within.querySelector(`[data-${name}]`);
const DAY = 24 * 3_600_000, WEEK = 7 * DAY;
const language = document.documentElement.lang === "en" ? "en-GB" : "id-ID";
const written = (at, parts) => new Intl.DateTimeFormat(language, { timeZone: "Asia/Jakarta", ...parts }).format(at);
const moment = (at) => written(at, { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });

const unsealed = async (one) => {
  const [words, why] = await Promise.all([one.words, one.why].map((part) => part && unseal(one.author, part).catch(() => null)));
  return { shown: [], ...JSON.parse(words ?? "{}"), why: JSON.parse(why ?? "[]") };
};

const open = ({ page: address, path, id }) => `${address ?? path}#draft-${id}`;

const titled = ({ label }, { name, shown }) => {
  const [, first] = shown.find(([, value]) => value && value !== "✓") ?? [];
  return [label, name ?? first].filter(Boolean).join(": ");
};

// What has to be mended before this one can go: it makes what this one is about.
const before = async (one, held) => {
  const said = one.state === "ready" && held.length ? one.path + (await bodyOf(one)) : "";
  return held.find(({ at, makes }) => at < one.at && makes?.some((id) => said.includes(id)));
};

const row = async (one, held) => {
  const piece = find("draft-row").content.cloneNode(true), words = await unsealed(one), { shown, why } = words;
  const first = await before(one, held), now = first ? "behind" : one.state;
  const link = find("draft-title", piece), old = one.at < Date.now() - WEEK && one.state !== "typing";
  link.textContent = titled(one, words);
  for (const way of [link, ...piece.querySelectorAll("[data-open]")]) way.href = open(one);
  find("draft-when", piece).textContent = moment(one.typed);
  for (const state of piece.querySelectorAll("[data-state]")) state.hidden = !state.dataset.state.split(" ").includes(now);
  const other = find("draft-before", piece);
  if (first) Object.assign(other, { href: `#draft-${first.id}`, textContent: titled(first, await unsealed(first)) });
  const late = find("draft-old", piece);
  late.hidden = !old;
  late.querySelector("span").textContent = late.dataset.draftOld.replace("%n", Math.floor((Date.now() - one.at) / DAY));
  const said = find("draft-said", piece);
  said.replaceChildren(...why.map((text) => Object.assign(document.createElement("p"), { textContent: text })));
  for (const place of piece.querySelectorAll("[data-draft-month]")) {
    place.textContent = one.day ? written(new Date(`${one.day.slice(0, 7)}-15`), { month: "long", year: "numeric" }) : "";
  }
  const item = piece.firstElementChild;
  item.id = `draft-${one.id}`;
  item.tabIndex = -1;
  item.dataset.id = one.id;
  if (one.state === "conflict") await compare(item, one, shown);
  return piece;
};

const cells = (values) => values.map((value, index) => Object.assign(document.createElement(index ? "td" : "th"), { textContent: value }));

// The two versions, field by field: what was typed here, and what the page of the record says now.
const compare = async (item, one, shown) => {
  const address = one.changes || one.page;
  const answer = address && (await fetch(address, { redirect: "manual" }).catch(() => null));
  const html = answer?.ok ? await answer.text() : "", there = new DOMParser().parseFromString(html, "text/html");
  const form = there.querySelector("form[data-changes]");
  const theirs = new Map((form ? told(form) : []).map(([, value, field]) => [field, value]));
  const has = (field) => Boolean(form?.elements.namedItem(field)), table = find("versions", item);
  const differ = shown.filter(([, value, field]) => !has(field) || theirs.get(field) !== value);
  const rows = differ.map(([label, value, field]) => {
    const line = document.createElement("tr");
    line.append(...cells([label, value, has(field) ? (theirs.get(field) ?? "–") : table.dataset.elsewhere]));
    line.firstElementChild.scope = "row";
    return line;
  });
  table.replaceChildren(...rows);
  find("server-version", item).href = one.to || address || "/";
  find("mine", item).hidden = !form;
};

// What was looked up before somebody threw a draft away may be ready after what was looked up since: only the newest shows.
let newest = 0;
const show = async () => {
  const turn = ++newest;
  const all = able ? await drafts().catch(() => []) : [];
  const mine = all.filter(({ author }) => author === user), others = all.length - mine.length;
  const begun = mine.filter(({ state }) => state === "typing"), waiting = mine.filter(({ state }) => state !== "typing");
  const held = waiting.filter(({ state }) => state !== "ready");
  const lists = await Promise.all([waiting, begun].map((some) => Promise.all(some.map((one) => row(one, held)))));
  if (turn !== newest) return;
  for (const [index, name] of ["draft-list", "begun-list"].entries()) {
    find(name).replaceChildren(...lists[index]);
    find(name).hidden = !lists[index].length;
  }
  find("begun").hidden = !begun.length;
  page.dataset.waiting = waiting.length;
  page.dataset.ready = waiting.filter(({ state }) => state === "ready").length;
  find("cannot").hidden = able;
  find("drafts-others").hidden = !others;
  find("drafts-others").textContent = find("drafts-others").dataset[others === 1 ? "one" : "many"].replace("%n", others);
  dispatchEvent(new Event("waiting"));
};

const ACTS = {
  send: (one) => changeDraft(one, { state: "ready" }),
  correct: (one) => changeDraft(one, { state: "ready", correction: true }),
  drop: (one, button) => confirm(button.dataset.ask) && dropDraft(one.id),
  keep: (one) => dropDraft(one.id),
  // A new one is made of it, as a change of what the server has; one that was a change goes as it is.
  change: (one) => {
    if (!one.base) return location.assign(`${one.changes}#draft-${one.id}`);
    return changeDraft(one, { state: "ready", base: null });
  },
};

page.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-act]");
  const one = button && (await draft(button.closest("[data-id]").dataset.id));
  if (!one) return;
  await ACTS[button.dataset.act](one, button);
  if (button.dataset.act !== "drop" && button.dataset.act !== "keep") send();
});

let soon;
const again = () => {
  clearTimeout(soon);
  soon = setTimeout(show, 50);
};
addEventListener("drafts", again);
addEventListener("pageshow", again);
await show();
document.getElementById(location.hash.slice(1))?.focus();
