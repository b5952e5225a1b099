// What every page tells of the line to the server: that there is none, and how many marks wait on this phone
// (okoce.marks.<user>.<session>, kept by roster.js; marks.js sends them from every page).
const find = (name) => document.querySelector(`[data-${name}]`);

const waiting = () => {
  try {
    const mine = `okoce.marks.${document.body.dataset.user}.`;
    const kept = Object.keys(localStorage).filter((key) => key.startsWith(mine));
    return kept.reduce((sum, key) => sum + Object.keys(JSON.parse(localStorage[key]).marks).length, 0);
  } catch {
    return 0; // What is not readable is not sent, and a phone may keep nothing at all.
  }
};

const tell = () => {
  const number = find("unsent-number");
  if (!number) return;
  number.textContent = waiting() || "";
  number.hidden = !waiting();
};

const unsentPhoto = "[data-photo=waiting], [data-photo=sending], [data-photo=failed]";

// Only what is true: a roll call is kept here and sent again, photos are sent again while the page is open, a form is not.
const line = () => {
  const note = find("offline");
  if (!note) return;
  const calling = Boolean(document.getElementById("marks"));
  document.body.classList.toggle("without-line", !navigator.onLine);
  note.hidden = navigator.onLine;
  note.querySelector("[data-marks]").hidden = !calling;
  note.querySelector("[data-rest]").hidden = calling;
  note.querySelector("[data-photos-wait]").hidden = !document.querySelector(unsentPhoto);
};

document.addEventListener("submit", (event) => {
  const question = event.target.dataset.unsentAsk;
  if (question && waiting() && !confirm(question)) event.preventDefault();
});

// A tap waits for its answer: only what waits longer is told.
let soon;
addEventListener("change", () => {
  clearTimeout(soon);
  soon = setTimeout(tell, 3_000);
});
addEventListener("htmx:finally:request", () => setTimeout(tell));
for (const moment of ["storage", "unsent", "pageshow"]) addEventListener(moment, tell);
for (const moment of ["online", "offline", "pageshow", "photos"]) addEventListener(moment, line);
