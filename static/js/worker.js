// The worker that opens pages without a line (static/js/keep.js): it is asked to keep them when a page is at rest, and
// taken anew by whoever reads that there is a new one. Without it everything works as long as there is a line.
const SOON = 2_000, LATER = 15_000;
const { user } = document.body.dataset, kept = "keptAt" in document.body.dataset;
const note = document.querySelector("[data-new-version]");

let coming, asked = false;
const tell = (worker) => {
  coming = worker;
  note.hidden = false;
};

note?.querySelector("button").addEventListener("click", () => {
  asked = true;
  if (coming?.state === "installed") coming.postMessage({ take: true });
  else location.reload();
});

const watch = (registration, workers) => {
  // The first one of a phone takes over by itself.
  if (registration.waiting && workers.controller) tell(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const next = registration.installing;
    next.addEventListener("statechange", () => next.state === "installed" && workers.controller && tell(next));
  });
  const look = () => document.visibilityState === "visible" && navigator.onLine && registration.update().catch(() => {});
  document.addEventListener("visibilitychange", look);
  addEventListener("online", look);
};

const begin = async (workers) => {
  const before = workers.controller;
  workers.addEventListener("controllerchange", () => {
    if (asked) location.reload();
    else if (before) tell(null); // taken in another tab: nobody's page goes away by itself
  });
  const registration = await workers.register("/sw.js", { type: "module", updateViaCache: "none" });
  if (!registration) return;
  watch(registration, workers);
  const { active } = await workers.ready;
  if (kept) return;
  active.postMessage({ keep: user, language: document.documentElement.lang });
  keepList(active);
};

// A list that is open is kept at once when the phone has not these people; soon after somebody came on it, after marks when
// there was time for more of them, and whenever the page is left: a line may go at any moment.
const keepList = (active) => {
  const url = document.getElementById("roll")?.dataset.page;
  if (!url) return;
  const here = () => document.querySelectorAll("#roll [id^=person-]").length;
  const tell = (said) => active.postMessage({ keep: user, opened: url, ...said });
  let people = here(), changed = false, due = Infinity, timer;
  const keep = () => {
    clearTimeout(timer);
    due = Infinity;
    changed = false;
    tell();
  };
  const within = (wait) => {
    if (due <= Date.now() + wait) return;
    clearTimeout(timer);
    due = Date.now() + wait;
    timer = setTimeout(keep, wait);
  };
  const later = () => {
    changed = true;
    within(LATER);
  };
  const leave = () => changed && keep();
  new MutationObserver(() => {
    if (people === here()) return;
    people = here();
    changed = true;
    within(SOON);
  }).observe(document.getElementById("roll"), { childList: true, subtree: true });
  for (const moment of ["htmx:after:swap", "drafts-answered"]) addEventListener(moment, later);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && leave());
  addEventListener("pagehide", leave);
  tell({ people });
  within(LATER);
};

if (navigator.serviceWorker) begin(navigator.serviceWorker).catch(() => {});
