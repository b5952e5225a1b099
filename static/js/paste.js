// Everybody who is not known is ticked, or nobody, without asking the server.
document.querySelector("[data-tick-all]")?.addEventListener("click", (event) => {
  event.preventDefault();
  const boxes = [...document.querySelectorAll("#unknown [type=checkbox]")];
  const some = boxes.some((box) => !box.checked);
  for (const box of boxes) box.checked = some;
});
