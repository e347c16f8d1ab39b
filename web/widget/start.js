// Puts the widget on the page: its own shadow tree, its own styles, and nothing of the page's.

let ready;
const whenReady = new Promise((resolve) => (ready = resolve));

// What the page may do, also before the chat is there.
window.tresen = {
  /** Opens the chat; asks `message`, if there is one. */
  open: ({ message = "" } = {}) =>
    whenReady.then((panel) => {
      panel.open();
      if (message) panel.send(String(message));
    }),
  close: () => whenReady.then((panel) => panel.isOpen && panel.close()),
};

async function start() {
  const asked = new URLSearchParams({ language: chosenLanguage() });
  if (TAG.dataset.product) asked.set("product", TAG.dataset.product);
  const settings = await (await request(`widget.json?${asked}`)).json();
  const host = document.createElement("tresen-chat");
  const root = host.attachShadow({ mode: "open" });
  // A constructed sheet is not subject to the page's style-src, so a strict policy can stay.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];
  host.setAttribute("lang", settings.language);
  // A page's direction would come in from outside: `all: initial` leaves it.
  host.setAttribute("dir", /^(ar|dv|fa|he|ps|ur|yi)\b/.test(settings.language) ? "rtl" : "ltr");
  host.setAttribute("position", settings.position);
  for (const [name, value] of Object.entries(readable(settings.accent))) host.style.setProperty(`--${name}`, value);
  const night = matchMedia("(prefers-color-scheme: dark)");
  const { theme } = TAG.dataset;
  const shade = () => host.toggleAttribute("dark", theme === "dark" || (theme !== "light" && night.matches));
  night.addEventListener("change", shade);
  shade();
  const panel = new Panel(root, settings);
  document.body.append(host);
  new Nudge(panel, settings.proactive);
  ready(panel);
  if (panel.talk.pending.length) panel.talk.restore();
  // Not on a phone: there the window covers the page that the visitor has just gone to.
  if (forThisTab.get("open") && !matchMedia(NARROW).matches) panel.open({ focus: false });
}

/** The shop's page must not suffer when its agent is not there: try again later, quietly. */
async function startWhenPossible(attempt = 0) {
  try {
    await start();
  } catch (error) {
    if (attempt < 5) setTimeout(() => startWhenPossible(attempt + 1), 2000 * 2 ** attempt);
    else console.warn("The chat cannot be loaded.", error);
  }
}

if (document.body) startWhenPossible();
else addEventListener("DOMContentLoaded", () => startWhenPossible());
