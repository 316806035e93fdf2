// Answers a form within the page: the new main part takes the place of the old one, at an address of its own.
// An XMLHttpRequest makes a document of the answer by itself, in which no script runs: there is no text to
// trust, as Trusted Types would have it.

import { showProgress, withPaths } from "./drop.js";

const BUSY = "aria-busy";
const AGAIN_MS = 1500;
let latest;

export function swapForms(enhance) {
  const status = document.createElement("p");
  status.className = "vh";
  status.setAttribute("role", "status");
  document.body.append(status);

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.hasAttribute("data-swap") || event.defaultPrevented) {
      return;
    }
    event.preventDefault();
    const fields = new FormData(form, event.submitter);
    const isMultipart = form.enctype === "multipart/form-data";
    const data = isMultipart ? withPaths(form, fields) : new URLSearchParams(fields);
    const isGet = form.method === "get";
    const address = new URL(form.action);
    if (isGet) {
      address.search = data;
    }
    const leave = () => submitPlainly(form, event.submitter);
    const request = ask(isGet ? "GET" : "POST", address, isGet ? null : data, leave, true);
    if (isMultipart) {
      request.upload.addEventListener("progress", (progress) => showProgress(form, progress));
    }
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-swap-link]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) {
      return;
    }
    event.preventDefault();
    const address = new URL(link.getAttribute("href"), location);
    ask("GET", address, null, () => location.assign(address), true);
  });

  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (event.target.hasAttribute("data-at-once") || form?.hasAttribute("data-at-once")) {
      form.requestSubmit();
    }
  });

  // A page that waits for something looks again.
  setInterval(() => {
    const chosen = [...document.querySelectorAll("input[type=file]")].some((field) => field.files.length);
    if (document.querySelector("[data-reload]") && !document.hidden && !chosen) {
      ask("GET", new URL(location), null, () => {}, false);
    }
  }, AGAIN_MS);

  // To go to another place of the same page is no reason to fetch it again.
  let shown = location.pathname + location.search;
  window.addEventListener("popstate", () => {
    if (location.pathname + location.search !== shown) {
      ask("GET", new URL(location), null, () => location.reload(), false);
    }
  });

  function ask(method, address, data, leave, isNew) {
    latest?.abort();
    const request = new XMLHttpRequest();
    latest = request;
    document.querySelector("main").setAttribute(BUSY, "true");
    request.open(method, address);
    request.setRequestHeader("accept", "text/html");
    request.responseType = "document";
    request.addEventListener("load", () => {
      const main = request.response?.querySelector("main");
      if (!main) {
        leave();
        return;
      }
      // What was refused has no address of its own to come back to.
      show(request, main, address.hash, isNew && (method === "GET" || request.status < 400));
    });
    request.addEventListener("error", leave);
    // Once the caller has had its say about the request.
    queueMicrotask(() => request.send(data));
    return request;
  }

  function show(request, main, hash, isNew) {
    const place = new URL(request.responseURL);
    place.hash = hash;
    const before = topOf(hash);
    const focused = nameOf(document.activeElement);
    const old = document.querySelector("main");
    const fresh = document.adoptNode(main);
    old.replaceWith(fresh);
    document.title = request.response.title;
    if (isNew) {
      history.pushState(null, "", place);
    }
    shown = location.pathname + location.search;
    enhance(fresh);
    const after = topOf(hash);
    if (before !== null && after !== null) {
      scrollBy({ top: after - before, behavior: "instant" });
    }
    (find(fresh, focused) ?? (isNew ? document.querySelector(hash || "main") : null))?.focus({ preventScroll: true });
    if (isNew) {
      status.textContent = document.title;
    }
  }
}

// What cannot be swapped is fetched as it would be without a script.
function submitPlainly(form, submitter) {
  form.removeAttribute("data-swap");
  form.requestSubmit(submitter);
}

function topOf(hash) {
  return (hash && document.querySelector(hash)?.getBoundingClientRect().top) ?? null;
}

function nameOf(element) {
  return element?.id || element?.name ? { id: element.id, name: element.name, value: element.value } : null;
}

// The same control on the new page, so that a keyboard goes on from where it was.
function find(main, wanted) {
  if (!wanted) {
    return null;
  }
  if (wanted.id) {
    return main.querySelector(`#${CSS.escape(wanted.id)}`);
  }
  const named = [...main.querySelectorAll(`[name="${CSS.escape(wanted.name)}"]`)];
  return named.find((element) => element.value === wanted.value) ?? null;
}
