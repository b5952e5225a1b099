// Who says that they saw the business trading takes its photo next: the same touch opens the camera. Without this the
// field is there to be touched. After shown-with.js, which lets the field in.
document.addEventListener("change", ({ target: tick }) => {
  if (!("opensPhoto" in tick.dataset) || !tick.checked || tick.form.querySelector("[data-photo]")) return;
  tick.form.querySelector("[data-photos-from=camera]")?.click();
});
