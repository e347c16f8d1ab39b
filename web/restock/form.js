// The form below a card of something that is sold out. The widget loads it when its button is
// pressed; `el` makes elements, `request` speaks to the server.

const STYLE = `
.restock { display: block; width: 320px; max-width: 100%; margin: 0; padding: 12px; border-radius: 16px; }
.restock:focus-within { border-color: var(--line); box-shadow: none; }
.restock label { display: block; font-size: 13px; }
.restock div { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 4px; }
.restock input { flex: 1 1 180px; min-width: 0; height: 44px; padding: 0 12px; border: 1px solid var(--soft); border-radius: 12px; background: var(--surface); color: inherit; font: inherit; font-size: 16px; }
.restock div button { min-height: 44px; padding: 0 14px; border-radius: 12px; background: var(--accent); color: var(--on-accent); font-size: 14px; font-weight: 600; }
.restock p, .told { margin: 8px 0 0; font-size: 13px; color: var(--soft); }
.restock p.fault { color: var(--none); }
.restock p:empty { display: none; }
`;
let count = 0;

/** Puts the form in the place of `button`, or says what became of it there. */
export function ask(button, product, words, el, request) {
  const said = words.restock;
  dress(button.getRootNode());
  const id = `restock-${(count += 1)}`;
  const hints = `${id}-hint ${id}-fault`;
  const field = el("input", { id, type: "email", autocomplete: "email", required: true, maxlength: "254", "aria-describedby": hints });
  const fault = el("p", { id: `${id}-fault`, class: "fault", role: "alert" });
  const send = el("button", { type: "submit" }, said.send);
  const submit = async (event) => {
    event.preventDefault();
    send.disabled = true;
    const email = field.value.trim();
    const told = await sent({ product: product.id, variant: product.variant ?? "", email }, request);
    send.disabled = false;
    if (told === "asked" || told === "available") return done(form, told === "asked" ? said.sent : said.there, el);
    const reason = { 422: said.wrong, 429: said.many }[told] ?? words.gave_up;
    field.setAttribute("aria-invalid", String(told === 422));
    fault.textContent = reason;
    field.focus();
  };
  const form = el("form", { class: "restock", novalidate: true, "aria-label": product.title, submit });
  form.append(
    el("label", { for: id }, said.label),
    el("div", {}, field, send),
    el("p", { id: `${id}-hint` }, said.hint),
    fault,
  );
  button.replaceWith(form);
  field.focus();
  form.scrollIntoView({ block: "nearest" });
}

/** What the server says: "asked", "available", or the number that it refuses with. */
async function sent(body, request) {
  const options = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  try {
    return (await (await request("api/restock", options)).json()).status;
  } catch (error) {
    return error.status;
  }
}

function done(form, text, el) {
  const told = el("p", { class: "told", role: "status", tabindex: "-1" }, text);
  form.replaceWith(told);
  told.focus();
}

/** The form's own styles, once. */
function dress(root) {
  if (root.adoptedStyleSheets.some((sheet) => sheet.isRestock)) return;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  sheet.isRestock = true;
  root.adoptedStyleSheets.push(sheet);
}
