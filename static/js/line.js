// What every page tells of the line to the server: that there is none, and how much waits on this phone: marks
// (okoce.marks.<user>.<session>, kept by roster.js, sent by marks.js) and drafts of forms (store.js, sent by outbox.js).
const find = (name) => document.querySelector(`[data-${name}]`);
const WEEK = 7 * 24 * 3_600_000;

const read = (key) => {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? {};
  } catch {
    return {}; // What is not readable is not sent, and a phone may keep nothing at all.
  }
};

const marked = () => {
  try {
    const mine = Object.keys(localStorage).filter((key) => key.startsWith(`okoce.marks.${document.body.dataset.user}.`));
    return mine.map(read).filter(({ marks }) => marks);
  } catch {
    return [];
  }
};

const drafts = () => ({ count: 0, ...read(`okoce.drafts.${document.body.dataset.user}`) });
const marks = () => marked().reduce((sum, { marks }) => sum + Object.keys(marks).length, 0);
const waiting = () => marks() + drafts().count;
// Whether something waits for a week: it has to be looked at.
const old = () => {
  const since = marked().flatMap(({ at }) => Object.values(at ?? {}));
  return Math.min(drafts().since ?? Infinity, ...since) < Date.now() - WEEK;
};

// What keeps and sends them comes at once where something waits; else when the page is at rest, or a form is touched.
const REST = 3_000;
const without = () => {}; // who leaves, or has no line, does without
const fetchDrafts = () => import("./drafts.js").catch(without);
const fetchOutbox = ({ type }) => {
  const { count, begun } = drafts(), form = document.body.dataset.user && find("draft");
  if (form && (count || begun || type !== "pageshow")) fetchDrafts();
  else if (form) setTimeout(fetchDrafts, REST);
  if (count) import("./outbox.js").catch(without);
  if (marks()) import("./marks.js").catch(without);
};
addEventListener("focusin", ({ target }) => document.body.dataset.user && target.form?.matches("[data-draft]") && fetchDrafts());

const tell = () => {
  const number = find("unsent-number");
  if (!number) return;
  number.textContent = waiting() || "";
  number.hidden = !waiting();
  number.classList.toggle("too-old", old());
};

const unsentPhoto = "[data-photo=waiting], [data-photo=sending], [data-photo=failed]";

// Only what is true: marks and drafts are kept here and sent again, photos while the page is open, any other form is not.
const line = () => {
  const note = find("offline");
  if (!note) return;
  const calling = Boolean(document.getElementById("marks") || document.body.dataset.keptAt || (isSecureContext && find("draft")));
  document.body.classList.toggle("without-line", !navigator.onLine);
  note.hidden = navigator.onLine;
  note.querySelector("[data-marks]").hidden = !calling;
  note.querySelector("[data-rest]").hidden = calling;
  note.querySelector("[data-photos-wait]").hidden = !document.querySelector(unsentPhoto);
};

// What waits, in words: how many of which kind.
const kinds = ({ marksOne, marksMany, begun }) => {
  const said = Object.entries(drafts().kinds ?? {}).map(([label, many]) => `${many} × ${label}`);
  const [many, half] = [marks(), drafts().begun];
  if (many) said.push(many === 1 ? marksOne : marksMany.replace("%n", many));
  return (half ? [...said, begun.replace("%n", half)] : said).join(", ");
};

document.addEventListener("submit", (event) => {
  const question = event.target.dataset.unsentAsk, said = question && kinds(event.target.dataset);
  if (said && !confirm(question.replace("%s", said))) event.preventDefault();
});

// A tap waits for its answer: only what waits longer is told.
let soon;
addEventListener("change", () => {
  clearTimeout(soon);
  soon = setTimeout(tell, 3_000);
});
addEventListener("htmx:finally:request", () => setTimeout(tell));
// What the page itself needs comes first; then the worker that opens it without a line.
const atRest = () => setTimeout(() => find("new-version") && import("./worker.js").catch(without), 1_000);
addEventListener("load", atRest);
for (const moment of ["storage", "unsent", "drafts", "pageshow"]) addEventListener(moment, tell);
for (const moment of ["pageshow", "htmx:after:swap", "drafts", "online"]) addEventListener(moment, fetchOutbox);
for (const moment of ["online", "offline", "pageshow", "photos"]) addEventListener(moment, line);
