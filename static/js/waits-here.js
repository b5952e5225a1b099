// An address that the server does not know: is it of what a form on this phone makes, which waits to be sent or mended?
import { able, drafts, user } from "./store.js";

const here = document.querySelector("[data-waits-here]");
const mine = able ? await drafts({ author: user }) : [];
const one = mine.find(({ makes }) => makes?.some((id) => location.pathname.includes(id)));
if (one) {
  here.querySelector(".eyebrow").textContent = one.label;
  here.querySelector("a").href = `/unsent/#draft-${one.id}`;
  for (const said of here.querySelectorAll("[data-state]")) said.hidden = !said.dataset.state.split(" ").includes(one.state);
  document.querySelector("[data-not-there]").hidden = true;
  here.hidden = false;
  document.title = `${here.querySelector("h1").textContent} · OK OCE`;
}
