// A button that copies what it names: `data-copy="id"`, or the address of the page: `data-copy-address`. Without this it is not
// there, and the text can be selected.
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

// Whoever opens it next month wants the month of today.
const address = (month) => {
  const url = new URL(location.href);
  if (!url.searchParams.has("month")) url.searchParams.set("month", month);
  return url.href;
};

const copyAddress = async (button) => {
  const text = document.createElement("span");
  text.className = "visually-hidden";
  text.textContent = address(button.dataset.copyAddress);
  button.after(text);
  await copy(text);
  text.remove();
  button.focus();
};

for (const button of document.querySelectorAll("[data-copy], [data-copy-address]")) {
  button.hidden = false;
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    await ("copyAddress" in button.dataset ? copyAddress(button) : copy(document.getElementById(button.dataset.copy)));
    button.textContent = button.dataset.copied;
  });
}
