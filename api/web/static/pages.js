// What a script makes easier; every page works without it.
import { switchTheme } from "./theme.js";
import { offerNames } from "./names.js";

switchTheme(document.querySelector("form.theme"));

for (const field of document.querySelectorAll("textarea[data-names]")) {
  offerNames(field);
}

for (const button of document.querySelectorAll("button[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

for (const button of document.querySelectorAll("button[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    const field = document.getElementById(button.dataset.copy);
    field.select();
    await navigator.clipboard.writeText(field.value);
    button.textContent = "Copied";
  });
}
