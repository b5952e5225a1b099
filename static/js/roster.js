// Roll call: find a name while typing, mark the rest with one tap, see the sums at once.
const rows = (scope) => [...scope.querySelectorAll(".roster-row")];

const count = (scope, wanted) =>
  rows(scope).filter((row) => {
    const mark = row.querySelector("input[type=radio]:checked");
    return wanted.length ? wanted.includes(mark?.value) : !mark;
  }).length;

const tally = () => {
  for (const output of document.querySelectorAll("[data-tally]")) {
    const wanted = output.dataset.tally.split(" ").filter(Boolean);
    output.textContent = count(output.closest("form") ?? document, wanted);
  }
};

const filter = (field) => {
  const wanted = field.value.trim().toLowerCase();
  for (const row of rows(document.querySelector(field.dataset.filter))) {
    row.hidden = !(row.dataset.filterText ?? row.textContent).toLowerCase().includes(wanted);
  }
};

const markTheRest = (button) => {
  for (const row of rows(button.closest("form") ?? document)) {
    if (row.querySelector("input[type=radio]:checked")) continue;
    const choice = row.querySelector(`input[type=radio][value="${button.dataset.checkAll}"]`);
    if (choice) choice.checked = true;
  }
  tally();
};

document.addEventListener("change", tally);
document.addEventListener("htmx:after:swap", tally);
document.addEventListener("input", (event) => event.target.matches("[data-filter]") && filter(event.target));
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-check-all]");
  if (!button) return;
  event.preventDefault();
  markTheRest(button);
});
tally();
