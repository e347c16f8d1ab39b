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
    this.restored = null;
  }

  get conversation() {
    if (!kept.get("conversation")) kept.set("conversation", randomId());
    return kept.get("conversation");
  }

  get pending() {
    try {
      return JSON.parse(kept.get("pending"));
    } catch {
      return null;
    }
  }

  /** Ask something new. */
  ask(text) {
    this.panel.ask(text);
    return this.say(text, randomId());
  }

  stop() {
    this.running?.abort();
  }

  /** Leave this conversation and begin another. */
  startOver() {
    this.stop();
    kept.set("conversation", null);
    kept.set("pending", null);
  }

  /** Send `text` under `id` and show its reply. */
  async say(text, id) {
    const running = (this.running = new AbortController());
    kept.set("pending", JSON.stringify({ id, text }));
    this.panel.busy(true);
    const reply = this.panel.reply();
    try {
      await this.persist({ text, id, reply, signal: running.signal });
    } finally {
      if (this.running === running) {
        this.running = null;
        this.panel.busy(false);
      }
    }
  }

  async persist({ text, id, reply, signal }) {
    for (let attempt = 0; ; attempt++) {
      try {
        await this.once({ text, id, reply, signal });
        kept.set("pending", null);
        return await reply.finish();
      } catch (error) {
        if (signal.aborted) {
          kept.set("pending", null);
          return reply.stop();
        }
        const wait = patience(error, attempt);
        if (wait === null) {
          kept.set("pending", null);
          return reply.fail(error.text || this.words.gave_up, () => this.say(text, id));
        }
        reply.wait(navigator.onLine ? this.words.waiting : this.words.offline);
        await pause(wait, signal);
      }
    }
  }

  async once({ text, id, reply, signal }) {
    const message = { message: text, conversation: this.conversation, messageId: id };
    for await (const part of replyTo(message, signal)) {
      const failed = part.messageMetadata?.failed;
      if (part.type === "start") reply.clear();
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
    const pending = this.pending;
    const messages = kept.get("conversation") ? await this.history() : [];
    for (const message of messages) {
      if (message.role === "user") this.panel.ask(message.parts[0].text);
      else this.panel.told(message);
    }
    if (!pending || this.running) return;
    // The server keeps what is answered: a message that it has is no longer waited for.
    if (messages.some((message) => message.id === pending.id)) return kept.set("pending", null);
    this.panel.ask(pending.text);
    this.say(pending.text, pending.id);
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
