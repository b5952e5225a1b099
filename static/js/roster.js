// Roll call: every mark is sent as it is set; what the server has not confirmed stays in sight and is sent again.
const unconfirmed = new Map();

const row = (name) => document.getElementById(name.replace("mark.", "person-"));

const tally = () => {
  const marks = [...document.querySelectorAll(".roster-row fieldset")].map((row) => row.querySelector("input:checked")?.value ?? "");
  for (const output of document.querySelectorAll("[data-tally]")) {
    const wanted = output.dataset.tally.split(" ");
    output.textContent = marks.filter((mark) => wanted.includes(mark)).length;
  }
};

const confirm = (name, status) => {
  if (unconfirmed.get(name) === status) unconfirmed.delete(name);
  const was = document.getElementsByName(name.replace("mark.", "was."))[0];
  if (was) was.value = status;
};

const warn = (name) => row(name)?.querySelector("[data-unsaved]")?.toggleAttribute("hidden", !unconfirmed.has(name));

const sendAgain = () => {
  for (const mark of document.querySelectorAll("[data-unsaved]:not([hidden])")) {
    htmx.trigger(mark.closest(".roster-row"), "change");
  }
};

document.addEventListener("change", (event) => {
  if (!event.target.matches(".roster-row input")) return;
  unconfirmed.set(event.target.name, event.target.value);
  tally();
});

document.addEventListener("htmx:finally:request", (event) => {
  const { request, response, sourceElement } = event.detail.ctx;
  if (!sourceElement.matches(".roster-row")) return;
  for (const [name, status] of new URLSearchParams(request.body)) {
    if (!name.startsWith("mark.")) continue;
    if (response?.status === 200) confirm(name, status);
    warn(name);
  }
  if (response?.status === 200) sendAgain();
});

// A list that was drawn anew does not know yet what is still on its way.
document.addEventListener("htmx:after:swap", () => {
  for (const [name, status] of unconfirmed) {
    const choice = row(name)?.querySelector(`input[value="${status}"]`);
    if (choice) choice.checked = true;
    warn(name);
  }
  tally();
});

document.addEventListener("submit", (event) => event.target.id === "marks" && unconfirmed.clear());
addEventListener("online", sendAgain);
addEventListener("beforeunload", (event) => unconfirmed.size && event.preventDefault());
tally();
