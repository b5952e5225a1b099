"""What a phone holds, read beside the page's own scripts."""

# How many rows of a store; nothing while there is none yet.
STORED = """async (name) => {
    if (!(await indexedDB.databases()).some((one) => one.name === "okoce")) return null;
    const base = await new Promise((done) => (indexedDB.open("okoce").onsuccess = ({ target }) => done(target.result)));
    const rows = await new Promise((done) => (base.transaction(name).objectStore(name).getAll().onsuccess =
        ({ target }) => done(target.result)));
    base.close();
    return rows.length;
}"""
