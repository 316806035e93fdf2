// What a script makes easier; every page works without it.
import { switchTheme } from "./theme.js";
import { offerNames } from "./names.js";
import { swapForms } from "./swap.js";
import { takeDrops } from "./drop.js";
import { offerPicture } from "./picture.js";
import { explore } from "./explorer.js";

switchTheme(document.querySelector("form.theme-switch"));
swapForms(enhance);
enhance(document);

function enhance(root) {
  root.querySelectorAll("textarea[data-names]").forEach(offerNames);
  root.querySelectorAll("form[data-drop]").forEach(takeDrops);
  root.querySelectorAll("form[data-explorer]").forEach(explore);
  root.querySelectorAll("button[data-png]").forEach(offerPicture);
  root.querySelectorAll("[data-middle]").forEach(bringToTheMiddle);
  for (const button of root.querySelectorAll("button[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
  for (const button of root.querySelectorAll("button[data-copy]")) {
    button.hidden = !navigator.clipboard;
    button.addEventListener("click", () => copy(button));
  }
}

// What a drawing is about is what one sees of it first, where it is wider than the screen.
function bringToTheMiddle(drawing) {
  const [outer, inner] = [drawing, drawing.querySelector(drawing.dataset.middle)].map((one) => one.getBoundingClientRect());
  drawing.scrollLeft += inner.left + inner.width / 2 - outer.left - outer.width / 2;
}

async function copy(button) {
  const field = document.getElementById(button.dataset.copy);
  field.select();
  await navigator.clipboard.writeText(field.value);
  button.textContent = "Copied";
}
