// One reply on the screen: its words as they come, its products, and what it rests on.

const FRAMES_BEHIND = 10;
const PATIENCE_MS = 5000;

/** Lets words appear one after the other, never more than a few frames behind what is there. */
class Words {
  constructor(element) {
    this.element = element;
    this.text = "";
    this.waiting = [];
    this.frame = 0;
    this.empty = null;
    this.calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  }

  add(text) {
    this.text += text;
    this.waiting.push(...text.match(/\s*\S+\s*|\s+/g));
    if (this.calm || document.hidden) this.show(this.waiting.length);
    else this.frame ||= requestAnimationFrame(() => this.step());
  }

  step() {
    this.frame = 0;
    this.show(document.hidden ? this.waiting.length : Math.ceil(this.waiting.length / FRAMES_BEHIND));
    if (this.waiting.length) this.frame = requestAnimationFrame(() => this.step());
    else this.empty?.();
  }

  show(count) {
    for (const word of this.waiting.splice(0, count)) this.element.append(el("span", {}, word));
  }

  /** Resolves when every word is seen; then the words become plain text with links. */
  async settle() {
    if (document.hidden) this.show(this.waiting.length);
    if (this.waiting.length) await new Promise((resolve) => (this.empty = resolve));
    this.element.replaceChildren(...linked(this.text));
  }

  clear() {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    this.text = "";
    this.waiting = [];
    this.element.replaceChildren();
  }
}

class ReplyView {
  constructor(settings, onSettled) {
    this.settings = settings;
    this.words = settings.words;
    this.onSettled = onSettled;
    this.body = el("div", { class: "text", dir: "auto" });
    this.typist = new Words(this.body);
    this.dots = el("div", { class: "dots", "aria-hidden": "true" }, el("i"), el("i"), el("i"));
    this.note = el("p", { class: "note" });
    this.cards = el("div", { class: "cards" });
    this.extras = el("div", { class: "extras" });
    this.element = el("div", { class: "turn agent" }, this.body, this.dots, this.note);
    this.element.append(this.cards, this.extras);
    this.suggestions = [];
    this.sources = [];
    // Dots alone look broken after a while, as when the model has only just been started.
    this.patience = setTimeout(() => {
      if (!this.typist.text && !this.note.textContent) this.wait(this.words.waiting);
    }, PATIENCE_MS);
  }

  /** Begin again, as after a cut: what was shown of the lost attempt goes. */
  clear() {
    this.typist.clear();
    this.note.replaceChildren();
    this.element.querySelector(".table")?.remove();
    this.cards.replaceChildren();
    this.extras.replaceChildren();
    this.suggestions = [];
    this.sources = [];
    this.isLeft = false;
    this.dots.hidden = false;
  }

  part(part) {
    switch (part.type) {
      case "data-person":
        this.isLeft = part.data.did === "waited_for";
        if (part.data.did === "said") this.body.before(el("p", { class: "who" }, part.data.name));
        return;
      case "text-delta":
        if (this.isLeft) return this.note.append(part.delta);
        this.dots.hidden = true;
        this.note.replaceChildren();
        return this.typist.add(part.delta);
      case "text":
        this.dots.hidden = true;
        this.typist.text += part.text;
        return this.body.replaceChildren(...linked(this.typist.text));
      case "data-queue":
        return this.wait(
          part.data.position > 0
            ? fill(this.words.queue, { n: part.data.position })
            : this.words.queue_next,
        );
      case "data-product":
        return this.cards.append(card(part.data, this.words));
      case "data-cart":
        return this.cards.append(
          link(part.data.url, { class: "cart" }, fill(this.words.cart_all, { n: part.data.pieces })),
        );
      case "data-comparison":
        return this.cards.before(comparison(part.data));
      case "source-url":
        return this.sources.push(part);
      case "data-facts":
        return this.extras.append(evidence(part.data, this.settings));
      case "data-suggestions":
        return (this.suggestions = part.data);
      case "data-handoff":
        return this.extras.append(handoff(part.data, this.words));
    }
  }

  /** A person answers, later: what says so stays, without dots. */
  leave() {
    clearTimeout(this.patience);
    this.dots.hidden = true;
  }

  wait(text) {
    this.note.replaceChildren(text);
  }

  async finish() {
    await this.typist.settle();
    this.rest();
    if (this.sources.length) {
      const links = this.sources.map(({ url, title }) => link(url, {}, title || url));
      this.extras.prepend(el("p", { class: "sources" }, `${this.words.sources}: `, ...spaced(links)));
    }
    if (this.id && this.typist.text) this.extras.append(thumbs(this.id, this.words));
    this.onSettled(this);
  }

  stop() {
    this.typist.settle();
    this.rest();
    this.wait(this.words.stopped);
  }

  fail(text, again) {
    this.rest();
    const retry = () => {
      this.element.remove();
      again();
    };
    this.note.replaceChildren(text, " ", el("button", { class: "again", click: retry }, this.words.retry));
  }

  rest() {
    clearTimeout(this.patience);
    this.dots.hidden = true;
    this.note.replaceChildren();
  }
}

/** A product: its picture, name, price and stock; the whole of it leads to its page. */
function card(product, words) {
  const image = address(product.image);
  const picture = el("span", { class: "picture" });
  if (product.image && image)
    picture.append(
      el("img", { src: image, alt: "", loading: "lazy", error: (event) => event.target.remove() }),
    );
  const price = el("span", { class: "price" }, product.price);
  if (product.list_price)
    price.append(
      " ",
      el("s", {}, el("span", { class: "unseen" }, `${words.was} `), product.list_price),
    );
  const stock = el("span", { class: `stock ${/^\w+$/.test(product.availability) ? product.availability : ""}` });
  stock.append(product.stock_text);
  const lines = el("span", { class: "lines" }, el("strong", {}, product.title));
  if (product.options) lines.append(el("span", { class: "options" }, product.options));
  if (product.price) lines.append(price);
  if (product.stock_text) lines.append(stock);
  const opened = () => clicked(product.id);
  const count = { click: opened, auxclick: opened };
  const whole = link(product.link, { class: "card", ...(product.link && count) }, picture, lines);
  if (words.restock && product.availability === "out_of_stock") {
    const wait = ({ target }) => import(`${SERVER}restock.js`).then(({ ask }) => ask(target, product, words, el, request));
    return el("div", { class: "good" }, whole, el("button", { class: "again", click: wait }, words.restock.button));
  }
  if (!product.cart) return whole;
  const name = `${words.cart}: ${product.title}`;
  const cart = link(product.cart, { class: "cart", "aria-label": name, ...count }, words.cart);
  return el("div", { class: "good" }, whole, cart);
}

/** Counted for the business; whoever opens a product does not wait for it. */
function clicked(product) {
  request(`api/conversations/${kept.get("conversation")}/clicks`, {
    method: "POST",
    keepalive: true,
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ product }),
  }).catch(() => {});
}

/** Goods side by side; on a narrow screen it is scrolled, also by keyboard. */
function comparison({ goods, rows }) {
  const head = el("tr", {}, el("td"), ...goods.map((title) => el("th", { scope: "col" }, title)));
  const line = ([name, cells]) => el("tr", {}, el("th", { scope: "row" }, name), ...cells.map((cell) => el("td", {}, cell || "–")));
  const table = el("table", {}, el("thead", {}, head), el("tbody", {}, ...rows.map(line)));
  return el("div", { class: "table", tabindex: "0", role: "group", "aria-label": goods.join(" · ") }, table);
}

/** Where a person is reached; once the customer has left a contact, where the answer goes. */
function handoff({ contact, reply_to: replyTo }, words) {
  if (replyTo) return el("p", { class: "handoff left" }, `${words.reply_to} `, el("bdi", {}, replyTo));
  return contact ? el("p", { class: "handoff" }, `${words.handoff} `, contactLink(contact)) : "";
}

/** Two quiet buttons: whether the reply has helped. Pressed once more, nothing was meant. */
function thumbs(messageId, words) {
  const make = (thumb, label) => {
    const button = el("button", { class: `thumb ${thumb}`, "aria-pressed": "false", "aria-label": label, title: label });
    button.append(icon("thumb"));
    button.addEventListener("click", () => {
      const chosen = button.getAttribute("aria-pressed") === "true" ? "none" : thumb;
      const mark = (one) => one.setAttribute("aria-pressed", String(one === button && chosen !== "none"));
      request(`api/conversations/${kept.get("conversation")}/thumbs`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ messageId, thumb: chosen }),
      }).then(
        () => [...row.children].forEach(mark),
        () => null, // nobody is there: it stays unsaid
      );
    });
    return button;
  };
  const row = el("div", { class: "thumbs" }, make("up", words.thumb_up), make("down", words.thumb_down));
  return row;
}

/** The facts of a reply, folded away until somebody asks. */
function evidence(facts, settings) {
  const { evidence: words, language } = settings;
  const time = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
  const entries = facts.map((fact) => {
    const name = words.fields[fact.field] ?? fact.field.split(":").pop();
    const where = [fact.source, placeIn(fact.place, words)].filter(Boolean).join(", ");
    const when = fill(words.as_of, { time: time.format(new Date(fact.as_of)) });
    return el(
      "li",
      {},
      el("span", { class: "item" }, [fact.item, name].filter(Boolean).join(" · ")),
      el("span", { class: "value" }, fact.text),
      el("span", { class: "origin" }, [where, when].filter(Boolean).join(" · ")),
    );
  });
  const list = el("ul", { "aria-label": words.title }, ...entries);
  return facts.length ? el("details", {}, el("summary", {}, words.why), list) : "";
}

/** "row 12" and "heading Returns" in the visitor's language. */
function placeIn(place, words) {
  const [, kind, n] = /^(row|heading) (.+)$/s.exec(place) ?? [];
  return kind ? fill(words[kind], { n }) : place;
}

function spaced(elements) {
  return elements.flatMap((element, at) => (at ? [", ", element] : [element]));
}
