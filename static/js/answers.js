// What htmx gets for an answer. One that is no piece of this page (an error, the sign-in page) goes nowhere; 422 says
// what was refused; none at all is said where the page has a place for it.
document.addEventListener("htmx:before:response", (event) => {
  const { status, raw } = event.detail.ctx.response;
  if (raw.redirected) location.reload();
  if (raw.redirected || (status !== 200 && status !== 422)) event.preventDefault();
});

document.addEventListener("htmx:finally:request", (event) => {
  const { response, sourceElement } = event.detail.ctx;
  const place = sourceElement.closest("[data-answered]")?.querySelector("[data-no-answer]");
  place?.toggleAttribute("hidden", response?.status === 200 || response?.status === 422);
});
