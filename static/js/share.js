// A button that hands a text to another program of the phone: `data-share="id"`. Where none takes it there is no button,
// and the text can be copied.
for (const button of document.querySelectorAll("[data-share]")) {
  button.hidden = !navigator.share;
  button.addEventListener("click", async () => {
    const text = document.getElementById(button.dataset.share).textContent.trim();
    // Whoever closes the list of programs has shared nothing, and that is no error.
    await navigator.share({ text }).catch(() => {});
  });
}
