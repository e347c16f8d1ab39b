// Makes an input of the page a combobox with the shop's own results: goods, filters, an answer.
//
// <script src="https://agent.example/search.js" data-input="#search" async></script>
// As https://www.w3.org/WAI/ARIA/apg/patterns/combobox/ has it: the focus stays in the input, arrows
// move through the list, Enter goes to what is chosen, Escape closes. Without a choice, Enter does
// what the page's own form does. What the list refers to stands beside the input, not in a shadow.

const TAG = document.currentScript;
const SERVER = new URL(".", TAG.src).href;
const LANGUAGE = TAG.dataset.language || document.documentElement.lang || navigator.language || "";
const PAUSE_MS = 120;

function el(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children.filter(Boolean));
  return element;
}

/** `url` as an address, or null: only http and https lead anywhere. */
function address(url) {
  try {
    const found = new URL(url, SERVER);
    return /^https?:$/.test(found.protocol) ? found.href : null;
  } catch {
    return null;
  }
}

class Box {
  constructor(input, number) {
    this.input = input;
    this.id = `tresen-found-${number}`;
    this.places = [];
    this.at = -1;
    this.list = el("ul", { id: this.id, role: "listbox" });
    this.answer = el("p", { class: "tresen-answer" });
    this.said = el("p", { class: "tresen-said" });
    this.status = el("p", { class: "tresen-said" });
    const told = el("div", { role: "status" }, this.answer, this.said, this.status);
    this.popup = el("div", { class: "tresen-found", popover: "manual", tabindex: "0" }, told, this.list);
    if (TAG.dataset.theme !== "light") this.popup.toggleAttribute("data-dark", true);
    input.after(this.popup); // in the page's own landmark; shown above everything
    const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.id };
    for (const [name, value] of Object.entries({ ...attributes, autocomplete: "off", spellcheck: "false" }))
      input.setAttribute(name, value);
    input.addEventListener("input", (event) => event.isComposing || this.soon());
    input.addEventListener("compositionend", () => this.soon());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("focus", () => this.asked && this.asked === this.text && this.open());
    input.addEventListener("blur", () => this.close());
    // The focus stays in the input, so that a tap on a result is no leaving it.
    this.popup.addEventListener("mousedown", (event) => event.preventDefault());
    for (const kind of ["resize", "scroll"]) addEventListener(kind, () => this.place(), { passive: true });
  }

  get text() {
    return this.input.value.trim();
  }

  get isOpen() {
    return this.popup.matches(":popover-open");
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), PAUSE_MS);
  }

  async ask() {
    const text = this.text;
    this.running?.abort();
    if (!text) return this.close();
    this.running = new AbortController();
    const query = new URLSearchParams({ q: text.slice(0, 200), language: LANGUAGE });
    try {
      const response = await fetch(new URL(`api/search?${query}`, SERVER), {
        credentials: "omit",
        signal: this.running.signal,
      });
      if (response.ok) this.show(await response.json(), text);
      else this.close(); // the page's own search is still there
    } catch {
      if (text === this.text) this.close();
    }
  }

  show(found, text) {
    this.asked = text;
    this.choose(-1);
    this.answer.textContent = found.answer;
    this.answer.hidden = !found.answer;
    const filters = found.filters.map((one) => el("span", { class: "tresen-filter" }, one));
    this.said.replaceChildren(...filters, found.words.unchecked);
    this.said.hidden = !filters.length && !found.words.unchecked;
    this.status.textContent = found.words.status;
    this.status.hidden = !found.words.status;
    this.list.setAttribute("aria-label", found.words.list);
    this.places = found.goods.map((good) => ({ node: this.good(good), go: () => this.visit(good) }));
    if (window.tresen) {
      const node = el("li", {}, el("span", { class: "tresen-name" }, found.words.ask));
      this.places.push({ node, go: () => window.tresen.open({ message: text }) });
    }
    this.places.forEach(({ node, go }, at) => {
      node.id = `${this.id}-${at}`;
      node.setAttribute("role", "option");
      node.setAttribute("aria-selected", "false");
      node.addEventListener("mousemove", () => this.at === at || this.choose(at, false));
      node.addEventListener("click", () => (this.close(), go()));
    });
    this.list.replaceChildren(...this.places.map(({ node }) => node));
    this.list.hidden = !this.places.length;
    if (document.activeElement === this.input) this.open();
  }

  good(good) {
    const image = good.image && address(good.image);
    const picture = image && el("img", { src: image, alt: "", loading: "lazy" });
    picture?.addEventListener("error", () => picture.remove());
    const name = el("span", { class: "tresen-name" }, good.title, good.options && el("small", {}, good.options));
    const price = el("span", { class: "tresen-price" }, good.price, good.stock_text && el("small", {}, good.stock_text));
    return el("li", {}, picture, name, price);
  }

  visit(good) {
    const href = good.link && address(good.link);
    if (href) location.assign(href);
    else window.tresen?.open({ message: good.title });
  }

  key(event) {
    if (event.isComposing) return;
    const last = this.places.length - 1;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!this.isOpen) return this.asked === this.text && this.asked ? this.open() : void this.ask();
      if (event.altKey) return event.key === "ArrowUp" && this.close();
      const down = event.key === "ArrowDown";
      // Beyond either end lies the input itself.
      this.choose(down ? (this.at === last ? -1 : this.at + 1) : this.at === -1 ? last : this.at - 1);
    } else if (event.key === "Enter" && this.isOpen && this.at >= 0) {
      event.preventDefault();
      const { go } = this.places[this.at];
      this.close();
      go();
    } else if (event.key === "Enter" || event.key === "Tab") {
      this.close();
    } else if (event.key === "Escape" && this.isOpen) {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    }
  }

  choose(at, seen = true) {
    this.places[this.at]?.node.setAttribute("aria-selected", "false");
    this.at = at;
    const node = this.places[at]?.node;
    node?.setAttribute("aria-selected", "true");
    if (node) this.input.setAttribute("aria-activedescendant", node.id);
    else this.input.removeAttribute("aria-activedescendant");
    if (seen) node?.scrollIntoView({ block: "nearest" });
  }

  open() {
    if (!this.isOpen) this.popup.showPopover();
    this.input.setAttribute("aria-expanded", "true");
    this.place();
  }

  close() {
    clearTimeout(this.timer);
    this.running?.abort();
    this.choose(-1);
    if (this.isOpen) this.popup.hidePopover();
    this.input.setAttribute("aria-expanded", "false");
  }

  place() {
    if (!this.isOpen) return;
    const { left, bottom, width } = this.input.getBoundingClientRect();
    const room = document.documentElement.clientWidth;
    const wide = Math.min(Math.max(width, 320), room - 16);
    const { style } = this.popup;
    style.width = `${wide}px`;
    style.left = `${Math.max(8, Math.min(left, room - wide - 8))}px`;
    style.top = `${bottom + 6}px`;
  }
}

function begin() {
  // A constructed sheet is not subject to the page's style-src, so a strict policy can stay.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  const inputs = document.querySelectorAll(TAG.dataset.input || 'input[type="search"]');
  inputs.forEach((input, number) => new Box(input, number));
  if (!inputs.length) console.warn("No input to search by: name one with data-input.");
}

if (document.readyState === "loading") addEventListener("DOMContentLoaded", begin);
else begin();
