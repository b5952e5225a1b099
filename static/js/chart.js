// A bar or a point under the pointer, or with the focus, says its row of the table beside it. Without this the table says all.
const plain = (cell) => cell.textContent.replace(/\s+/g, " ").trim();

const words = (row) => {
  const heads = row.closest("table").tHead.rows[0].cells;
  const [month, ...cells] = [...row.cells].map(plain);
  // The first line of a head is its name; the unit stands small behind it.
  const told = cells.map((text, index) => `${heads[index + 1].firstChild.textContent.trim()} ${text}`);
  return `${month}: ${told.join(" · ")}`;
};

const reads = (image, rows, told) => {
  const marks = [...image.querySelectorAll(".values_marks > path")];
  // A phone has the newest of them alone.
  const own = rows.slice(-marks.length);
  if (!marks.length || own.length !== marks.length) return;

  const tell = (mark) => {
    marks.forEach((one) => one.classList.toggle("pointed", one === mark));
    told.textContent = mark ? words(own[marks.indexOf(mark)]) : "";
  };
  const stop = (mark) => marks.forEach((one) => one.setAttribute("tabindex", one === mark ? "0" : "-1"));

  // A picture has no parts to go to; a group has.
  image.setAttribute("role", "group");
  marks[0].parentNode.removeAttribute("aria-hidden");
  marks.forEach((mark, index) => {
    mark.setAttribute("role", "img");
    mark.setAttribute("aria-label", plain(own[index].cells[0]));
    mark.addEventListener("focus", () => tell(mark));
    mark.addEventListener("blur", () => tell());
  });
  stop(marks.at(-1));

  image.addEventListener("keydown", (event) => {
    const at = marks.indexOf(event.target), last = marks.length - 1;
    const to = { ArrowLeft: Math.max(at - 1, 0), ArrowRight: Math.min(at + 1, last), Home: 0, End: last }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    stop(marks[to]);
    marks[to].focus();
  });
  image.addEventListener("pointermove", ({ clientX }) => {
    const away = (mark) => {
      const { left, width } = mark.getBoundingClientRect();
      return Math.abs(left + width / 2 - clientX);
    };
    tell(marks.reduce((near, mark) => (away(mark) < away(near) ? mark : near)));
  });
  image.addEventListener("pointerleave", () => tell(marks.find((mark) => mark === document.activeElement)));
};

for (const chart of document.querySelectorAll(".chart")) {
  const rows = [...chart.querySelectorAll("tr[data-mark]")];
  const told = document.createElement("p");
  told.className = "chart-told";
  told.setAttribute("aria-live", "polite");
  const images = chart.querySelectorAll(".chart-image");
  if (!rows.length || !images.length) continue;
  [...images].at(-1).after(told);
  images.forEach((image) => reads(image, rows, told));
}
