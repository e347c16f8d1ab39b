// The demo shop's page: chooses the language, then shows the catalog that the chat speaks of.
(() => {
  "use strict";

  const FIRST = 12; // three rows of four; the rest waits behind "show everything"
  const WORDS = {
    en: { in_stock: "In stock", limited: "Only a few left", out_of_stock: "Sold out",
          preorder: "Order now, sent when it arrives", backorder: "Order now, sent when it arrives",
          discontinued: "No longer available", before: "before" },
    de: { in_stock: "Auf Lager", limited: "Nur noch wenige", out_of_stock: "Ausverkauft",
          preorder: "Jetzt bestellbar, Versand nach Eintreffen",
          backorder: "Jetzt bestellbar, Versand nach Eintreffen",
          discontinued: "Nicht mehr lieferbar", before: "vorher" },
  };

  const asked = new URLSearchParams(location.search).get("lang");
  const wanted = [asked, ...(navigator.languages || [navigator.language])];
  const language = wanted.map((l) => (l || "").slice(0, 2)).find((l) => l in WORDS) || "en";
  document.documentElement.lang = language;
  const words = WORDS[language];

  // The feed's links lead to the shop's own address; this page is that shop, wherever it runs.
  const here = (address) => new URL(address, location.href).pathname;
  const handle = (product) => here(product.link || `/products/${product.id}`).split("/").pop();

  function element(name, className, text) {
    const made = document.createElement(name);
    made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  function price(product) {
    const line = element("p", "price");
    if (product.list_price) {
      line.append(element("span", "unseen", `${words.before} `), element("s", "", product.list_price), " ");
    }
    line.append(element("strong", product.list_price ? "reduced" : "", product.price));
    return line;
  }

  function card(product) {
    const item = element("li", `card ${product.availability}`);
    const link = element("a", "");
    link.href = `/products/${handle(product)}`;
    if (language !== "en") link.href += `?lang=${language}`;
    const picture = element("img", "");
    picture.alt = "";
    picture.width = picture.height = 400;
    picture.loading = "lazy";
    if (product.image) picture.src = here(product.image);
    link.append(picture, element("h3", "", product.title));
    if (product.price) link.append(price(product));
    const state = words[product.availability];
    if (state) link.append(element("p", "state", state));
    item.append(link);
    return item;
  }

  function favouritesFirst(products, favourites) {
    const place = (product) => {
      const at = favourites.indexOf(handle(product));
      return at < 0 ? favourites.length : at;
    };
    return [...products].sort((a, b) => place(a) - place(b));
  }

  function show(products) {
    const grid = document.getElementById("products");
    const more = document.getElementById("more");
    const sorted = favouritesFirst(products, grid.dataset.first.split(/\s+/));
    grid.replaceChildren(...sorted.slice(0, FIRST).map(card));
    grid.setAttribute("aria-busy", "false");
    document.getElementById("count").textContent = `(${sorted.length})`;
    more.hidden = sorted.length <= FIRST;
    more.addEventListener("click", () => {
      more.hidden = true;
      const rest = sorted.slice(FIRST).map(card);
      grid.append(...rest);
      rest[0].querySelector("a").focus({ preventScroll: true });
    }, { once: true });
  }

  async function load() {
    for (const link of document.querySelectorAll(".languages a")) {
      if (link.hreflang === language) link.setAttribute("aria-current", "true");
    }
    try {
      const reply = await fetch(`/demo/products.json?language=${language}`,
        { headers: { "Accept-Language": language } });
      if (!reply.ok) throw new Error(`products.json: ${reply.status}`);
      show(await reply.json());
    } catch (error) {
      console.error(error);
      document.getElementById("products").replaceChildren();
      document.getElementById("failed").hidden = false;
    }
  }

  document.addEventListener("DOMContentLoaded", load);
})();
