// Nothing is kept any more: whatever an earlier worker kept goes, and so does this one. What waits to be sent stays.
const cleared = () =>
  new Promise((done) => {
    const asked = indexedDB.open("okoce");
    asked.onerror = done;
    asked.onsuccess = () => {
      const base = asked.result, there = ["pages", "names"].filter((name) => base.objectStoreNames.contains(name));
      if (!there.length) return done(base.close());
      const change = base.transaction(there, "readwrite");
      for (const name of there) change.objectStore(name).clear();
      change.oncomplete = change.onabort = () => done(base.close());
    };
  });

const goAway = async () => {
  for (const name of await caches.keys()) if (name.startsWith("okoce-")) await caches.delete(name);
  await cleared();
  await registration.unregister();
};

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(goAway()));
