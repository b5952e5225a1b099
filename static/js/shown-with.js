// A field that belongs to an answer is shown with that answer only: `data-shown-with="name"` with a tick, or
// `data-shown-with="name=one two"` with one of these choices. Hidden it is not sent. Without this it is simply there.
const answered = (form, wanted) => {
  const [name, values] = wanted.split("=");
  const fields = [...form.elements].filter((field) => field.name === name && field.checked);
  return fields.some((field) => !values || values.split(" ").includes(field.value));
};

const show = (form) => {
  for (const part of form.querySelectorAll("[data-shown-with]")) {
    part.hidden = !answered(form, part.dataset.shownWith);
    for (const field of part.querySelectorAll("input, select, textarea")) field.disabled = part.hidden;
  }
};

document.addEventListener("change", (event) => event.target.form && show(event.target.form));
for (const moment of ["pageshow", "htmx:after:swap"]) {
  addEventListener(moment, () => [...document.forms].forEach(show));
}
