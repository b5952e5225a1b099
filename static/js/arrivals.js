// Who checks in by phone appears by itself: every few seconds the page asks whether anything has changed, and only while
// somebody looks at it. What was chosen already stays chosen.
const EVERY = 4_000;
// Nothing moves under a thumb that is at work.
const STILL = 2_500;
let acted = -STILL;
const isStill = () => performance.now() - acted > STILL;

const chosen = (part) => new Map([...part.querySelectorAll("[data-touched]")].map((field) => [field.name, field.value]));

const named = (part, name, value) =>
  part.querySelector(`[name="${CSS.escape(name)}"][value="${CSS.escape(value)}"]`);

const choose = (part, before) => {
  for (const [name, value] of before) {
    const field = named(part, name, value);
    if (!field) continue;
    field.checked = true;
    field.dataset.touched = "yes";
  }
};

const focused = (part) => (part.contains(document.activeElement) ? document.activeElement : {});

const show = (part, html) => {
  const before = chosen(part);
  const { name, value } = focused(part);
  const fresh = new DOMParser().parseFromString(html, "text/html").body.firstElementChild;
  const next = fresh.id === part.id ? fresh : part;
  if (next === part) part.replaceChildren(fresh);
  else part.replaceWith(next);
  next.dataset.seen = fresh.dataset.now ?? fresh.dataset.seen;
  choose(next, before);
  if (name) named(next, name, value)?.focus({ preventScroll: true });
};

const ask = async () => {
  const part = document.querySelector("[data-live]");
  // A form on its way brings its own answer.
  if (!part || document.hidden || !isStill() || part.querySelector("form[data-sent]")) return;
  const { asks, seen } = part.dataset;
  try {
    const answer = await fetch(`${asks}?seen=${encodeURIComponent(seen)}`, { credentials: "same-origin" });
    if (answer.redirected) return location.reload();
    if (answer.status === 200 && part.isConnected && part.dataset.seen === seen && isStill()) show(part, await answer.text());
  } catch {
    // No line: the next time is soon.
  }
};

document.addEventListener("change", ({ target }) => {
  if (!target.closest?.("[data-live]") || target.type !== "radio") return;
  for (const field of document.getElementsByName(target.name)) delete field.dataset.touched;
  target.dataset.touched = "yes";
});
for (const act of ["pointerdown", "keydown", "scroll"]) {
  addEventListener(act, () => (acted = performance.now()), { capture: true, passive: true });
}
document.addEventListener("visibilitychange", ask);
setInterval(ask, EVERY);
