// A line beside the button, once: on the pages and after the time that the settings name. Dismissed,
// or the chat once opened, it never returns.

class Nudge {
  constructor(panel, entries) {
    if (kept.get("nudged") || !entries.length) return;
    const here = ({ path }) =>
      new RegExp(`^${path.split("*").map((part) => part.replace(/[^\w/]/g, "\\$&")).join(".*")}$`).test(location.pathname);
    const entry = entries.find(here);
    if (!entry) return;
    this.panel = panel;
    this.timer = setTimeout(() => this.show(entry.text), entry.after_s * 1000);
    addEventListener("tresen:open", () => this.end());
  }

  show(text) {
    if (this.panel.isOpen || kept.get("nudged")) return;
    const { words, launcher } = this.panel;
    const close = el("button", { class: "plain", "aria-label": words.dismiss, click: () => this.end(launcher.focus()) });
    close.append(icon("close"));
    const line = el("button", { class: "line", click: () => this.panel.open() }, text);
    this.bubble = el("div", { class: "nudge", role: "status" });
    launcher.before(this.bubble);
    this.bubble.append(line, close); // into what is there already: so it is read out
  }

  end() {
    clearTimeout(this.timer);
    this.bubble?.remove();
    kept.set("nudged", "yes");
  }
}
