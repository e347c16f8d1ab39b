// A person of the business may come into the talk and write unasked: looks for that now and then.

const SOON_MS = 2500;
const OPEN_MS = 6000;
const CLOSED_MS = 20000;

class Watch {
  constructor(talk) {
    this.talk = talk;
    this.left = new Map();
    this.forget();
    this.next();
  }

  forget() {
    this.left.clear();
    this.person = "";
    this.told = null;
  }

  /** What is left to a person stays pending, so a page that is loaded again asks for it anew. */
  leave(id, text, view) {
    view.leave();
    this.left.set(id, { text, view });
    this.next();
  }

  /** Those that stand in the history are answered by the person's words. */
  answered(messages) {
    for (const [id, { view }] of this.left) if (messages.some((message) => message.id === id)) this.end(id, view);
  }

  end(id, view) {
    view.element.remove();
    this.left.delete(id);
    this.talk.done(id);
  }

  next() {
    clearTimeout(this.timer);
    const wait = this.person || this.left.size ? SOON_MS : this.talk.panel.isOpen ? OPEN_MS : CLOSED_MS;
    this.timer = setTimeout(() => this.look().finally(() => this.next()), wait);
  }

  async look() {
    const conversation = kept.get("conversation");
    if (!conversation || document.hidden || this.talk.running) return;
    let now;
    try {
      now = await (await request(`api/conversations/${conversation}/presence`)).json();
    } catch {
      return; // nothing is said yet, or nobody is there: asked again later
    }
    if (conversation !== kept.get("conversation")) return;
    const isNew = now.told !== this.told || now.person !== this.person;
    Object.assign(this, now);
    if (isNew && now.person) await this.talk.restore();
    if (isNew) await this.talk.catchUp();
    if (!now.person) this.goOn();
  }

  /** The agent answers again: it is asked what the person has left open. */
  goOn() {
    for (const [id, { text, view }] of [...this.left]) {
      view.element.remove();
      this.left.delete(id);
      this.talk.line(text, id);
    }
  }
}
