// Where the widget comes from, what it remembers, and which language the page speaks.
//
// The embedding page may set `data-language`, `data-theme` ("light" or "dark") and `data-product` (what
// it shows) on the script's tag, and nothing else: what the agent says and how is the business's.

const TAG = document.currentScript;
const SERVER = new URL(".", TAG.src).href;
const LANGUAGE = TAG.dataset.language || document.documentElement.lang || navigator.language || "";

/** Remembers strings; in the page's memory only, where the browser keeps storage shut. */
class Memory {
  constructor(storage) {
    this.values = {};
    try {
      this.storage = storage();
      this.storage.getItem("");
    } catch {
      this.storage = null; // a visitor who refuses storage still gets a conversation
    }
  }

  get(name) {
    try {
      return this.storage ? this.storage.getItem(this.key(name)) : this.values[name] ?? null;
    } catch {
      return null;
    }
  }

  set(name, value) {
    this.values[name] = value;
    try {
      if (value === null) this.storage?.removeItem(this.key(name));
      else this.storage?.setItem(this.key(name), value);
    } catch {
      this.storage = null; // full, or shut meanwhile: go on in memory
    }
  }

  key(name) {
    return `tresen:${SERVER}:${name}`;
  }
}

const kept = new Memory(() => localStorage);
const forThisTab = new Memory(() => sessionStorage);

/** Tells the page what happens here: `addEventListener("tresen:open", …)`. */
function tell(event, detail = {}) {
  dispatchEvent(new CustomEvent(`tresen:${event}`, { detail }));
}

/** 128 random bits. `crypto.randomUUID` is missing on pages without https, this is not. */
function randomId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The secret that makes this visitor's conversations nobody else's. */
function visitorSecret() {
  if (!kept.get("visitor")) kept.set("visitor", randomId());
  return kept.get("visitor");
}

/** `template` with its {names} filled in from `values`. */
function fill(template, values) {
  return template.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}
