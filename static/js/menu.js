// A menu closes when people press Escape or touch something else, as menus do.
const close = (keep) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(keep)) menu.open = false;
  }
};

document.addEventListener("click", (event) => close(event.target));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = event.target.closest("details.menu[open]");
  close(null);
  menu?.querySelector("summary").focus();
});
