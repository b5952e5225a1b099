// The identity number proposes sex and date of birth, in a sentence beside it; never where somebody lives. The server reads
// it the same way when this does not run (participants/nik.py). Whoever waits for a whole number hears `nik-read`.
const WOMEN = 40;

const read = (text) => {
  const digits = text.replace(/[\s.-]/g, "");
  if (!/^\d{16}$/.test(digits)) return null;
  const [day, month, year] = [6, 8, 10].map((place) => Number(digits.slice(place, place + 2)));
  const today = new Date();
  const century = today.getFullYear() - (today.getFullYear() % 100);
  const born = new Date(Date.UTC(century + year, month - 1, day > WOMEN ? day - WOMEN : day));
  if (born.getUTCMonth() !== month - 1) return null;
  if (born > today) born.setUTCFullYear(born.getUTCFullYear() - 100);
  return { sex: day > WOMEN ? "female" : "male", born };
};

const written = (born) => {
  const language = document.documentElement.lang;
  const parts = { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" };
  return born.toLocaleDateString(language === "en" ? "en-GB" : language, parts);
};

document.addEventListener("input", (event) => {
  if (event.target.name !== "nik") return;
  const said = read(event.target.value);
  const place = event.target.form.querySelector("[data-nik-says]");
  const { nikSays, ...sexes } = place.dataset;
  place.querySelector("span").textContent = said
    ? nikSays.replace("{sex}", sexes[said.sex]).replace("{born}", written(said.born))
    : "";
  place.querySelector("a").hidden = !said;
  // Whose number it was is no longer asked when another is being typed.
  const asked = event.target.form.querySelector(".alike-same");
  if (said || asked) event.target.dispatchEvent(new CustomEvent("nik-read", { bubbles: true }));
});

// Who it is lies above the one button that is left, and not behind it.
addEventListener("htmx:after:swap", () => document.querySelector(".alike-same")?.scrollIntoView({ block: "nearest" }));
