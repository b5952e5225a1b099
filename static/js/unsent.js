// What this phone keeps until the server has it: how many marks wait, whose they are, and sending them from their page.
// The roster keeps them (roster.js) as okoce.marks.<user>.<session>: {url, label, marks: {person: status}}.
const KEY = /^okoce\.marks\.(\d+)\./;
const { user } = document.body.dataset;
const find = (name) => document.querySelector(`[data-${name}]`);

const read = (key) => {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
};

// Each list with marks that wait: this user's, or everybody else's.
const kept = (mine) =>
  Object.keys(window.localStorage ?? {})
    .filter((key) => KEY.test(key) && (KEY.exec(key)[1] === user) === mine)
    .map((key) => ({ key, ...read(key) }))
    .filter(({ marks }) => Object.keys(marks ?? {}).length);

const waiting = () => kept(true).reduce((sum, { marks }) => sum + Object.keys(marks).length, 0);

const number = () => {
  const badge = find("unsent-number");
  if (!badge) return;
  badge.textContent = waiting();
  badge.hidden = !waiting();
};

// Another tap may have come in the meantime: only what the server has is let go of.
const letGo = (key, sent) => {
  const now = read(key);
  for (const [person, status] of Object.entries(sent)) if (now?.marks[person] === status) delete now.marks[person];
  if (Object.keys(now?.marks ?? {}).length) localStorage.setItem(key, JSON.stringify(now));
  else localStorage.removeItem(key);
};

const send = async ({ key, url, marks }, token) => {
  const body = new URLSearchParams(Object.entries(marks).map(([person, status]) => [`mark.${person}`, status]));
  const headers = { "X-CSRFToken": token, "HX-Request": "true" };
  const answer = await fetch(url, { method: "POST", headers, body }).catch(() => null);
  if (answer?.redirected) location.reload();
  if (answer?.status === 200 && !answer.redirected) letGo(key, marks);
  return answer?.status;
};

const row = ({ key, url, label, marks }, refused) => {
  const piece = find("unsent").querySelector("template").content.cloneNode(true);
  const [link, count, note] = piece.querySelectorAll("a, [data-one], [data-refused]");
  const many = Object.keys(marks).length;
  link.textContent = label;
  link.href = url.replace(/sessions\/([^/]+)\/.*/, "?session=$1#call");
  count.textContent = many === 1 ? count.dataset.one : count.dataset.many.replace("%n", many);
  note.hidden = !refused;
  note.querySelector("button").dataset.forget = key;
  return piece;
};

const show = (refused = []) => {
  const mine = kept(true);
  find("unsent-list").replaceChildren(...mine.map((list) => row(list, refused.includes(list.key))));
  for (const name of ["unsent-list", "unsent-send"]) find(name).hidden = !mine.length;
  find("unsent-none").hidden = mine.length > 0;
  find("unsent-others").hidden = !kept(false).length;
  number();
};

const say = (sentence = "") => {
  find("unsent-said").textContent = sentence;
  find("unsent-said").hidden = !sentence;
};

const sendAll = async (button) => {
  const refused = [];
  let unanswered = false;
  for (const list of kept(true)) {
    const status = await send(list, find("unsent").dataset.token);
    if (!status || status >= 500) unanswered = true;
    else if (status !== 200) refused.push(list.key);
  }
  show(refused);
  say(unanswered ? button.dataset.noAnswer : refused.length ? "" : button.dataset.sent);
};

// Only what is true: a roll call is kept here and sent again, a form is not.
const line = () => {
  const note = find("offline");
  if (!note) return;
  const calling = Boolean(document.getElementById("marks"));
  note.hidden = navigator.onLine;
  document.body.classList.toggle("without-line", !navigator.onLine);
  note.querySelector("[data-marks]").hidden = !calling;
  note.querySelector("[data-rest]").hidden = calling;
};

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-unsent-send], [data-forget]");
  if (!button) return;
  if ("unsentSend" in button.dataset) return sendAll(button);
  localStorage.removeItem(button.dataset.forget);
  show();
});

document.addEventListener("submit", (event) => {
  const question = event.target.dataset.unsentAsk;
  if (question && waiting() && !confirm(question)) event.preventDefault();
});

// After the roster has kept a mark, or let go of one.
for (const moment of ["change", "htmx:finally:request"]) addEventListener(moment, () => setTimeout(number));
for (const moment of ["online", "offline"]) addEventListener(moment, line);
addEventListener("storage", () => (find("unsent") ? show() : number()));
addEventListener("pageshow", () => (find("unsent") ? show() : number()));
line();
