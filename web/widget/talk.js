// One conversation: says something until its reply is there, once, whatever the network does.
//
// A message keeps its id over every retry, and the server gives the same reply to the same id. What
// was sent and not yet answered is remembered, so a reloaded page goes on where it was.

const NETWORK_TRIES = 10;
const BUSY_TRIES = 40;
const SERVER_TRIES = 6;

class Talk {
  /** `panel` shows what happens: panel.ask(text), panel.reply(), panel.busy(isBusy). */
  constructor(panel, words) {
    this.panel = panel;
    this.words = words;
    this.running = null;
    this.queue = Promise.resolve();
    this.restored = null;
    this.shown = new Set();
    this.watch = new Watch(this);
    addEventListener("storage", ({ key }) => {
      if (key === kept.key("pending")) this.catchUp();
      if (key === kept.key("conversation") && !this.running) this.forget();
    });
  }

  get conversation() {
    if (!kept.get("conversation")) kept.set("conversation", randomId());
    return kept.get("conversation");
  }

  /** What was sent and is not answered yet, from all tabs: `[{id, text}]`. */
  get pending() {
    try {
      return JSON.parse(kept.get("pending")) ?? [];
    } catch {
      return [];
    }
  }

  keep(id, text) {
    kept.set("pending", JSON.stringify([...this.pending.filter((sent) => sent.id !== id), { id, text }]));
  }

  /** Each tab takes away only what is its own. */
  done(id) {
    const left = this.pending.filter((sent) => sent.id !== id);
    kept.set("pending", left.length ? JSON.stringify(left) : null);
  }

  /** Ask something new; answered when what was asked before is. */
  ask(text) {
    this.enqueue(text, randomId());
  }

  enqueue(text, id) {
    this.panel.ask(text);
    this.line(text, id);
  }

  line(text, id) {
    this.keep(id, text);
    this.shown.add(id);
    const { conversation } = this;
    const next = () => conversation === this.conversation && this.say(text, id);
    this.queue = this.queue.then(next, next);
  }

  stop() {
    this.running?.abort();
  }

  /** Leave this conversation and begin another. */
  startOver() {
    kept.set("conversation", null);
    this.stop();
    kept.set("pending", null);
    this.shown.clear();
    this.watch.forget();
  }

  /** Another tab has begun another conversation. */
  forget() {
    this.shown.clear();
    this.watch.forget();
    this.restored = null;
    this.panel.welcome();
  }

  /** Send `text` under `id` and show its reply. */
  async say(text, id) {
    const running = (this.running = new AbortController());
    this.panel.busy(true);
    const reply = this.panel.reply();
    reply.id = id;
    try {
      await this.persist({ text, id, reply, signal: running.signal });
    } finally {
      if (this.running === running) {
        this.running = null;
        this.panel.busy(false);
        this.watch.next();
      }
    }
  }

  async persist({ text, id, reply, signal }) {
    for (let attempt = 0; ; attempt++) {
      try {
        await this.once({ text, id, reply, signal });
        if (reply.isLeft) return this.watch.leave(id, text, reply);
        this.done(id);
        return await reply.finish();
      } catch (error) {
        if (signal.aborted) {
          this.done(id);
          return reply.stop();
        }
        const wait = patience(error, attempt);
        if (wait === null) {
          this.done(id);
          return reply.fail(error.text || this.words.gave_up, () => this.line(text, id));
        }
        reply.wait(navigator.onLine ? this.words.waiting : this.words.offline);
        await pause(wait, signal);
      }
    }
  }

  async once({ text, id, reply, signal }) {
    const message = { message: text, conversation: this.conversation, messageId: id, page: location.pathname.slice(0, 300) };
    // The page's product is meant until something else is spoken of: it goes with the first message.
    if (TAG.dataset.product && (this.first ??= id) === id) message.product = TAG.dataset.product;
    for await (const part of replyTo(message, signal)) {
      const failed = part.messageMetadata?.failed;
      if (part.type === "start") {
        this.shown.add(part.messageId);
        reply.clear();
      }
      if (part.type === "error") reply.failure = part.errorText;
      if (failed) throw new Refused(503, failed.code, failed.retry_after, reply.failure);
      reply.part(part);
    }
  }

  /** Show what was said before; once. */
  restore() {
    this.restored ??= this.load();
    return this.restored;
  }

  async load() {
    const messages = kept.get("conversation") ? await this.history() : [];
    for (const message of messages) this.tell(message);
    // The server keeps what is answered: a message that it has is no longer waited for.
    for (const { id } of this.pending) if (messages.some((message) => message.id === id)) this.done(id);
    this.again();
  }

  /** Go on with what was not answered, as after a reload or in a new tab. */
  again() {
    for (const { id, text } of this.pending) if (!this.shown.has(id)) this.enqueue(text, id);
  }

  /** Another tab has said something, or has its reply: show it here too. */
  async catchUp() {
    if (!this.restored || this.running) return;
    const messages = await this.history();
    this.watch.answered(messages);
    for (const message of messages) this.tell(message, true);
  }

  tell(message, isNew = false) {
    if (this.shown.has(message.id)) return;
    this.shown.add(message.id);
    if (message.role === "user") this.panel.ask(message.parts[0].text);
    else this.panel.told(message, isNew);
  }

  async history() {
    try {
      const response = await request(`api/conversations/${this.conversation}`);
      return (await response.json()).messages;
    } catch {
      return []; // none is kept there, or none can be had now: the conversation goes on all the same
    }
  }
}

/** How many ms to wait before the next attempt; null: do not try again. */
function patience(error, attempt) {
  if (error instanceof Refused) {
    if (error.code === "conversation_busy") return attempt < BUSY_TRIES ? 500 : null;
    const wait = error.retryAfter ?? (error.code === "engine_down" ? 3 : null);
    return wait !== null && attempt < SERVER_TRIES ? wait * 1000 : null;
  }
  if (!navigator.onLine) return 5000;
  return attempt < NETWORK_TRIES ? Math.min(500 * 2 ** attempt, 8000) : null;
}

/** Wait for `ms`, or until the connection is back, or until it is no longer wanted. */
function pause(ms, signal) {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      removeEventListener("online", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    addEventListener("online", done);
    signal.addEventListener("abort", done, { once: true });
  });
}
