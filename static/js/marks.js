// Marks that wait on this phone (okoce.marks.<user>.<session>, kept by roster.js) are sent from whatever page their user
// opens, and when the line is back. What became of each list, by its key: 0 is no answer, 401 the end of the session.
const read = (key) => {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? {};
  } catch {
    return {};
  }
};

// What waits on the phone of those who were put on lists (store.js): marks of theirs come after them.
const drafts = () => ({ ids: [], about: [], ...read(`okoce.drafts.${document.body.dataset.user}`) });
const held = (key) => drafts().ids.includes(key.split(".").pop());
const sendable = ({ marks = {}, ...list }) => {
  const { about } = drafts();
  return { ...list, marks: Object.fromEntries(Object.entries(marks).filter(([person]) => !about.includes(person))) };
};

// The list that is on the screen is sent by roster.js, unless the page is a kept one.
const waiting = () => {
  const { user, keptAt } = document.body.dataset, open = !keptAt && document.getElementById("roll")?.dataset.kept;
  try {
    const mine = Object.keys(localStorage).filter((key) => key.startsWith(`okoce.marks.${user}.`) && key !== open && !held(key));
    return mine.map((key) => sendable({ key, ...read(key) })).filter(({ url, marks }) => url && Object.keys(marks).length);
  } catch {
    return [];
  }
};

// Another tap may have come in the meantime: only what the server has is let go of.
const letGo = (key, sent) => {
  const now = read(key), marks = now.marks ?? {};
  for (const [person, status] of Object.entries(sent)) if (marks[person] === status) delete marks[person];
  if (Object.keys(marks).length) localStorage.setItem(key, JSON.stringify(now));
  else localStorage.removeItem(key);
};

// As the roster does: when each was tapped, and whom only if nobody else marked them.
const said = ({ marks, rest, at }) => {
  const body = new URLSearchParams();
  for (const [person, status] of Object.entries(marks)) {
    const left = rest?.includes(person);
    body.set(left ? "rest" : `mark.${person}`, status);
    if (left) body.set(`was.${person}`, "");
    else if (at?.[person]) body.set(`ago.${person}`, Math.max(0, Date.now() - at[person]));
  }
  return body;
};

const send = async (list) => {
  const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value;
  const headers = { "X-CSRFToken": token, "HX-Request": "true" };
  const asked = { method: "POST", headers, body: said(list), signal: AbortSignal.timeout(30_000) };
  // Wherever it was kept, it is sent to this site.
  const answer = await fetch(new URL(list.url, location).pathname, asked).catch(() => null);
  if (!answer || answer.status === 429 || answer.status >= 500) return 0;
  if (answer.redirected) return 401;
  if (answer.ok) letGo(list.key, list.marks);
  return answer.status;
};

let sending = false;
const sendAll = async () => {
  if (sending) return;
  sending = true;
  const answers = {};
  for (const list of waiting()) answers[list.key] = await send(list);
  sending = false;
  dispatchEvent(new CustomEvent("unsent", { detail: answers }));
};

const byItself = () => navigator.onLine && waiting().length && sendAll();
for (const moment of ["pageshow", "online"]) addEventListener(moment, byItself);
byItself();
addEventListener("send-marks", sendAll);
