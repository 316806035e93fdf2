// What may stand at the end of a piece of GraphQL: found by walking its tokens with the types they are of.

const TOKEN = /"""[^]*?(?:"""|$)|"(?:\\.|[^"\\\n])*"?|#[^\n]*|\.\.\.|[A-Za-z_][A-Za-z0-9_]*|[^\s,\uFEFF]/g;
const NAME = /^[A-Za-z_]/;

// Returns what is typed of the last name so far, and the names that could stand in its place.
export function expected(schema, text) {
  const typed = /[A-Za-z_][A-Za-z0-9_]*$/.exec(text)?.[0] ?? "";
  const before = text.slice(0, text.length - typed.length);
  const state = { stack: [], field: null, root: "queryType", condition: null, brackets: 0, last: "" };
  for (const [token] of before.matchAll(TOKEN)) {
    if (!token.startsWith("#")) {
      step(schema, state, token);
    }
  }
  return { typed, names: names(schema, state) };
}

function step(schema, state, token) {
  const { last } = state;
  state.last = token;
  if (token === "(" || token === "[") {
    state.brackets += 1;
  } else if (token === ")" || token === "]") {
    state.brackets -= 1;
  } else if (state.brackets > 0) {
    return;
  } else if (token === "{") {
    state.stack.push(opened(schema, state));
    state.field = state.condition = null;
  } else if (token === "}") {
    state.stack.pop();
    state.field = null;
  } else if (NAME.test(token)) {
    named(schema, state, token, last);
  }
}

function named(schema, state, token, last) {
  const inside = state.stack.at(-1);
  if (last === "on") {
    state.condition = token;
  } else if (state.stack.length === 0) {
    state.root = { mutation: "mutationType", subscription: "subscriptionType" }[token] ?? state.root;
  } else if (last !== "..." && last !== "@") {
    state.field = fieldsOf(schema, inside).find((field) => field.name === token) ?? null;
  }
}

function opened(schema, state) {
  if (state.condition) {
    return state.condition;
  }
  if (state.stack.length === 0) {
    return schema.roots[state.root]?.name;
  }
  return state.field ? bare(state.field.type) : state.last === "..." ? state.stack.at(-1) : null;
}

function names(schema, state) {
  if (state.brackets > 0) {
    return state.field?.args ?? [];
  }
  if (state.last === "on") {
    return [...schema.types.values()].filter((type) => type.kind === "OBJECT" || type.kind === "INTERFACE");
  }
  return state.stack.length ? fieldsOf(schema, state.stack.at(-1)) : [];
}

function fieldsOf(schema, name) {
  return schema.types.get(name)?.fields ?? [];
}

function bare(type) {
  return type.ofType ? bare(type.ofType) : type.name;
}
