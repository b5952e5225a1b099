// Photos on a bad line. Each is made smaller on the phone, which also lets go of where it was taken, is shown at once, and
// is sent by itself before its form: one that does not arrive is sent again, and the form takes along what arrived. A
// photo of a training belongs to it when it arrives, without a form. Without this the plain field sends them with the form.
const LONG_SIDE = 2000;
const LARGE = 700_000;
const PATIENCE = 300_000;
const SOON = 5_000, LATEST = 60_000;

const files = new Map();
const asked = new Map();
const held = new Map();
let busy = false;
let wait = SOON, timer;

const rows = (within, ...states) =>
  [...within.querySelectorAll("[data-photo]")].filter((row) => states.includes(row.dataset.photo) && !row.closest("[hidden], [data-packed]"));

const say = (piece, ...words) => {
  for (const one of piece.querySelectorAll("[data-photos-say]")) one.hidden = !words.includes(one.dataset.photosSay);
};

const set = (row, state) => {
  row.dataset.photo = state;
  for (const part of row.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== state;
  dispatchEvent(new Event("photos"));
};

const draw = (picture, canvas, side, shape) => {
  const scale = Math.min(1, side / Math.max(picture.width, picture.height));
  const [width, height] = [picture.width, picture.height].map((length) => Math.max(1, Math.round(length * scale)));
  [canvas.width, canvas.height] = shape ?? [width, height];
  canvas.getContext("2d").drawImage(picture, (canvas.width - width) / 2, (canvas.height - height) / 2, width, height);
  return canvas;
};

// What cannot be read as a picture, and what is small, is sent as it is: the server makes every picture anew.
const smaller = async (file, thumbnail) => {
  const picture = await createImageBitmap(file).catch(() => null);
  if (!picture) return file;
  draw(picture, thumbnail, 144, [144, 144]);
  if (file.size <= LARGE) return file;
  const canvas = draw(picture, document.createElement("canvas"), LONG_SIDE);
  picture.close();
  const photo = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
  return photo?.size < file.size ? photo : file;
};

const posted = (piece, said) => {
  const body = new FormData();
  body.append("csrfmiddlewaretoken", piece.closest("form").elements.csrfmiddlewaretoken.value);
  for (const [name, value, ...more] of said) body.append(name, value, ...more);
  return body;
};

const send = (row) =>
  new Promise((done) => {
    const piece = row.closest("[data-photos]");
    const request = new XMLHttpRequest();
    asked.set(row, request);
    request.open("POST", piece.dataset.photos);
    request.timeout = PATIENCE;
    request.upload.onprogress = ({ loaded, total }) => (row.querySelector("progress").value = (100 * loaded) / total);
    request.onloadend = () => {
      asked.delete(row);
      // Whoever is no longer signed in is led to another page.
      done(request.responseURL.endsWith(piece.dataset.photos) ? request : null);
    };
    const { training } = piece.dataset;
    const whose = training ? [["training", training]] : [];
    request.send(posted(piece, [["id", row.dataset.key], ["file", files.get(row), "photo"], ...whose]));
  });

const keep = (row, answer) => {
  const piece = document.createElement("template");
  piece.innerHTML = answer;
  const kept = piece.content.querySelector("[data-photo]");
  // The phone has the picture already.
  kept.querySelector("img")?.replaceWith(row.querySelector("canvas"));
  const here = row.contains(document.activeElement);
  row.replaceWith(kept);
  if (here) kept.querySelector("button").focus();
  files.delete(row);
  wait = SOON;
  changed(kept);
};

// What was said of the training is another thing now; not while it is being handed in.
const changed = (within) => {
  dispatchEvent(new Event("photos"));
  if (within.closest("[data-training]") && !held.size) document.dispatchEvent(new Event("photo-kept"));
};

const answered = (row, request) => {
  if (request?.status === 200) return keep(row, request.response);
  const refused = [413, 422].includes(request?.status);
  if (request?.status === 422) row.querySelector("[data-photo-refused]").textContent = request.response.trim();
  set(row, refused ? "refused" : "failed");
};

// Handing a training in waits for its photos, which are in another form.
const needed = (form, ...states) => rows(form.matches("[data-photos-first]") ? document : form, ...states);

// A form that waits on the phone (drafts.js) takes along what did not arrive; it is sent before it then.
const takesAlong = (form) => "drafted" in form.dataset && !needed(form, "refused").length;
const pack = (form) => {
  delete form.dataset.packed;
  form.takesAlong = needed(form, "waiting", "sending", "failed")
    .filter((row) => files.has(row))
    .map((row) => ({ id: row.dataset.key, file: files.get(row), to: row.closest("[data-photos]").dataset.photos }));
  form.dataset.packed = "";
};

const go = (form) => {
  const pending = needed(form, "waiting", "sending");
  const failed = takesAlong(form) ? [] : needed(form, "failed", "refused");
  say(form, pending.length ? "waiting" : failed.length && "failed");
  if (pending.length) return;
  const submitter = held.get(form);
  held.delete(form);
  if (failed.length) return;
  // Drawn anew meanwhile, it is another one.
  if (form.isConnected) form.requestSubmit(submitter);
  else [...document.forms].find(({ action }) => action === form.action)?.requestSubmit();
};

const pump = async () => {
  if (busy) return;
  busy = true;
  for (let row; (row = rows(document, "waiting").find((one) => files.has(one))); ) {
    set(row, "sending");
    const request = await send(row);
    if (row.isConnected) answered(row, request);
  }
  busy = false;
  for (const form of held.keys()) go(form);
  clearTimeout(timer);
  if (!rows(document, "failed").length) return;
  timer = setTimeout(() => again(rows(document, "failed")), wait);
  wait = Math.min(2 * wait, LATEST);
};

const again = (some) => {
  for (const row of some) set(row, "waiting");
  pump();
};

const gone = (row, answer) => {
  if ([204, 404].includes(answer?.status)) return true;
  row.querySelector("[data-photo-stays]").hidden = false;
  return false;
};

const remove = async (row) => {
  const button = row.querySelector("[data-photo-remove]");
  const piece = row.closest("[data-photos]");
  if (button.dataset.photoRemove) {
    const answer = fetch(button.dataset.photoRemove, { method: "POST", body: posted(piece, []) }).catch(() => null);
    // When this is lost, what waits for a form is let go of a day later; what is a training's already stays.
    if (piece.dataset.training && !gone(row, await answer)) return;
  }
  const request = asked.get(row);
  files.delete(row);
  row.remove();
  request?.abort();
  say(piece);
  changed(piece);
  for (const form of held.keys()) go(form);
};

const add = async (piece, chosen) => {
  const most = Number(piece.dataset.most);
  const there = [...piece.querySelectorAll("[data-photo]")];
  if (most === 1) there.splice(0).forEach(remove);
  const taken = chosen.slice(0, most - there.length);
  say(piece, taken.length < chosen.length && most > 1 && "many");
  const row = piece.querySelector("[data-photos-row]").content.firstElementChild;
  const added = taken.map((file) => [row.cloneNode(true), file]);
  for (const [one] of added) {
    one.dataset.key = crypto.randomUUID();
    piece.querySelector("[data-photos-list]").append(one);
  }
  for (const [one, file] of added) {
    const photo = await smaller(file, one.querySelector("canvas"));
    if (one.isConnected) files.set(one, photo);
    pump();
  }
};

document.addEventListener("change", ({ target: input }) => {
  const piece = input.type === "file" && input.closest("[data-photos][data-ready]");
  if (!piece) return;
  add(piece, [...input.files]);
  // What is sent by itself is not sent with the form.
  input.value = "";
});

document.addEventListener("click", ({ target }) => {
  const from = target.closest("[data-photos-from]");
  const row = target.closest("[data-photo]");
  if (from) {
    const input = from.closest("[data-photos]").querySelector("[type=file]");
    input.toggleAttribute("capture", from.dataset.photosFrom === "camera");
    if (input.hasAttribute("capture")) input.setAttribute("capture", "environment");
    input.click();
  } else if (row && target.closest("[data-photo-again]")) again([row]);
  else if (row && target.closest("[data-photo-remove]")) remove(row);
});

// Before whoever sends the form: it waits for what is on its way, and what did not arrive is tried once more.
addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    const away = !navigator.onLine || !needed(form, "waiting", "sending").length;
    if (takesAlong(form) && away) return pack(form);
    if (!needed(form, "waiting", "sending", "failed", "refused").length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    held.set(form, event.submitter);
    again(needed(form, "failed"));
    go(form);
  },
  true,
);

const retry = () => {
  wait = SOON;
  again(rows(document, "failed"));
};

addEventListener("online", retry);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && retry());
addEventListener("beforeunload", (event) => rows(document, "waiting", "sending", "failed").length && event.preventDefault());

const begin = () => {
  // Ids are made on secure addresses alone.
  if (!crypto.randomUUID) return;
  for (const piece of document.querySelectorAll("[data-photos]:not([data-ready])")) {
    piece.dataset.ready = "yes";
    const input = piece.querySelector("[type=file]");
    input.classList.add("visually-hidden");
    input.tabIndex = -1;
    piece.querySelector("[data-photos-buttons]").hidden = false;
    if (piece.dataset.training) piece.closest("form").querySelector("[data-photos-plain]").hidden = true;
  }
};

addEventListener("htmx:after:swap", begin);
begin();
