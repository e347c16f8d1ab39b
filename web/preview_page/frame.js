// The page in a frame of the preview: embeds the widget as any website does, with its own script.
//
// What the widget asks the server for its looks is answered from the owner's draft; everything else,
// the conversation included, goes to the server as usual.
(() => {
  "use strict";

  const { look, theme, isOpen } = frameElement.draft;
  document.documentElement.lang = look.language;
  document.documentElement.classList.toggle("dark", theme === "dark");

  const realFetch = window.fetch;
  window.fetch = (address, options) =>
    new URL(address, location.href).pathname === "/widget.json"
      ? Promise.resolve(new Response(JSON.stringify(look)))
      : realFetch(address, options);

  // Desktop and phone are open or closed each by itself; so this frame forgets, as a new tab does.
  Object.defineProperty(window, "sessionStorage", {
    get() {
      throw new DOMException("not in a preview");
    },
  });

  /** The owner is typing in the form: a window that opens here must not take the focus. */
  function open(launcher) {
    const { focus } = HTMLElement.prototype;
    HTMLElement.prototype.focus = () => {};
    launcher.click();
    HTMLElement.prototype.focus = focus;
  }

  function present() {
    const root = document.querySelector("tresen-chat")?.shadowRoot;
    if (!root) return;
    waiting.disconnect();
    if (isOpen) open(root.querySelector(".launcher"));
    for (const animation of root.getAnimations()) animation.finish();
    frameElement.dispatchEvent(new Event("shown"));
  }

  const waiting = new MutationObserver(present);
  waiting.observe(document.body, { childList: true });
  const script = document.createElement("script");
  script.src = "/widget.js";
  script.dataset.theme = theme;
  script.dataset.language = look.language;
  document.body.append(script);
})();
