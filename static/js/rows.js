// The whole row leads where its first link leads, and the arrow keys walk from row to row.
const link = (row) => row?.querySelector("a");

document.addEventListener("click", (event) => {
  const row = event.target.closest(".row-link");
  if (!row || event.target.closest("a, button, input, label, select, summary")) return;
  if (!getSelection().toString()) link(row)?.click();
});

document.addEventListener("keydown", (event) => {
  const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
  const row = step && document.activeElement.closest(".row-link, .list-row");
  if (!row || document.activeElement !== link(row)) return;
  event.preventDefault();
  link(row[step])?.focus();
});
