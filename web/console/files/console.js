// The pages are made on the server; this keeps what is marked `data-live` as the server has it.
"use strict";

const SLOWLY_MS = 5000;
const FOCUSABLE = "a, button, summary, input, textarea";

/** Times as this machine's owner writes them; without a script they stand in UTC. */
function localTimes(root) {
  const here = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" });
  for (const time of root.querySelectorAll("time"))
    time.textContent = here.format(new Date(time.dateTime));
}

/** Where the reader is in `part`: what is unfolded there, and what has the focus. */
function stateOf(part) {
  const open = [...part.querySelectorAll("details[open] > summary")].map((summary) => summary.textContent);
  const at = [...part.querySelectorAll(FOCUSABLE)].indexOf(document.activeElement);
  return { open, at };
}

function putBack(part, { open, at }) {
  for (const details of part.querySelectorAll("details"))
    details.open = open.includes(details.querySelector("summary")?.textContent);
  if (at >= 0) part.querySelectorAll(FOCUSABLE)[at]?.focus({ preventScroll: true });
}

/** Fetch this page anew and put in what is different. */
async function refresh() {
  const response = await fetch(document.body.dataset.here, { cache: "no-store", redirect: "error", headers: { Accept: "text/html" } });
  if (response.status === 401) return location.reload();
  if (!response.ok && response.status !== 404) throw new Error(response.status);
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  const atEnd = innerHeight + scrollY > document.documentElement.scrollHeight - 200;
  for (const part of document.querySelectorAll("[data-live]")) {
    const now = fresh.getElementById(part.id);
    if (!now) continue;
    localTimes(now);
    if (now.innerHTML === part.dataset.was) continue;
    const state = stateOf(part);
    part.dataset.was = now.innerHTML;
    part.replaceChildren(...now.childNodes);
    putBack(part, state);
  }
  if (atEnd && document.getElementById("end")) scrollTo(0, document.documentElement.scrollHeight);
}

/** One at a time, and once more where something changed meanwhile. */
let busy = false;
let again = false;
async function catchUp() {
  if (busy) {
    again = true;
    return;
  }
  busy = true;
  try {
    await refresh();
    lost(false);
  } catch {
    lost(true);
  } finally {
    busy = false;
    if (again) {
      again = false;
      catchUp();
    }
  }
}

function lost(isLost) {
  let note = document.getElementById("lost");
  if (isLost && !note) {
    note = document.createElement("p");
    Object.assign(note, { id: "lost", className: "notice", role: "status" });
    note.textContent = document.body.dataset.lost;
    document.body.append(note);
  } else if (!isLost) note?.remove();
}

/** By the server's word; by asking now and then, where it has no place for one more listener. */
function listen() {
  const source = new EventSource("/console/live");
  let slowly = 0;
  source.addEventListener("changed", catchUp);
  source.addEventListener("open", () => {
    clearInterval(slowly);
    catchUp();
  });
  source.addEventListener("error", () => {
    if (source.readyState !== EventSource.CLOSED) return lost(true);
    clearInterval(slowly);
    slowly = setInterval(catchUp, SLOWLY_MS);
    setTimeout(() => {
      clearInterval(slowly);
      listen();
    }, 12 * SLOWLY_MS);
  });
  addEventListener("pagehide", () => source.close());
}

localTimes(document);
// On a phone the row of pages is wider than the screen.
const here = document.querySelector("nav [aria-current]");
if (here) here.parentElement.scrollLeft = here.offsetLeft - here.parentElement.clientWidth / 2 + here.offsetWidth / 2;
for (const part of document.querySelectorAll("[data-live]")) part.dataset.was = part.innerHTML;
if (document.querySelector("[data-live]")) listen();

// Of a talk its end is what is read first.
if (document.getElementById("end")) scrollTo(0, document.documentElement.scrollHeight);
const text = document.getElementById("text");
if (text) {
  if (matchMedia("(pointer: fine)").matches) text.focus({ preventScroll: true });
  text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    text.form.requestSubmit();
  });
}
// A form is sent once: a second press while the first is on its way does nothing.
for (const form of document.forms)
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
  });
addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});
