// What waits on this phone: the marks, list by list, and beside them the forms (waiting.js). marks.js and outbox.js send
// them by themselves; the button asks both to do so now.
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

const row = (list, refused) => {
  const piece = find("unsent-row").content.cloneNode(true);
  const [link, count, note] = piece.querySelectorAll("a, [data-one], [data-refused]");
  const many = Object.keys(list.marks).length;
  link.textContent = list.label;
  link.href = new URL(list.url, location).pathname.replace(/sessions\/([^/]+)\/.*/, "?session=$1#call");
  count.textContent = many === 1 ? count.dataset.one : count.dataset.many.replace("%n", many);
  note.hidden = !refused;
  note.querySelector("button").dataset.forget = list.key;
  return piece;
};

const show = (refused = []) => {
  const mine = kept(true);
  find("unsent-list").replaceChildren(...mine.map((list) => row(list, refused.includes(list.key))));
  const [forms, ready] = ["waiting", "ready"].map((some) => Number(find("drafts").dataset[some] ?? 0));
  find("unsent-list").hidden = !mine.length;
  find("unsent-send").hidden = !(mine.length + ready);
  find("unsent-none").hidden = mine.length + forms > 0;
  find("unsent-others").hidden = !kept(false).length;
};

const say = (sentence = "") => {
  find("unsent-said").textContent = sentence;
  find("unsent-said").hidden = !sentence;
};

// What came by itself is told as well; that nobody answered only to whoever asked.
const ASKED = 40_000;
let asked = 0;
const wasAsked = () => Date.now() - asked < ASKED;
const tell = ({ away, none, all }) => {
  const button = find("unsent-send");
  if (wasAsked() && away) location.reload();
  if (wasAsked() && none) say(button.dataset.noAnswer);
  else say(all ? button.dataset.sent : "");
};

addEventListener("unsent", ({ detail: answers }) => {
  const got = Object.values(answers ?? {});
  if (!got.length) return show();
  tell({ away: got.includes(401), none: got.includes(0), all: got.every((status) => status === 200) });
  show(Object.keys(answers).filter((key) => answers[key] >= 400 && answers[key] !== 401));
});

addEventListener("drafts-answered", ({ detail }) => {
  const got = Object.values(detail).map(({ outcome }) => outcome);
  if (!got.length) return;
  tell({ away: got.includes("away"), none: got.some((one) => ["none", "failed"].includes(one)), all: got.every((one) => one === "kept") });
});
addEventListener("waiting", () => show());

page.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-unsent-send], [data-forget]");
  if (!button) return;
  if (!button.dataset.forget) {
    asked = Date.now();
    dispatchEvent(new Event("send-drafts"));
    return dispatchEvent(new Event("send-marks"));
  }
  localStorage.removeItem(button.dataset.forget);
  // The bar tells of it too.
  dispatchEvent(new Event("unsent"));
});

for (const moment of ["storage", "pageshow"]) addEventListener(moment, () => show());
