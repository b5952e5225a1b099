// A long list to tick shows whom the typed words may mean: each begins a word of the line. Who is ticked stays in sight.
const field = document.querySelector("[data-filter]"), list = document.querySelector(field?.dataset.filter);
const words = (text) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u).filter(Boolean);

field?.addEventListener("input", ({ target }) => {
  const typed = words(target.value);
  for (const line of list.children) {
    const there = words(line.textContent), ticked = line.querySelector(":checked");
    line.hidden = !ticked && !typed.every((word) => there.some((one) => one.startsWith(word)));
  }
});
field?.toggleAttribute("hidden", false);
