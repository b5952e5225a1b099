// Who says that they saw the business trading takes its photo next: the same touch opens the camera. Without this the
// field is there to be touched. After shown-with.js, which lets the field in; it is brought clear of the button below, for
// whoever leaves the camera without a photo.
document.addEventListener("change", ({ target: tick }) => {
  if (!("opensPhoto" in tick.dataset) || !tick.checked) return;
  tick.form.querySelector("[data-photos]")?.scrollIntoView({ block: "center" });
  if (tick.form.querySelector("[data-photo]")) return;
  tick.form.querySelector("[data-photos-from=camera]")?.click();
});
