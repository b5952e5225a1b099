// The marks that wait on this phone, and sending them: the roster keeps them, and sends them by itself while it is open.
const KEY = /^okoce\.marks\.(\d+)\./;
const page = document.querySelector("[data-unsent]");
const find = (name) => page.querySelector(`[data-${name}]`);

const read = (key) => {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
};

const keys = () => {
  try {
    return Object.keys(localStorage).filter((key) => KEY.test(key));
  } catch {
    return [];
  }
};

// Each list with marks that wait: this user's, or everybody else's.
const kept = (mine) =>
  keys()
    .filter((key) => (KEY.exec(key)[1] === document.body.dataset.user) === mine)
    .map((key) => ({ key, ...read(key) }))
    .filter(({ url, marks }) => url && Object.keys(marks ?? {}).length);

// Wherever it was kept, it is sent to this site.
const path = ({ url }) => new URL(url, location).pathname;

// Another tap may have come in the meantime: only what the server has is let go of.
const letGo = (key, sent) => {
  const now = read(key);
  for (const [person, status] of Object.entries(sent)) {
    if (now?.marks[person] === status) delete now.marks[person];
  }
  if (Object.keys(now?.marks ?? {}).length) localStorage.setItem(key, JSON.stringify(now));
  else localStorage.removeItem(key);
};

// As the roster does: when each was tapped, and whom only if nobody else marked them.
const said = ({ marks, rest = [], at = {} }) => {
  const body = new URLSearchParams();
  for (const [person, status] of Object.entries(marks)) {
    const left = rest.includes(person);
    body.set(left ? "rest" : `mark.${person}`, status);
    if (left) body.set(`was.${person}`, "");
    else if (at[person]) body.set(`ago.${person}`, Math.max(0, Date.now() - at[person]));
  }
  return body;
};

// Whether the server has them: 0 when nobody answered.
const send = async (list) => {
  const headers = { "X-CSRFToken": page.dataset.token, "HX-Request": "true" };
  const asked = { method: "POST", headers, body: said(list), signal: AbortSignal.timeout(30_000) };
  const answer = await fetch(path(list), asked).catch(() => null);
  if (answer?.redirected) location.reload();
  if (!answer || answer.redirected || answer.status >= 500) return 0;
  if (answer.ok) letGo(list.key, list.marks);
  return answer.status;
};

const row = (list, refused) => {
  const piece = find("unsent-row").content.cloneNode(true);
  const [link, count, note] = piece.querySelectorAll("a, [data-one], [data-refused]");
  const many = Object.keys(list.marks).length;
  link.textContent = list.label;
  link.href = path(list).replace(/sessions\/([^/]+)\/.*/, "?session=$1#call");
  count.textContent = many === 1 ? count.dataset.one : count.dataset.many.replace("%n", many);
  note.hidden = !refused;
  note.querySelector("button").dataset.forget = list.key;
  return piece;
};

const show = (refused = []) => {
  const mine = kept(true);
  find("unsent-list").replaceChildren(...mine.map((list) => row(list, refused.includes(list.key))));
  for (const name of ["unsent-list", "unsent-send"]) find(name).hidden = !mine.length;
  find("unsent-none").hidden = mine.length > 0;
  find("unsent-others").hidden = !kept(false).length;
};

const say = (sentence = "") => {
  find("unsent-said").textContent = sentence;
  find("unsent-said").hidden = !sentence;
};

const sendAll = async (button) => {
  const answers = {};
  for (const list of kept(true)) answers[list.key] = await send(list);
  const refused = Object.keys(answers).filter((key) => answers[key] >= 400);
  if (Object.values(answers).includes(0)) say(button.dataset.noAnswer);
  else say(refused.length ? "" : button.dataset.sent);
  show(refused);
};

page.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-unsent-send], [data-forget]");
  if (!button) return;
  if (button.dataset.forget) {
    localStorage.removeItem(button.dataset.forget);
    show();
  } else await sendAll(button);
  // The bar tells of it too.
  dispatchEvent(new Event("unsent"));
});

for (const moment of ["storage", "pageshow"]) addEventListener(moment, () => show());
