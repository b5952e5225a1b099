// A form with `data-along` sends what stands in the form of that id along: what was typed there and not sent is not lost.
document.addEventListener("formdata", (event) => {
  const other = document.getElementById(event.target.dataset.along);
  if (other) for (const [name, value] of new FormData(other)) event.formData.set(name, value);
});
