// Beside a number that has `data-slider` stands a slider that writes into it; it reaches as far as is said there, or as the number.
for (const field of document.querySelectorAll("[data-slider]")) {
  const slider = document.createElement("input");
  const reach = () => Math.max(field.dataset.slider, field.value);
  Object.assign(slider, { type: "range", min: field.min, max: reach(), step: field.step, value: field.value });
  const label = field.labels[0];
  label.id = `${field.id}_label`;
  slider.setAttribute("aria-labelledby", label.id);
  slider.addEventListener("input", () => { field.value = slider.value; });
  field.addEventListener("input", () => { slider.max = reach(); slider.value = field.value; });
  field.after(slider);
}
