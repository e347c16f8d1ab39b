// A front end made with the AI SDK, without its screen: the core that `useChat` is built on, and
// the SDK's own transport with nothing of ours in it but the address.
//
//   node talk.mjs <address of /api/chat> <what to say> [<and then> ...]
//
// Prints every message as the SDK has it, the states it went through, and its errors.

import { AbstractChat, DefaultChatTransport, readUIMessageStream } from "ai";

const [api, ...texts] = process.argv.slice(2);
const visitor = { "X-Tresen-Visitor": "a-visitor-of-this-test-0123" };

class Memory {
  status = "ready";
  error = undefined;
  messages = [];
  pushMessage = (message) => this.messages.push(message);
  popMessage = () => this.messages.pop();
  replaceMessage = (at, message) => (this.messages[at] = this.snapshot(message));
  snapshot = (value) => structuredClone(value);
}

class Chat extends AbstractChat {
  constructor(init) {
    super({ ...init, state: new Memory() });
  }
}

const errors = [];
const parts = [];
const finished = [];
const transport = new DefaultChatTransport({ api, headers: visitor });
const chat = new Chat({
  id: "chat-of-the-sdk",
  transport,
  onError: (error) => errors.push(error.message),
  onData: (part) => parts.push(part),
  onFinish: (end) => finished.push({ isError: end.isError, isAbort: end.isAbort }),
});
for (const text of texts) await chat.sendMessage({ text });

// The same stream through the SDK's other reader, as a server or a test of the shop would use it.
const stream = await transport.sendMessages({
  chatId: "second-chat",
  trigger: "submit-message",
  messages: [{ id: "m1", role: "user", parts: [{ type: "text", text: texts[0] }] }],
}).catch(() => null);
const states = [];
if (stream) {
  const reader = readUIMessageStream({ stream, onError: (error) => states.push({ error: String(error) }) });
  for await (const message of reader) states.push(message);
}

const resumed = await transport.reconnectToStream({ chatId: "chat-of-the-sdk" });
console.log(JSON.stringify({ messages: chat.messages, status: chat.status, errors, parts, finished, states, resumed }));
