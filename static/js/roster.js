// Roll call: every mark is sent as it is set. What no answer has confirmed stays in sight, is kept on the phone over a
// reload (okoce.marks.<user>.<session>: people's keys and statuses, no name), and is sent again.
import { words } from "./words.js";

const SOON = 5_000, LATEST = 60_000, ASKS = 20_000;

const form = () => document.getElementById("marks");
const roll = () => document.getElementById("roll");
const rows = () => [...document.querySelectorAll(".roster-row")];
const row = (person) => document.getElementById(`person-${person}`);
const person = (row) => row.id.replace("person-", "");
const many = (marks) => Object.keys(marks).length;

const read = (key) => {
  try {
    const { marks, rest, at } = JSON.parse(localStorage.getItem(key)) ?? {};
    return { marks: { ...marks }, rest: [...(rest ?? [])], at: { ...at } };
  } catch {
    return { marks: {}, rest: [], at: {} };
  }
};

const key = roll()?.dataset.kept;
const kept = read(key);
// Whether somebody waits for longer than an answer takes.
let late = many(kept.marks) > 0;
let sending = false, wait = SOON, timer, taps = 0;

// What still waits on the phone of those who were put on this list (store.js): marks of theirs come after them.
const drafts = () => {
  try {
    return JSON.parse(localStorage.getItem(`okoce.drafts.${document.body.dataset.user}`)) ?? {};
  } catch {
    return {};
  }
};
const held = () => drafts().ids?.includes(key.split(".").pop());
const sendable = () => Object.fromEntries(Object.entries(kept.marks).filter(([person]) => !drafts().about?.includes(person)));

const keep = () => {
  try {
    if (!many(kept.marks)) return localStorage.removeItem(key);
    localStorage.setItem(key, JSON.stringify({ url: form().action, label: roll().dataset.label, ...kept }));
  } catch {} // A phone without room keeps the marks while the page is open.
};

const forget = (person) => {
  delete kept.marks[person];
  delete kept.at[person];
  kept.rest = kept.rest.filter((one) => one !== person);
};

const choose = (person, status) => {
  for (const choice of row(person)?.querySelectorAll("[type=radio]") ?? []) choice.checked = choice.value === status;
};

const chosen = (row) => row.querySelector("input:checked")?.value ?? "";

// `rest`: only unless somebody else marked them.
const tap = (person, status, rest = false) => {
  taps += 1;
  forget(person);
  kept.marks[person] = status;
  kept.at[person] = Date.now();
  if (rest) kept.rest.push(person);
};

const draw = () => {
  const marks = rows().map(chosen);
  for (const output of document.querySelectorAll("[data-tally]")) {
    const wanted = output.dataset.tally.split(" ");
    output.textContent = marks.filter((mark) => wanted.includes(mark)).length;
  }
  const unsent = document.querySelector(".unsent");
  if (unsent) {
    unsent.hidden = !(late && many(kept.marks));
    unsent.querySelector("output").textContent = many(kept.marks);
  }
  for (const one of rows()) {
    const said = one.querySelector(".field-error"), waits = late && person(one) in kept.marks;
    if (said && !waits) said.remove();
    if (waits && !said) one.querySelector(".roster-person").append(document.getElementById("unsaved").content.cloneNode(true));
  }
  const unmarked = marks.includes("");
  for (const one of document.querySelectorAll("[data-all-marked]")) one.hidden = unmarked || !marks.length;
  for (const one of document.querySelectorAll("[data-not-marked]")) one.hidden = !unmarked;
  const rest = document.querySelector("#rest > button");
  if (!rest) return;
  const [everybody, others] = rest.children;
  everybody.hidden = marks.some(Boolean);
  others.hidden = !everybody.hidden;
  rest.hidden = !unmarked;
};

const body = (marks) => {
  const said = new URLSearchParams();
  for (const [person, status] of Object.entries(marks)) {
    if (kept.rest.includes(person)) {
      said.set("rest", status);
      said.set(`was.${person}`, "");
    } else {
      said.set(`mark.${person}`, status);
      said.set(`ago.${person}`, Math.max(Date.now() - kept.at[person], 0));
    }
  }
  return said;
};

// On a kept page marks only wait: whoever came on the list there reaches the server before them (marks.js sends both).
const isKept = "keptAt" in document.body.dataset;
const post = async (said) => {
  if (isKept) return null;
  const headers = { "X-CSRFToken": form().elements.csrfmiddlewaretoken.value, "HX-Request": "true" };
  const signal = AbortSignal.timeout(30_000);
  try {
    const answer = await fetch(form().action, { method: "POST", headers, body: said, signal });
    if (answer.redirected || answer.headers.has("HX-Refresh")) location.reload();
    return answer.status === 200 && !answer.redirected ? await answer.json() : null;
  } catch {
    return null;
  }
};

// The list anew: somebody came on it, or off it, by another phone.
const drawAnew = async () => {
  const answer = await fetch(roll().dataset.page, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const id of ["rest", "list"]) document.getElementById(id)?.replaceWith(page.getElementById(id) ?? "");
  redraw();
};

// What the server holds; what is still on its way to it stays as it was tapped.
const take = (marks) => {
  for (const [person, status] of Object.entries(marks)) {
    const was = document.getElementsByName(`was.${person}`)[0];
    if (was) was.value = status;
    if (!(person in kept.marks)) choose(person, status);
  }
  for (const person of Object.keys(sendable())) if (!(person in marks)) forget(person);
  const here = rows().map(person);
  if (here.length !== many(marks) || here.some((one) => !(one in marks))) drawAnew();
};

const drawEnd = () => htmx.ajax("GET", form().action, { target: "#hand-in", swap: "outerHTML" });

const send = async (asking = false) => {
  clearTimeout(timer);
  if (sending || !form() || held() || !(asking || many(sendable()))) return;
  sending = true;
  const sent = sendable();
  const answer = await post(body(sent)), marks = answer?.marks;
  sending = false;
  for (const [person, status] of Object.entries(sent)) {
    if (!(person in kept.marks)) continue;
    if (kept.marks[person] !== status) kept.at[person] = Date.now(); // later than the first one, whatever became of that
    else if (marks) forget(person);
  }
  late = !marks && many(kept.marks) > 0;
  if (marks) take(marks);
  if (answer?.overruled) import("./overruled.js").then(({ tell }) => tell(answer));
  keep();
  draw();
  if (marks && many(sent)) drawEnd();
  wait = marks ? SOON : Math.min(2 * wait, LATEST);
  if (many(sendable())) timer = setTimeout(send, marks ? 0 : wait);
};

document.addEventListener("change", ({ target }) => {
  if (!target.matches("#marks [type=radio]")) return;
  tap(person(target.closest(".roster-row")), target.value);
  keep();
  draw();
  send();
});

document.addEventListener("submit", (event) => {
  if (event.target.id !== "marks") return;
  event.preventDefault();
  for (const one of event.submitter?.name === "rest" ? rows() : []) {
    if (chosen(one)) continue;
    choose(person(one), event.submitter.value);
    tap(person(one), event.submitter.value, true);
  }
  keep();
  draw();
  send(true);
});

// The search hides whoever on the list it cannot mean, at once; who is not on it, and whose phone it is, the server tells.
const fits = (row, typed) => {
  const name = words(row.querySelector(".roster-name").textContent);
  const tail = row.querySelector(".nik")?.textContent ?? "";
  return typed.every((word) => name.some((one) => one.startsWith(word)) || (/^\d{2,4}$/.test(word) && tail.endsWith(word)));
};

const filter = () => {
  const field = document.getElementById("id_q");
  const typed = words(field?.value ?? "");
  roll()?.classList.toggle("filtering", typed.length > 0);
  for (const row of rows()) row.hidden = typed.length > 0 && !fits(row, typed);
  for (const { hash } of document.querySelectorAll("#matches a[href^='#person-']")) {
    document.querySelector(hash)?.toggleAttribute("hidden", false);
  }
};

document.addEventListener("input", ({ target }) => {
  if (target.id !== "id_q") return;
  filter();
  const label = target.labels[0];
  if (label.getBoundingClientRect().bottom < 0) label.scrollIntoView();
});
document.addEventListener("focusin", ({ target }) => target.id === "id_q" && target.select());

// A list that was drawn anew does not know yet what is still on its way.
const redraw = () => {
  form()?.querySelector("[data-save]").toggleAttribute("hidden", true);
  for (const [person, status] of Object.entries(kept.marks)) choose(person, status);
  filter();
  draw();
};

document.addEventListener("htmx:after:swap", redraw);
// What other phones marked meanwhile. An answer that a tap overtook says how it was before.
const ask = async () => {
  if (isKept) return;
  if (sending || many(sendable())) return send();
  const before = taps, marked = rows().map(chosen).join();
  const answer = await fetch(`${form().action}?marks`, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const { marks } = await answer.json();
  if (before !== taps) return;
  take(marks);
  draw();
  if (rows().map(chosen).join() !== marked) drawEnd();
};

// Who comes back to the page sees it as it is now, and so does who stays.
const comeBack = () => (form() ? ask() : roll() && drawAnew());
setInterval(() => form() && navigator.onLine && !document.hidden && ask(), ASKS);

addEventListener("online", () => send());
// Whoever waited on the phone is on the list now.
addEventListener("send-marks", () => roll() && drawAnew().then(() => send()));
addEventListener("pageshow", ({ persisted }) => persisted && comeBack());
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && comeBack());
redraw();
send();
