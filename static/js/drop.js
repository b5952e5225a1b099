// A file that is dragged onto its field is chosen there; the plain field does the rest. What is too large is told before it
// is sent. Beside the field a file is caught too: the browser would leave the page and show it.
const carriesFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
const size = (bytes) => (bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`);

const tell = (field) => {
  const input = field.querySelector("[type=file]");
  const [file] = input.files;
  const tooLarge = file?.size > Number(field.dataset.largest);
  field.querySelector("[data-drop-chosen]").textContent = file ? `${file.name} (${size(file.size)})` : "";
  field.parentElement.querySelector("[data-drop-large]").hidden = !tooLarge;
  input.setCustomValidity(tooLarge ? "large" : "");
};

const take = (field, files) => {
  const input = field.querySelector("[type=file]");
  const one = new DataTransfer();
  one.items.add(files[0]);
  input.files = one.files;
  field.parentElement.querySelector("[data-drop-many]").hidden = files.length < 2;
  tell(field);
  input.focus();
};

addEventListener("dragover", (event) => {
  if (!carriesFiles(event)) return;
  event.preventDefault();
  const over = event.target.closest?.("[data-drop]");
  event.dataTransfer.dropEffect = over ? "copy" : "none";
  for (const field of document.querySelectorAll("[data-drop]")) field.toggleAttribute("data-over", field === over);
});

const leave = () => {
  for (const field of document.querySelectorAll("[data-drop]")) field.removeAttribute("data-over");
};

addEventListener("dragleave", (event) => event.relatedTarget || leave());
addEventListener("drop", (event) => {
  if (!carriesFiles(event)) return;
  event.preventDefault();
  leave();
  const field = event.target.closest?.("[data-drop]");
  if (field && event.dataTransfer.files.length) take(field, [...event.dataTransfer.files]);
});

for (const field of document.querySelectorAll("[data-drop]")) {
  const input = field.querySelector("[type=file]");
  input.classList.add("visually-hidden");
  input.addEventListener("change", () => {
    field.parentElement.querySelector("[data-drop-many]").hidden = true;
    tell(field);
  });
}

// Nothing that the server refuses for its size is sent to it.
addEventListener(
  "submit",
  (event) => {
    const large = event.target.querySelector("[data-drop] [type=file]:invalid");
    if (!large?.validity.customError) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    large.focus();
  },
  true,
);
addEventListener("pageshow", () => document.querySelectorAll("[data-drop]").forEach(tell));
