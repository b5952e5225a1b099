// The identity number proposes sex and date of birth where nothing was chosen yet; never where somebody lives.
// The server reads it the same way when this does not run (participants/nik.py).
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
  return { sex: day > WOMEN ? "female" : "male", birth_date: born.toISOString().slice(0, 10) };
};

document.addEventListener("input", (event) => {
  if (event.target.name !== "nik") return delete event.target.dataset.proposed;
  const proposal = read(event.target.value) ?? {};
  for (const [name, value] of Object.entries(proposal)) {
    const field = event.target.form.elements[name];
    if (!field || (field.value && !field.dataset.proposed)) continue;
    field.value = value;
    field.dataset.proposed = "yes";
  }
});
