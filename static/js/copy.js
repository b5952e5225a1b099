// A button that copies what it names: `data-copy="id"`. Without this it is not there, and the text can be selected.
const select = (text) => {
  const range = document.createRange();
  range.selectNodeContents(text);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
};

// Browsers give the clipboard to pages over HTTPS only; what is selected can be copied everywhere.
const copy = async (text) => {
  if (navigator.clipboard) return navigator.clipboard.writeText(text.textContent.trim());
  select(text);
  document.execCommand("copy");
};

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    await copy(document.getElementById(button.dataset.copy));
    button.textContent = button.dataset.copied;
  });
}
