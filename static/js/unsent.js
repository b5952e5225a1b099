// The marks that wait on this phone, list by list. marks.js sends them by itself; the button asks it to do so now.
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
  for (const name of ["unsent-list", "unsent-send"]) find(name).hidden = !mine.length;
  find("unsent-none").hidden = mine.length > 0;
  find("unsent-others").hidden = !kept(false).length;
};

const say = (sentence = "") => {
  find("unsent-said").textContent = sentence;
  find("unsent-said").hidden = !sentence;
};

// What came by itself is told as well; that nobody answered only to whoever asked.
let asked = false;
addEventListener("unsent", ({ detail: answers }) => {
  if (!answers) return show();
  const got = Object.values(answers), button = find("unsent-send");
  if (asked && got.includes(401)) location.reload();
  if (asked && got.includes(0)) say(button.dataset.noAnswer);
  else say(got.length && got.every((status) => status === 200) ? button.dataset.sent : "");
  asked = false;
  show(Object.keys(answers).filter((key) => answers[key] >= 400 && answers[key] !== 401));
});

page.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-unsent-send], [data-forget]");
  if (!button) return;
  if (!button.dataset.forget) {
    asked = true;
    return dispatchEvent(new Event("send-marks"));
  }
  localStorage.removeItem(button.dataset.forget);
  // The bar tells of it too.
  dispatchEvent(new Event("unsent"));
});

for (const moment of ["storage", "pageshow"]) addEventListener(moment, () => show());
