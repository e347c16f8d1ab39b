// The button and the window: opening and closing, focus, keyboard, and what a phone needs.

const NARROW = "(max-width: 480px), (max-height: 480px)";

class Panel {
  constructor(root, settings) {
    this.settings = settings;
    this.words = settings.words;
    this.say = (template, values = {}) => fill(template, { name: settings.name, ...values });
    this.unread = 0;
    this.log = el("div", { class: "log", role: "log", "aria-live": "off", tabindex: "0" });
    this.log.setAttribute("aria-label", this.words.log);
    this.status = el("div", { class: "unseen", role: "status" });
    this.chips = el("div", { class: "chips" });
    this.field = el("textarea", { rows: "1", dir: "auto", enterkeyhint: "send", placeholder: this.words.placeholder });
    this.field.setAttribute("aria-label", this.words.placeholder);
    this.button = el("button", { class: "go", type: "submit" });
    this.window = this.makeWindow();
    this.launcher = this.makeLauncher();
    root.append(this.window, this.launcher);
    this.talk = new Talk(this, this.words);
    this.listen();
    this.busy(false);
    this.welcome();
  }

  makeWindow() {
    const { name } = this.settings;
    const close = el("button", { class: "plain", "aria-label": this.words.close, click: () => this.close() });
    close.append(icon("close"));
    const fresh = el("button", { class: "plain", title: this.words.new, click: () => this.startOver() });
    fresh.setAttribute("aria-label", this.words.new);
    fresh.append(icon("fresh"));
    const head = el(
      "header",
      {},
      this.mark(name),
      el("h2", { id: "title" }, el("span", {}, name), el("small", {}, this.words.disclosure)),
      fresh,
      close,
    );
    this.form = el("form", {}, this.field, this.button);
    const attributes = { id: "window", role: "dialog", "aria-modal": "false", tabindex: "-1" };
    return el(
      "section",
      { ...attributes, "aria-labelledby": "title", hidden: true, class: "window" },
      head,
      this.log,
      this.status,
      this.form,
    );
  }

  /** The business's logo; its first letter where there is none, or where the page lets none in. */
  mark(name) {
    const mark = el("span", { class: "monogram", "aria-hidden": "true" }, [...name][0] ?? "");
    const src = this.settings.logo && address(this.settings.logo);
    const logo = src && el("img", { src, alt: "", load: () => mark.replaceChildren(logo) });
    return mark;
  }

  makeLauncher() {
    this.badge = el("span", { class: "badge", hidden: true });
    const button = el("button", { class: "launcher", "aria-controls": "window" });
    button.append(icon("chat"), icon("down"), this.badge);
    button.addEventListener("click", () => (this.isOpen ? this.close() : this.open()));
    button.setAttribute("aria-expanded", "false");
    button.setAttribute("aria-label", this.say(this.words.open));
    return button;
  }

  get isOpen() {
    return !this.window.hidden;
  }

  open({ focus = true } = {}) {
    this.window.hidden = false;
    this.launcher.setAttribute("aria-expanded", "true");
    this.launcher.setAttribute("aria-label", this.words.close);
    this.launcher.parentNode.host.toggleAttribute("open", true);
    this.holdPage(matchMedia(NARROW).matches);
    forThisTab.set("open", "yes");
    this.count(0);
    this.fit();
    tell("open");
    this.talk.restore().then(() => this.toEnd());
    this.talk.watch.next();
    if (focus) this.focusInside();
  }

  close() {
    this.window.hidden = true;
    this.launcher.setAttribute("aria-expanded", "false");
    this.launcher.setAttribute("aria-label", this.say(this.words.open));
    this.launcher.parentNode.host.toggleAttribute("open", false);
    this.holdPage(false);
    forThisTab.set("open", null);
    tell("close");
    this.launcher.focus();
  }

  /** On a touch screen the field would bring its keyboard up before anything is read. */
  focusInside() {
    (matchMedia("(pointer: coarse)").matches ? this.window : this.field).focus();
  }

  /** On a phone the page behind the window must not scroll away under a finger. */
  holdPage(isHeld) {
    const { style } = document.documentElement;
    if (isHeld) [this.overflow, style.overflow] = [style.overflow, "hidden"];
    else if (this.overflow !== undefined) style.overflow = this.overflow;
  }

  listen() {
    this.window.parentNode.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.isComposing || !this.isOpen) return;
      event.stopPropagation();
      this.close();
    });
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.stops) this.talk.stop();
      else this.send(this.field.value);
    });
    this.field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.send(this.field.value);
    });
    this.field.addEventListener("input", () => this.grow());
    new MutationObserver(() => this.follow()).observe(this.log, { childList: true, subtree: true });
    // `toggle` does not bubble; what was unfolded is brought into view.
    const unfolded = ({ target }) => target.open && target.scrollIntoView({ block: "nearest" });
    this.log.addEventListener("toggle", unfolded, true);
    this.log.addEventListener("scroll", () => this.scrolled());
    for (const kind of ["resize", "scroll"]) visualViewport?.addEventListener(kind, () => this.fit());
  }

  /** Keep the window in the part of the screen that a phone's keyboard leaves. */
  fit() {
    if (!this.isOpen || !window.visualViewport) return;
    const { height, offsetTop } = visualViewport;
    const narrow = matchMedia(NARROW).matches;
    this.window.style.height = narrow ? `${height}px` : "";
    this.window.style.top = narrow ? `${offsetTop}px` : "";
    if (narrow) this.follow();
  }

  grow() {
    this.face();
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(this.field.scrollHeight, 132)}px`;
  }

  send(value) {
    const text = value.trim();
    if (!text) return;
    if ([...text].length > this.settings.message_chars)
      return this.announce(this.say(this.words.too_long, { n: this.settings.message_chars }), true);
    this.field.value = "";
    this.grow();
    this.offer([]);
    this.talk.ask(text);
    tell("message", { text });
  }

  /** The first thing to be read, and what can be asked with one tap. */
  welcome() {
    const disclosure = [this.say(this.words.disclosure_long), this.settings.credit];
    this.log.replaceChildren(
      el("p", { class: "disclosure" }, disclosure.filter(Boolean).join(" ")),
      el("div", { class: "turn agent" }, el("div", { class: "text" }, this.settings.greeting)),
      this.chips,
    );
    this.offer(this.settings.suggestions);
  }

  startOver() {
    this.talk.startOver();
    this.welcome();
    this.field.focus();
  }

  ask(text) {
    this.offer([]);
    const who = el("span", { class: "unseen" }, `${this.words.you}: `);
    this.chips.before(el("div", { class: "turn visitor" }, who, el("div", { class: "text", dir: "auto" }, text)));
    this.toEnd();
  }

  reply() {
    const view = new ReplyView(this.settings, (settled) => this.settle(settled));
    this.offer([]);
    this.chips.before(view.element);
    return view;
  }

  /** A reply from before, at once; announced only where it `isNew`, as what a person writes. */
  told(message, isNew) {
    const person = message.parts.find(({ type }) => type === "data-person")?.data;
    if (person && person.did !== "said") return this.came(person, isNew);
    const settled = (view) => (isNew && person ? this.settle(view) : this.offer(view.suggestions));
    const view = new ReplyView(this.settings, settled);
    for (const part of message.parts) view.part(part);
    this.chips.before(view.element);
    view.finish();
  }

  /** A person has come, or gone. */
  came({ name, did }, isNew) {
    const text = fill(did === "joined" ? this.words.joined : this.words.left, { name });
    this.chips.before(el("p", { class: "disclosure" }, text));
    if (isNew) this.announce(text);
    this.follow();
  }

  settle(view) {
    this.offer(view.suggestions);
    tell("reply", { text: view.typist.text });
    this.announce(this.say(this.words.replied, { text: view.typist.text }));
    if (!this.isOpen) this.count(this.unread + 1);
  }

  offer(texts) {
    const choose = (text) => {
      this.focusInside(); // the chip goes, and would take the focus with it
      this.send(text);
    };
    const chip = (text) => el("button", { click: () => choose(text) }, text);
    this.chips.replaceChildren(...texts.map(chip));
  }

  busy(isBusy) {
    this.isBusy = isBusy;
    this.face();
    if (isBusy) this.announce(this.say(this.words.typing));
  }

  /** The button sends what is written, also while a reply comes; with nothing to send it stops that. */
  get stops() {
    return this.isBusy && !this.field.value.trim();
  }

  face() {
    const name = this.stops ? "stop" : "send";
    if (this.button.firstChild?.classList.contains(name)) return;
    this.button.setAttribute("aria-label", this.stops ? this.words.stop : this.words.send);
    this.button.replaceChildren(icon(name));
  }

  /** Said once by a screen reader; also shown, when everybody needs to know it. */
  announce(text, shown = false) {
    this.status.textContent = text;
    this.status.classList.toggle("unseen", !shown);
  }

  count(unread) {
    this.unread = unread;
    this.badge.hidden = !unread;
    const label = this.say(this.words.unread, { n: unread });
    this.badge.replaceChildren(String(unread), el("span", { class: "unseen" }, ` ${label}`));
    if (unread) this.launcher.setAttribute("aria-label", `${this.say(this.words.open)}, ${label}`);
  }

  /** A visitor who scrolls up reads; who comes back to the end wants to see what is new. */
  scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.log;
    if (scrollHeight - scrollTop - clientHeight < 80) this.follows = true;
    else if (scrollTop < this.top) this.follows = false;
    this.top = scrollTop;
  }

  follow() {
    if (this.follows !== false) this.toEnd();
  }

  /** To the end; of what is longer than the window, its beginning stays in sight. */
  toEnd() {
    this.follows = true;
    const latest = this.chips.previousElementSibling;
    this.log.scrollTop = Math.min(this.log.scrollHeight, latest.offsetTop - this.log.offsetTop - 18);
  }
}
