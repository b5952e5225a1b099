// What this phone keeps (IndexedDB `okoce`): drafts of forms, kept pages, names. Whatever is about people lies sealed with
// a key of the user's that no script can read out. A browser that cannot do both keeps nothing: `able` says so.
export const user = globalThis.document?.body?.dataset.user ?? "";
export const able = Boolean(globalThis.indexedDB && globalThis.crypto?.subtle);

const STORES = { drafts: "id", pages: "url", names: "user", keys: "user", meta: "name" };
const utf8 = new TextEncoder(), text = new TextDecoder();

const answer = (request) =>
  new Promise((done, fail) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });

let opened;
const open = () =>
  (opened ??= (async () => {
    const request = indexedDB.open("okoce", 1);
    request.onupgradeneeded = () => {
      const { objectStoreNames: there } = request.result, missing = Object.entries(STORES).filter(([name]) => !there.contains(name));
      for (const [name, keyPath] of missing) request.result.createObjectStore(name, { keyPath });
    };
    const base = await answer(request);
    // A later version of the page may want another shape of it.
    base.onversionchange = () => base.close();
    base.onclose = () => (opened = undefined);
    return base;
  })().catch((error) => {
    opened = undefined;
    throw error;
  }));

// What is written is on the disk when this returns: the browser may end at once.
const within = async (name, mode, act) => {
  const change = (await open()).transaction(name, mode, { durability: mode === "readwrite" ? "strict" : "default" });
  const finished = new Promise((done, fail) => {
    change.oncomplete = done;
    change.onabort = change.onerror = () => fail(change.error);
  });
  const got = await act(change.objectStore(name));
  await finished;
  return got;
};

const get = (name, key) => within(name, "readonly", (store) => answer(store.get(key)));
const put = (name, row) => within(name, "readwrite", (store) => answer(store.put(row)));
const drop = (name, key) => within(name, "readwrite", (store) => answer(store.delete(key)));

const held = new Map();
const made = async (user) => {
  const known = await get("keys", user);
  if (known) return known.key;
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  // Another tab may have made one meanwhile: the first one stays.
  return within("keys", "readwrite", async (store) => {
    const first = await answer(store.get(user));
    if (!first) await answer(store.put({ user, key }));
    return first?.key ?? key;
  });
};
const keyOf = (user) => {
  const whose = String(user);
  if (!held.has(whose)) held.set(whose, made(whose));
  return held.get(whose).catch((error) => {
    held.delete(whose);
    throw error;
  });
};

// {iv, data} of a text, or of the bytes of a file.
export const seal = async (user, content) => {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const bytes = typeof content === "string" ? utf8.encode(content) : content;
  return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await keyOf(user), bytes) };
};
export const unsealBytes = async (user, { iv, data }) => crypto.subtle.decrypt({ name: "AES-GCM", iv }, await keyOf(user), data);
export const unseal = async (user, sealed) => text.decode(await unsealBytes(user, sealed));

// What a page knows of the drafts without asking: how many wait, since when, and the ids of what they are about.
const IDS = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const hint = async (author) => {
  const all = await drafts({ author }), waiting = all.filter(({ state }) => state !== "typing");
  // Marks wait for whoever goes before them by themselves, not for what somebody has to mend first.
  const ids = waiting.filter(({ state }) => state === "ready").flatMap(({ path, makes }) => [...(path.match(IDS) ?? []), ...(makes ?? [])]);
  // Marks of a person whom such a form is about wait until it was mended, or thrown away.
  const held = await Promise.all(waiting.filter(({ state }) => state !== "ready").map(bodyOf).map((body) => body.catch(() => "")));
  const about = held.flatMap((body) => body.match(IDS) ?? []);
  const kinds = {};
  for (const { label } of waiting) kinds[label] = (kinds[label] ?? 0) + 1;
  const known = { count: waiting.length, since: Math.min(...waiting.map(({ at }) => at)), kinds, begun: all.length - waiting.length };
  remember(author, all.length ? JSON.stringify({ ...known, ids: [...new Set(ids)], about }) : "");
};
// A worker has no such place; a browser that ends between the two finds the hint, and looks.
const remember = (author, known) => {
  try {
    const name = `okoce.drafts.${author}`;
    if (known) localStorage.setItem(name, known);
    else localStorage.removeItem(name);
  } catch {}
  globalThis.document && dispatchEvent(new Event("drafts"));
};
// Drafts of one author, oldest first; of everybody without. The bodies stay sealed.
export const drafts = async ({ author } = {}) => {
  const all = await within("drafts", "readonly", (store) => answer(store.getAll()));
  const theirs = author === undefined ? all : all.filter((draft) => draft.author === String(author));
  return theirs.sort((one, other) => one.at - other.at || (one.id < other.id ? -1 : 1));
};
export const draft = (id) => get("drafts", id);
export const putDraft = async (draft) => {
  await put("drafts", draft);
  await hint(draft.author);
};
// The draft as it was read, with this change, or gone; not when somebody typed in it meanwhile.
export const changeDraft = async ({ id, typed, author }, change) => {
  await within("drafts", "readwrite", async (store) => {
    const now = await answer(store.get(id));
    if (now?.typed === typed) await answer(change ? store.put({ ...now, ...change }) : store.delete(id));
  });
  await hint(author);
};
export const dropDraft = async (id) => {
  const gone = await draft(id);
  await drop("drafts", id);
  if (gone) await hint(gone.author);
};
export const bodyOf = (draft) => unseal(draft.author, draft.sealed);

// A kept page is of the user who was signed in; what another one asks for is not there.
export const putPage = async (url, html, { user, at }) => put("pages", { url, user: String(user), at, sealed: await seal(user, html) });
export const page = async (url) => {
  const kept = await get("pages", url);
  return kept && { url, user: kept.user, at: kept.at, html: await unseal(kept.user, kept.sealed) };
};
export const dropPages = (stays = () => false) =>
  within("pages", "readwrite", async (store) => {
    for (const url of await answer(store.getAllKeys())) if (!stays(url)) store.delete(url);
  });

export const putNames = async (user, names) => put("names", { user: String(user), sealed: await seal(user, JSON.stringify(names)) });
export const names = async (user) => {
  const kept = await get("names", String(user));
  return kept ? JSON.parse(await unseal(kept.user, kept.sealed)) : [];
};
export const dropNames = () => within("names", "readwrite", (store) => answer(store.clear()));

export const meta = async (name) => (await get("meta", name))?.value;
export const setMeta = (name, value) => put("meta", { name, value });
export const dropMeta = (goes) =>
  within("meta", "readwrite", async (store) => {
    for (const name of await answer(store.getAllKeys())) if (goes(name)) store.delete(name);
  });
