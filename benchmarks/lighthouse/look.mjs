// Looks at pages as Lighthouse's phone does: reads {pages, cookie, times, chromium} from its input, and prints a JSON line
// for each look: the scores, and what took from them.
import { readFileSync } from "node:fs";
import lighthouse from "lighthouse";
import puppeteer from "puppeteer-core";

const CATEGORIES = ["performance", "accessibility", "best-practices"];
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const { pages, cookie, times, chromium } = JSON.parse(readFileSync(0, "utf8"));

const lost = ({ categories, audits }) =>
  CATEGORIES.flatMap((name) => categories[name].auditRefs)
    .filter(({ id, weight }) => weight && audits[id].score !== null && audits[id].score < 1)
    .map(({ id }) => ({ audit: id, score: audits[id].score, shown: audits[id].displayValue ?? "" }));

// Each look in a browser of its own: nothing is kept from the one before but what is signed in.
const look = async ({ name, address, signedIn }, again = true) => {
  const browser = await puppeteer.launch({ executablePath: chromium, args: FLAGS });
  try {
    if (signedIn) await browser.setCookie(cookie);
    const [page] = await browser.pages();
    const { lhr } = await lighthouse(address, { onlyCategories: CATEGORIES, logLevel: "error" }, undefined, page);
    // The browser's record of a load is lost now and then: that is no look, and Lighthouse itself asks for another.
    if (lhr.runtimeError && again) return await look({ name, address, signedIn }, false);
    if (lhr.runtimeError) throw new Error(`${name}: ${lhr.runtimeError.message}`);
    // Whoever is not signed in is led elsewhere, and that page is another one.
    if (lhr.finalDisplayedUrl !== address) throw new Error(`${name}: shows ${new URL(lhr.finalDisplayedUrl).pathname}`);
    const scores = Object.fromEntries(CATEGORIES.map((id) => [id, Math.round(100 * lhr.categories[id].score)]));
    console.log(JSON.stringify({ name, scores, lost: lost(lhr) }));
  } finally {
    await browser.close();
  }
};

// Page by page and anew, so that what disturbs the machine for a while disturbs every page.
for (let time = 0; time < times; time += 1) for (const page of pages) await look(page);
