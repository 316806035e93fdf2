// Files and folders that are dropped on a form, or chosen in it, with how much of them is sent.

export function takeDrops(form) {
  const field = form.elements.files;
  for (const hint of form.querySelectorAll("[data-script]")) {
    hint.hidden = false;
  }
  const over = (is) => form.classList.toggle("over", is);
  form.addEventListener("dragover", (event) => {
    event.preventDefault();
    over(true);
  });
  form.addEventListener("dragleave", () => over(false));
  form.addEventListener("drop", async (event) => {
    event.preventDefault();
    over(false);
    const { items, files: plain } = event.dataTransfer;
    const entries = [...items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    const found = entries.length
      ? (await Promise.all(entries.map((entry) => files(entry)))).flat()
      : [...plain].map((file) => ({ file, path: file.name }));
    const list = new DataTransfer();
    found.forEach(({ file }) => list.items.add(file));
    field.files = list.files;
    paths.set(form, new Map(found.map(({ file, path }) => [file.name + file.size + file.lastModified, path])));
  });
}

const paths = new WeakMap();

// The files of a form as it is sent: those of a folder under their place in it, without the folder's own name.
export function withPaths(form, data) {
  const known = paths.get(form);
  if (!known) {
    return data;
  }
  const named = data.getAll("files");
  data.delete("files");
  for (const file of named) {
    data.append("files", file, known.get(file.name + file.size + file.lastModified) ?? file.name);
  }
  return data;
}

export function showProgress(form, event) {
  const line = form.querySelector("[data-progress]");
  if (!line || !event.lengthComputable) {
    return;
  }
  line.hidden = false;
  line.querySelector("progress").value = event.loaded / event.total;
  line.querySelector("span").textContent =
    event.loaded < event.total ? `${Math.round((100 * event.loaded) / event.total)} % sent` : "Sent; it is being read.";
}

async function files(entry, inside = false) {
  if (entry.isFile) {
    const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
    const path = entry.fullPath.split("/").slice(inside ? 2 : 1).join("/");
    return [{ file, path }];
  }
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!some.length) {
      break;
    }
    found.push(...some);
  }
  const kept = found.filter((one) => !one.name.startsWith("."));
  return (await Promise.all(kept.map((one) => files(one, true)))).flat();
}
