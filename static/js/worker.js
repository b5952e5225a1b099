// The worker that opens pages without a line (static/js/keep.js): it is asked to keep them when a page is at rest, and
// taken anew by whoever reads that there is a new one. Without it everything works as long as there is a line.
const QUIET = 15_000;
const { user } = document.body.dataset, kept = "keptAt" in document.body.dataset;
const note = document.querySelector("[data-new-version]");

let taken;
const tell = (worker) => {
  taken = worker;
  note.hidden = false;
};

note?.querySelector("button").addEventListener("click", () => {
  if (taken?.state === "installed") taken.postMessage({ take: true });
  else location.reload();
});

const watch = (registration, workers) => {
  // The first one of a phone takes over by itself.
  if (registration.waiting && workers.controller) tell(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const coming = registration.installing;
    coming.addEventListener("statechange", () => coming.state === "installed" && workers.controller && tell(coming));
  });
  const look = () => document.visibilityState === "visible" && navigator.onLine && registration.update().catch(() => {});
  document.addEventListener("visibilitychange", look);
  addEventListener("online", look);
};

const begin = async (workers) => {
  const before = workers.controller;
  workers.addEventListener("controllerchange", () => {
    if (!before) return;
    if (taken?.state !== "redundant" && !note?.hidden && taken) location.reload();
    else tell(null); // taken from another tab
  });
  const registration = await workers.register("/sw.js", { type: "module", updateViaCache: "none" });
  if (!registration) return;
  watch(registration, workers);
  const { active } = await workers.ready;
  if (kept) return;
  active.postMessage({ keep: user, language: document.documentElement.lang });
  keepList(active);
};

// A list that is open is kept as it is, when nobody has changed it for a while.
const keepList = (active) => {
  const url = document.getElementById("roll")?.dataset.page;
  if (!url) return;
  let soon;
  const keep = () => {
    clearTimeout(soon);
    soon = setTimeout(() => active.postMessage({ keep: user, opened: url }), QUIET);
  };
  for (const moment of ["htmx:after:swap", "drafts-answered"]) addEventListener(moment, keep);
  keep();
};

// At rest: what the page itself needs comes first.
const atRest = () => begin(navigator.serviceWorker).catch(() => {});
if (navigator.serviceWorker) {
  if (document.readyState === "complete") setTimeout(atRest, 1_000);
  else addEventListener("load", () => setTimeout(atRest, 1_000));
}
