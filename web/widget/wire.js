// The server's side of the wire: requests, and the parts of a streamed reply.

// The server sends a heartbeat about once a second. A phone in a tunnel is told of nothing, so
// silence for this long counts as a lost connection.
const SILENCE_MS = 20000;
// A browser that says it is online again has mostly a new connection; the old one, if it has been
// silent for this long, is dead.
const BREATH_MS = 3000;

/** The server said no. `retryAfter` is in seconds, null where waiting does not help. */
class Refused extends Error {
  constructor(status, code, retryAfter, text = "") {
    super(code);
    Object.assign(this, { status, code, retryAfter, text });
  }
}

/** The stream ended before the reply did. */
class Cut extends Error {}

async function request(path, options = {}) {
  const response = await fetch(new URL(path, SERVER), {
    credentials: "omit",
    cache: "no-store",
    ...options,
    headers: {
      "Accept-Language": chosenLanguage(),
      "X-Tresen-Visitor": visitorSecret(),
      ...options.headers,
    },
  });
  if (response.ok) return response;
  const body = await response.json().catch(() => null);
  const wait = response.headers.get("Retry-After");
  throw new Refused(response.status, body?.error?.code, wait === null ? null : Number(wait));
}

function chosenLanguage() {
  return /^[\w-]{2,35}$/.test(LANGUAGE) ? LANGUAGE : "en";
}

/** The parts of the reply to one message, as they come. Throws Refused, Cut or TypeError. */
async function* replyTo(message, signal) {
  const attempt = new AbortController();
  const stop = () => attempt.abort();
  signal.addEventListener("abort", stop);
  let silence, last;
  const heard = () => {
    last = performance.now();
    clearTimeout(silence);
    silence = setTimeout(stop, SILENCE_MS);
  };
  const back = () => performance.now() - last > BREATH_MS && stop();
  addEventListener("online", back);
  heard();
  try {
    const response = await request("api/chat", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(message),
      signal: attempt.signal,
    });
    for await (const line of lines(response.body, heard)) {
      if (line === "data: [DONE]") return;
      if (line.startsWith("data: ")) yield JSON.parse(line.slice(6));
    }
    throw new Cut();
  } finally {
    clearTimeout(silence);
    removeEventListener("online", back);
    signal.removeEventListener("abort", stop);
    attempt.abort(); // the server stops writing when nobody listens any more
  }
}

async function* lines(body, heard) {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    heard();
    rest += decoder.decode(value, { stream: true });
    const complete = rest.split("\n");
    rest = complete.pop();
    yield* complete;
  }
}
