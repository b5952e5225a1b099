// The verifier's desk by keys. What has a key says so (`data-key="a"`) and is pressed by it; without this, or with the keys
// switched off, it is pressed by hand. No key acts while somebody writes, together with another key, or held down.
const find = (name, within = document) => within.querySelector(`[data-${name}]`);
const kept = `okoce.keys.${document.body.dataset.user}`;

const switched = (to) => {
  try {
    if (to) localStorage.setItem(kept, to);
    return localStorage.getItem(kept) !== "off";
  } catch {
    return to !== "off"; // A browser that keeps nothing has them on.
  }
};

let on = switched();
const tell = () => {
  document.body.classList.toggle("with-keys", on);
  for (const [name, hidden] of [["keys-off", !on], ["keys-on", on]]) find(name)?.toggleAttribute("hidden", hidden);
};

// A radio or a tick takes no letters.
const WRITTEN = "textarea, select, [contenteditable], input:not([type=radio], [type=checkbox])";
const mute = (event) =>
  !on || event.defaultPrevented || event.repeat || event.isComposing || event.ctrlKey || event.metaKey || event.altKey ||
  (event.shiftKey && event.key !== "?") || event.target.closest?.(WRITTEN);

const shown = (place) => place.checkVisibility?.() ?? Boolean(place.offsetParent);
const reasons = document.querySelector(".desk-return");

const choose = (number) => {
  const radio = reasons?.open && reasons.querySelectorAll("[name=canned]")[number - 1];
  if (radio) radio.click();
  radio?.focus();
  return Boolean(radio);
};

const shut = () => {
  if (!reasons?.open) return false;
  reasons.open = false;
  reasons.querySelector("summary").focus();
  return true;
};

const PRESSED = {
  // What is not clean asks first: one key alone approves only what is.
  BUTTON: (place) => {
    const asks = place.form?.querySelector("[name=all_the_same]:not(:checked)");
    if (asks) asks.focus();
    else place.click();
  },
  SUMMARY: (place) => {
    if (shut()) return;
    reasons.open = true;
    (reasons.querySelector("[name=canned]") ?? place).focus();
    reasons.scrollIntoView({ block: "nearest" });
  },
};

// Told anew each time, so that it is heard each time.
const tellLate = () => find("undo-late")?.replaceChildren(find("undo-words").content.cloneNode(true));

const press = (key) => {
  const place = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === key && shown(one));
  if (place) (PRESSED[place.tagName] ?? (() => place.click()))(place);
  else if (key === "u") tellLate();
  return Boolean(place);
};

// The rows of the list: walked through, and ticked.
const rows = () => [...document.querySelectorAll("[data-desk-list] > li")];
const walk = (step) => {
  const all = rows(), here = all.indexOf(document.activeElement.closest("[data-desk-list] > li"));
  all[here < 0 ? 0 : here + step]?.querySelector("a").focus();
  return all.length > 0;
};
const tick = () => {
  const box = document.activeElement.closest("[data-desk-list] > li")?.querySelector("[type=checkbox]");
  box?.click();
  return Boolean(box);
};
// The button says how many there are: it is what asks, and Enter or the key once more answers.
const send = () => {
  const button = find("approve-ticked");
  if (!button) return false;
  if (document.activeElement === button) button.click();
  else (boxes().some((box) => box.checked) ? button : find("tick-all") ?? button).focus();
  return true;
};
const ON_THE_LIST = { j: () => walk(1), k: () => walk(-1), x: tick, a: send };

// Keys begin at the first row, or at the name of the record that is looked at now; whoever reads begins at the top. What asks
// for the focus itself, as what was refused, has it.
const begin = () => {
  const heading = document.querySelector("body:has(.desk-decision) h1");
  heading?.setAttribute("tabindex", "-1");
  (heading ?? rows()[0]?.querySelector("a"))?.focus({ preventScroll: true });
};
if (on && !document.querySelector("[autofocus]:not(dialog *)")) begin();

const dialog = document.querySelector(".keys");
document.addEventListener("keydown", (event) => {
  // Out of the text, too: a letter there is a letter.
  if (event.key === "Escape" && !event.isComposing && !document.querySelector("dialog[open]") && shut()) return;
  if (mute(event) || (dialog?.open && event.key !== "?")) return;
  const act = find("desk-list") ? (ON_THE_LIST[event.key] ?? (() => press(event.key))) : () => press(event.key);
  if (/^[1-9]$/.test(event.key) ? choose(Number(event.key)) : act()) event.preventDefault();
});

// The keys, and their switch
find("desk-keys")?.removeAttribute("hidden");
find("keys-open")?.addEventListener("click", () => (dialog.open ? dialog.close() : dialog.showModal()));
find("keys-close")?.addEventListener("click", () => dialog.close());
for (const [name, to] of [["keys-off", "off"], ["keys-on", "on"]]) {
  find(name)?.addEventListener("click", () => {
    on = switched(to);
    tell();
    find(to === "off" ? "keys-on" : "keys-off").focus();
  });
}
tell();

// A reason that comes often begins the text, which can be written over.
const text = reasons?.querySelector("textarea");
reasons?.addEventListener("change", ({ target }) => {
  if (target.name === "canned") text.value = target.closest("label").querySelector("span").textContent.trim();
});
text?.addEventListener("input", () => {
  for (const radio of reasons.querySelectorAll("[name=canned]")) radio.checked = false;
});

// How many are ticked, and all clean ones of the page at once.
const boxes = () => [...document.querySelectorAll("[data-desk-list] [type=checkbox]")];
const count = () => {
  const many = boxes().filter((box) => box.checked).length, told = find("ticked");
  if (!told) return;
  told.hidden = !many;
  told.textContent = `(${many})`;
};
document.addEventListener("change", count);
addEventListener("pageshow", count);
find("tick-all")?.removeAttribute("hidden");
find("tick-all")?.addEventListener("click", () => {
  const all = boxes(), whole = all.every((box) => box.checked);
  for (const box of all) box.checked = !whole;
  count();
});

// What can be taken back says for how long; then that it is too late, and what to do now.
for (const form of document.querySelectorAll("[data-undo]")) {
  const left = find("undo-left", form), until = Date.now() + Number(form.dataset.undo) * 1000;
  const step = () => {
    const seconds = Math.ceil((until - Date.now()) / 1000);
    if (seconds <= 0 && !form.dataset.sent) {
      form.remove();
      tellLate();
      return;
    }
    left.hidden = false;
    left.textContent = `${Math.max(0, seconds)} s`;
    setTimeout(step, 250);
  };
  step();
}
