// A mark that another phone had overruled before it came to the server: both versions stand at the person's row, and the
// one of this phone holds by one tap, until either is answered or the page is left.
const notes = {};
const row = (person) => document.getElementById(`person-${person}`);
const chosen = (person) => row(person)?.querySelector("input:checked")?.value;

const put = () => {
  for (const [person, html] of Object.entries(notes)) {
    const place = row(person)?.querySelector(".roster-person");
    if (place && !place.querySelector("[data-overruled]")) place.insertAdjacentHTML("beforeend", html);
  }
};

const drop = (person) => {
  delete notes[person];
  row(person)?.querySelector("[data-overruled]")?.remove();
};

// Who was tapped anew meanwhile is answered already.
export const tell = ({ marks, overruled }) => {
  for (const [person, html] of Object.entries(overruled)) {
    drop(person);
    if (chosen(person) === marks[person]) notes[person] = html;
  }
  put();
};

const personOf = (target) => target.closest(".roster-row")?.id.replace("person-", "");

document.addEventListener("change", ({ target }) => target.matches("#marks [type=radio]") && drop(personOf(target)));
document.addEventListener("click", ({ target }) => {
  const mine = target.closest("[data-overruled] > button");
  if (!mine) return;
  const person = personOf(mine), choice = row(person).querySelector(`input[value=${mine.value}]`);
  drop(person);
  choice.focus();
  choice.click();
});
// A list that is drawn anew has none of them.
new MutationObserver(put).observe(document.body, { childList: true, subtree: true });
