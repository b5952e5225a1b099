// A page that the phone kept, or made, in a hall without a line: who is found among the names that it keeps, who is on the
// list by a form that waits to be sent, what else waits. When the line is back and nothing waits, the server's page comes.
import { bodyOf, drafts, meta, names } from "./store.js";
import { words } from "./words.js";

const SESSION = /\.([^.]+)$/; // of the key of its marks
const MOST = 20, ASKS = 10_000;
const { user, keptAt } = document.body.dataset;
const roll = document.getElementById("roll");
const room = document.querySelector("[data-hall-room]");
const find = (name, within = document) => within.querySelector(`[data-hall-${name}]`);

// Everybody whose words begin like those that were typed, one more than are shown.
const called = (people, typed) => {
  const wanted = words(typed), found = [];
  for (const one of wanted.length ? people : []) {
    const has = words(one[1]);
    if (wanted.every((word) => has.some((other) => other.startsWith(word)))) found.push(one);
    if (found.length > MOST) break;
  }
  return found;
};

let known = [];
const mine = () => drafts({ author: user });

// The list of a session: forms that wait to be sent have put people on it.
const newcomers = async () => {
  const here = [];
  for (const draft of await mine()) {
    const [, session] = roll.dataset.kept.match(SESSION);
    if (!draft.path.includes(`/sessions/${session}/`) || draft.state === "typing") continue;
    const said = new URLSearchParams(await bodyOf(draft));
    const key = said.get("participant") ?? [said.get("use"), said.get("id")].find((one) => one?.length === 36);
    const name = said.get("name") || known.find(([one]) => one === key)?.[1];
    if (key && name) here.push([key, name]);
  }
  return here;
};

const begins = new Date(`${roll?.dataset.begins}:00+07:00`);
const hasBegun = () => !(begins > Date.now());

const put = ([key, name]) => {
  const list = document.querySelector("#list .roster"), blank = document.getElementById("newcomer");
  if (!list || !blank || document.getElementById(`person-${key}`)) return;
  const piece = document.createElement("template");
  piece.innerHTML = blank.innerHTML.replaceAll("00000000-0000-4000-8000-000000000003", key);
  const row = piece.content.querySelector(".roster-row");
  row.dataset.newcomer = "";
  row.innerHTML = row.innerHTML.replaceAll("{somebody}", () => escaped(name));
  // Whoever comes on the list of a session that has begun is there.
  if (hasBegun()) row.querySelector("[value=present]")?.setAttribute("checked", "");
  row.querySelector(".roster-person").append(find("not-sent").content.cloneNode(true));
  list.append(row);
};

const escaped = (text) => text.replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`);

const drawRoll = async () => {
  for (const one of await newcomers()) put(one);
  const begun = hasBegun();
  for (const one of document.querySelectorAll("#list fieldset")) one.disabled = !begun;
  document.getElementById("rest")?.toggleAttribute("hidden", !begun);
  document.querySelector("[data-not-begun]")?.toggleAttribute("hidden", begun);
  document.querySelector("#list .empty-list")?.toggleAttribute("hidden", Boolean(document.querySelector(".roster-row")));
  // roster.js counts anew, and lays over them what was tapped.
  document.dispatchEvent(new Event("htmx:after:swap", { bubbles: true }));
};

const match = ([key, name, kecamatan]) => {
  const piece = find("match").content.cloneNode(true), form = piece.querySelector("form"), link = piece.querySelector("a");
  piece.querySelector("strong").textContent = name;
  piece.querySelector(".list-meta").textContent = kecamatan;
  const listed = Boolean(document.getElementById(`person-${key}`));
  link.href = `#person-${key}`;
  (listed ? form : link).remove();
  form.elements.participant.value = key;
  form.dataset.name = name;
  form.querySelector(".visually-hidden").textContent = ` ${name}`;
  return piece;
};

const search = (typed) => {
  const found = called(known, typed), end = find("nobody").content.cloneNode(true);
  const place = document.getElementById("matches");
  if (!typed.trim()) return place.replaceChildren();
  const list = Object.assign(document.createElement("ul"), { className: "list" });
  list.append(...found.slice(0, MOST).map(match));
  end.querySelector("[data-few]").hidden = found.length <= MOST;
  end.querySelector("[data-none]").hidden = found.length > 0;
  end.querySelector("[name=q]").value = typed;
  place.replaceChildren(list, end);
  // drafts.js takes on the new forms.
  document.dispatchEvent(new Event("htmx:after:swap", { bubbles: true }));
};

// The room: sessions, people to visit.
const row = (href, main, meta) => {
  const piece = find("row").content.cloneNode(true);
  Object.assign(piece.querySelector("a"), { href, textContent: main });
  piece.querySelector("p").textContent = meta;
  return piece;
};

const waiting = async () => (await mine()).filter(({ kind, state }) => kind === "training" && state !== "typing");
const placeOf = (said) => said.get("place") || (said.get("where") ?? "").replace(/^[^:]*:/, "");
const dayOf = (written) => {
  const day = new Date(`${written}T00:00:00Z`), language = document.documentElement.lang === "en" ? "en-GB" : "id-ID";
  const parts = { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" };
  return Number.isNaN(day.getTime()) ? "" : new Intl.DateTimeFormat(language, parts).format(day);
};
const waitingRow = async (draft) => {
  const said = new URLSearchParams(await bodyOf(draft));
  return row(`/trainings/${draft.makes[0]}/`, `${dayOf(said.get("held_on"))} ${placeOf(said)}`, find("waits").content.textContent);
};

const drawRoom = async () => {
  const sessions = (await meta("sessions")) ?? [];
  const rows = await Promise.all((await waiting()).map(waitingRow));
  const list = find("sessions");
  list.replaceChildren(...rows, ...sessions.map(({ url, label, at }) => row(`${url}#call`, label, at)));
  list.hidden = !list.children.length;
  find("no-sessions").hidden = !list.hidden;
  find("no-names").hidden = known.length > 0;
  for (const name of ["none", "works"]) find(name).hidden = (name === "none") === (location.pathname === "/offline/");
};

const searchRoom = (typed) =>
  find("people").replaceChildren(
    ...called(known, typed).slice(0, MOST).map(([key, name, kecamatan]) => row(`/participants/${key}/visits/new/`, name, kecamatan)),
  );

document.addEventListener("input", ({ target }) => target.id === "id_q" && (room ? searchRoom : search)(target.value));
// Kept at once, whatever becomes of it on a line that does not answer.
addEventListener("submit", ({ target }) => target.dataset.draft && [200, 1_000].forEach((wait) => setTimeout(draw, wait)), true);
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-hall-search]")) return;
  event.preventDefault();
  (room ? searchRoom : search)(document.getElementById("id_q").value);
});

// On the first page: the trainings that wait, before those that the server knew.
const drawHome = async (list) => list.replaceChildren(...(await Promise.all((await waiting()).map(waitingRow))));

const draw = async () => {
  if (find("waiting")) await drawHome(find("waiting"));
  if (roll) await drawRoll();
  if (room) await drawRoom();
};

// Whether something of this list is still on the phone: the training itself, people, marks.
const waitsHere = async () => {
  if (!roll) return false;
  const [, session] = roll.dataset.kept.match(SESSION);
  const belongs = ({ state, path, makes }) => state !== "typing" && (path.includes(session) || makes.includes(session));
  return roll.dataset.kept in localStorage || (await mine()).some(belongs);
};

// The server's page: once nothing of it waits, and only where nobody is typing a form.
const truth = async () => {
  if (!keptAt || location.pathname === "/offline/" || (!roll && !room && location.pathname !== "/")) return;
  if (!navigator.onLine || document.getElementById("id_q")?.value || (await waitsHere())) return;
  const answer = await fetch(location.href, { method: "HEAD", cache: "no-store" }).catch(() => null);
  if (answer?.ok) location.reload();
};

// When the copy was made; a page that the phone made itself is none.
const tellAge = () => {
  const note = find("copy"), made = document.querySelector("[data-hall-made]");
  if (!note || !keptAt || room || made) return;
  const language = document.documentElement.lang === "en" ? "en-GB" : "id-ID";
  const parts = { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", timeZone: "Asia/Jakarta" };
  Object.assign(note.querySelector("time"), { dateTime: keptAt, textContent: new Intl.DateTimeFormat(language, parts).format(new Date(keptAt)) });
  note.hidden = false;
};

const begin = async () => {
  tellAge();
  find("still-in")?.toggleAttribute("hidden", !("stillIn" in document.body.dataset));
  if (!user) return;
  known = await names(user);
  await draw();
  // Whoever typed before the names were there is answered now.
  const typed = document.getElementById("id_q")?.value;
  if (typed) (room ? searchRoom : search)(typed);
  addEventListener("drafts", draw);
  for (const moment of ["online", "unsent", "drafts"]) addEventListener(moment, () => truth());
  setInterval(() => {
    if (navigator.onLine && roll) dispatchEvent(new Event("send-marks"));
    truth();
  }, ASKS);
  if (roll) setInterval(() => begins && drawRoll(), 30_000);
};

begin();
