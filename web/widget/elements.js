// Elements made from values. Every text becomes a text node, so nothing in it is ever markup.

/** An element with `attributes` (functions are listeners) and `children` (strings are text). */
function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined)
      element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== ""));
  return element;
}

const ICONS = {
  chat: "M12 3.5c-5 0-9 3.4-9 7.7 0 2.5 1.3 4.6 3.4 6-.1 1-.6 2.2-1.5 3.3 1.9-.1 3.5-.8 4.6-1.7.8.1 1.6.2 2.5.2 5 0 9-3.4 9-7.8S17 3.5 12 3.5z",
  down: "M5.5 9l6.5 6.5L18.5 9",
  close: "M6 6l12 12M18 6L6 18",
  send: "M12 19.5V5M5.5 11.5L12 5l6.5 6.5",
  thumb: "M7 11v9H4v-9zM7 11l4-7c1.5 0 2.2 1 2 2.5L12.5 10H18a2 2 0 0 1 2 2.3l-1 6a2 2 0 0 1-2 1.7H7",
  stop: "M7 8a1 1 0 0 1 1-1h8a1 1 0 0 1 1 1v8a1 1 0 0 1-1 1H8a1 1 0 0 1-1-1z",
  fresh: "M12 4.5H6.5a2 2 0 0 0-2 2v11a2 2 0 0 0 2 2h11a2 2 0 0 0 2-2V12M10 14l.6-2.9L18 3.7l2.3 2.3-7.4 7.4z",
};

function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", `icon ${name}`);
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/** `url` as an address, or null: only http and https lead anywhere. */
function address(url) {
  try {
    const found = new URL(url, SERVER);
    return found.protocol === "https:" || found.protocol === "http:" ? found.href : null;
  } catch {
    return null;
  }
}

/** A link; to other sites in a new tab, so that the shop's page and its chat stay. */
function link(url, attributes, ...children) {
  const href = url ? address(url) : null;
  if (!href) return el("span", attributes, ...children);
  const isOwn = new URL(href).origin === location.origin;
  const away = isOwn ? {} : { target: "_blank", rel: "noopener noreferrer" };
  return el("a", { href, ...away, ...attributes }, ...children);
}

/** `text` with its web addresses as links. */
function linked(text) {
  const pieces = text.split(/(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)])/);
  return pieces.flatMap((piece, at) => (at % 2 ? link(piece, {}, piece) : apart(piece)));
}

const LEFTWARD = "[\\p{sc=Arab}\\p{sc=Hebr}";
const NAMES = new RegExp(`(${LEFTWARD}](?:${LEFTWARD}\\P{L}]*${LEFTWARD}])?)`, "u");

/** `text` with names of a script that runs leftward set apart, so that they turn nothing beside
    them round; as it is where most of it is such a script. */
function apart(text) {
  const pieces = text.split(NAMES);
  const named = pieces.filter((_, at) => at % 2).join("").length;
  return named * 2 > text.length ? [text] : pieces.map((piece, at) => (at % 2 ? el("bdi", {}, piece) : piece));
}

/** What a person at a contact can be reached by: a link to write, to call or to visit. */
function contactLink(contact) {
  const text = contact.trim();
  if (/^\S+@\S+\.\S+$/.test(text)) return el("a", { href: `mailto:${text}` }, text);
  if (/^\+?[\d\s()/-]{5,}$/.test(text))
    return el("a", { href: `tel:${text.replace(/[^+\d]/g, "")}` }, text);
  return el("span", {}, ...linked(text));
}

/** The accent, letters on it, and letters of its kind, for light and for dark: `{property: colour}`. */
function readable(accent) {
  const rgb = [1, 3, 5].map((at) => parseInt(accent.slice(at, at + 2), 16));
  // As much of the accent as can be told from `ground`, the rest of it white or black (`goal`).
  const mixed = (goal, ground, ratio) => {
    for (let share = 0; share < 1; share += 0.05) {
      const colour = rgb.map((value) => Math.round(value + (goal - value) * share));
      if (contrast(colour, ground) >= ratio) return colour;
    }
    return [goal, goal, goal];
  };
  const css = (colour) => `rgb(${colour})`;
  const lettersOn = (colour) => (contrast(colour, [255, 255, 255]) >= 4.5 ? "#fff" : "#000");
  // A dark brand's button is lost on a dark page; on a light one a pale brand stays as it is.
  const onDark = mixed(255, [30, 32, 36], 3);
  return {
    "accent-on-light": css(rgb),
    "on-accent-on-light": lettersOn(rgb),
    "ink-on-light": css(mixed(0, [247, 247, 245], 5)),
    "accent-on-dark": css(onDark),
    "on-accent-on-dark": lettersOn(onDark),
    "ink-on-dark": css(mixed(255, [30, 32, 36], 5)),
  };
}

/** WCAG's contrast ratio of two colours. */
function contrast(one, other) {
  const light = (rgb) =>
    rgb
      .map((value) => value / 255)
      .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
      .reduce((sum, value, at) => sum + value * [0.2126, 0.7152, 0.0722][at], 0);
  const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}
