// All lines of the page at once that nothing speaks against, and how many are ticked.
const form = document.querySelector("[data-ticks]");
if (form) {
  const find = (name) => form.querySelector(`[data-${name}]`);
  const boxes = [...form.querySelectorAll("[data-tick]")], sure = boxes.filter((box) => "sure" in box.dataset);
  const count = () => {
    const many = boxes.filter((box) => box.checked).length;
    find("ticked").hidden = !many;
    find("ticked").textContent = `(${many})`;
  };
  form.addEventListener("change", count);
  addEventListener("pageshow", count);
  find("tick-all")?.removeAttribute("hidden");
  find("tick-all")?.addEventListener("click", () => {
    const whole = sure.every((box) => box.checked);
    for (const box of sure) box.checked = !whole;
    count();
  });
}
