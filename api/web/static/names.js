// Offers names of the curriculum while someone types: buttons under the field, so that a keyboard and a screen
// reader meet them as what they are.

const PAUSE_MS = 150;
const SHORTEST = 2;

export function offerNames(field) {
  const isList = field.dataset.names === "list";
  const offers = document.createElement("div");
  offers.className = "offers";
  offers.setAttribute("role", "status");
  field.after(offers);

  let waiting;
  let asked = "";
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE_MS);
  });

  async function ask() {
    const words = last(field.value, isList);
    asked = words;
    if (words.length < SHORTEST) {
      offers.replaceChildren();
      return;
    }
    const names = await fitting(words, field.name);
    if (asked === words) {
      offers.replaceChildren(...names.map(offer));
    }
  }

  function offer(name) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet";
    button.dir = "auto";
    button.textContent = name;
    button.addEventListener("click", () => {
      const before = field.value.slice(0, field.value.length - last(field.value, isList).length);
      field.value = isList ? `${before.trimEnd()}${before.trim() ? " " : ""}${name}, ` : name;
      offers.replaceChildren();
      field.focus();
    });
    return button;
  }
}

// Where the server cannot be reached nothing is offered: whoever types needs no offers to go on.
async function fitting(words, wanted) {
  try {
    const response = await fetch(`/names?${new URLSearchParams({ q: words, for: wanted })}`);
    return response.ok ? await response.json() : [];
  } catch {
    return [];
  }
}

function last(text, isList) {
  return isList ? text.slice(text.lastIndexOf(",") + 1).trimStart() : text.trim();
}
