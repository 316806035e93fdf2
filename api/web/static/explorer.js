// The query editor: runs what is typed without a new page, and offers the names that fit at the cursor.
import { expected } from "./completion.js";

const KEPT = "cairn-query";
const OFFERED = 12;
let schema;

export function explore(form) {
  const query = form.elements.query;
  const variables = form.elements.variables;
  const answer = document.getElementById("answer");
  const offers = document.createElement("div");
  offers.className = "offers";
  query.after(offers);
  query.value = sessionStorage.getItem(KEPT) ?? query.value;

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    run();
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  query.addEventListener("input", offer);
  query.addEventListener("keyup", (event) => event.key.startsWith("Arrow") && offer());
  query.addEventListener("click", offer);

  async function run() {
    sessionStorage.setItem(KEPT, query.value);
    let values;
    try {
      values = variables.value.trim() ? JSON.parse(variables.value) : {};
    } catch (error) {
      answer.value = `The variables are no JSON: ${error.message}.`;
      return;
    }
    answer.setAttribute("aria-busy", "true");
    try {
      const response = await fetch("/graphql", {
        method: "POST",
        headers: { "content-type": "application/json", accept: "application/json" },
        body: JSON.stringify({ query: query.value, variables: values }),
      });
      answer.value = JSON.stringify(await response.json(), null, 2);
    } catch {
      answer.value = "The server cannot be reached. Try again.";
    } finally {
      answer.removeAttribute("aria-busy");
    }
  }

  async function offer() {
    sessionStorage.setItem(KEPT, query.value);
    try {
      schema ??= await read();
    } catch {
      return; // the server cannot be reached: nothing is offered until it can
    }
    const { typed, names } = expected(schema, query.value.slice(0, query.selectionStart));
    const fitting = names.filter(({ name }) => name.toLowerCase().startsWith(typed.toLowerCase()) && name !== typed);
    offers.replaceChildren(...fitting.slice(0, OFFERED).map((one) => button(one, typed)));
  }

  function button({ name, description }, typed) {
    const element = document.createElement("button");
    element.type = "button";
    element.className = "quiet mono";
    element.textContent = name;
    element.title = description ?? "";
    element.addEventListener("click", () => {
      const at = query.selectionStart;
      query.setRangeText(name, at - typed.length, at, "end");
      query.focus();
      offer();
    });
    return element;
  }
}

async function read() {
  const response = await fetch("/explorer/schema.json");
  const types = (await response.json()).__schema;
  return { roots: types, types: new Map(types.types.map((type) => [type.name, type])) };
}
