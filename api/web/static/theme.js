// Changes the colours at once; the server keeps the choice for the pages to come.

export function switchTheme(form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const chosen = event.submitter;
    if (chosen.value) {
      document.documentElement.dataset.theme = chosen.value;
    } else {
      delete document.documentElement.dataset.theme;
    }
    for (const button of form.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(button === chosen));
    }
    // What could not be kept is chosen again on the next page.
    fetch(`/theme?theme=${chosen.value}`, { redirect: "manual" }).catch(() => {});
  });
}
