// Beside a number that has `data-slider` stands a slider that writes into it; it reaches as far as is said there.
for (const field of document.querySelectorAll("[data-slider]")) {
  const slider = document.createElement("input");
  Object.assign(slider, { type: "range", min: field.min, max: field.dataset.slider, step: field.step, value: field.value });
  const label = field.labels[0];
  label.id = `${field.id}_label`;
  slider.setAttribute("aria-labelledby", label.id);
  slider.addEventListener("input", () => { field.value = slider.value; });
  field.addEventListener("input", () => { slider.value = field.value; });
  field.after(slider);
}
