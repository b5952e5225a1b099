// Who says that they saw the business trading takes its photo next: the same touch opens the camera. Without this the
// field is there to be touched. After shown-with.js, which lets the field in; it is brought clear of the button below, for
// whoever leaves the camera without a photo.
document.addEventListener("change", ({ target: tick }) => {
  if (!("opensPhoto" in tick.dataset) || !tick.checked) return;
  tick.form.querySelector("[data-photos]")?.scrollIntoView({ block: "center" });
  if (tick.form.querySelector("[data-photo]")) return;
  tick.form.querySelector("[data-photos-from=camera]")?.click();
});

// Whoever was refused for want of the photo alone is brought to where it is taken; once it is there, nothing is missing.
const lacking = () => document.getElementById("id_photo_error");
const reasons = () => document.querySelectorAll(".form-errors a");

addEventListener("htmx:after:swap", () => {
  setTimeout(() => reasons().length === 1 && lacking()?.scrollIntoView({ block: "center" }));
});
addEventListener("photos", () => {
  if (!lacking() || !document.querySelector("[data-photo]")) return;
  lacking().remove();
  const reason = [...reasons()].find((link) => link.hash === "#id_photo")?.parentElement;
  reason?.nextElementSibling?.remove();
  reason?.remove();
  if (!reasons().length) document.querySelector(".form-errors")?.remove();
});
