// The form of the preview: each change is checked by the server and shown by the real widget.
(() => {
  "use strict";

  const PAUSE_MS = 200; // while somebody types, not every letter is worth a new page
  const form = document.getElementById("look");
  const notes = document.getElementById("notes");
  const toml = document.getElementById("toml");
  const visitor = document.getElementById("visitor");
  const picker = document.getElementById("picker");
  const accent = document.getElementById("accent");
  const screens = [...document.querySelectorAll(".screen")];
  const boxes = [...form.querySelectorAll("[name=languages]")];
  let looks = {};
  let timer;
  let asked = 0;

  /** What the form says, as the server reads it. */
  function draft() {
    const given = new FormData(form);
    const languages = given.getAll("languages");
    const inEach = (name, read) =>
      Object.fromEntries(
        languages.map((code) => [code, read(given.get(`${name}.${code}`))]).filter(([, said]) => said.length),
      );
    return {
      languages,
      widget: {
        accent: given.get("accent").toLowerCase(),
        position: given.get("position"),
        logo: given.get("logo").trim(),
        greeting: inEach("greeting", (text) => text.trim()),
        suggestions: inEach("suggestions", (text) => text.split("\n").map((line) => line.trim()).filter(Boolean)),
      },
    };
  }

  function tell(lines) {
    notes.replaceChildren(
      ...lines.map(({ text, is_warning: isWarning }) => {
        const line = document.createElement("p");
        line.className = isWarning ? "warning" : "";
        line.textContent = text;
        return line;
      }),
    );
  }

  async function check() {
    const turn = ++asked;
    accent.setAttribute("aria-invalid", String(!accent.validity.valid));
    if (!accent.validity.valid) return tell([{ text: form.dataset.wrong, is_warning: true }]);
    try {
      const response = await fetch(`/preview/look?language=${document.documentElement.lang}`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(draft()),
      });
      const told = await response.json();
      if (turn !== asked) return; // another change has overtaken this one
      if (!response.ok) throw new Error(told.error.message);
      looks = told.looks;
      toml.textContent = told.toml;
      tell(told.notes);
      show();
    } catch (error) {
      console.warn(error);
      if (turn === asked) tell([{ text: form.dataset.failed, is_warning: true }]);
    }
  }

  /** A new page in each screen; the old one stays in sight until the new widget stands. */
  function show() {
    const look = looks[visitor.value] ?? Object.values(looks)[0];
    const theme = document.querySelector("[name=theme]:checked").value;
    for (const screen of screens) {
      const shown = screen.querySelector("iframe.shown");
      const host = shown?.contentDocument?.querySelector("tresen-chat");
      const frame = document.createElement("iframe");
      frame.title = screen.dataset.title;
      frame.draft = { look, theme, isOpen: host ? host.hasAttribute("open") : true };
      frame.addEventListener("shown", () => {
        for (const other of screen.querySelectorAll("iframe")) if (other !== frame) other.remove();
        frame.classList.add("shown");
      });
      for (const other of screen.querySelectorAll("iframe:not(.shown)")) other.remove();
      frame.src = "/preview/page";
      screen.append(frame);
      fit(screen);
    }
  }

  /** Each screen in its own pixels, made smaller as a whole. */
  function fit(screen) {
    const [width, height] = screen.dataset.size.split("x").map(Number);
    const scale = Math.min(1, screen.clientWidth / width);
    screen.style.height = `${height * scale}px`;
    for (const frame of screen.querySelectorAll("iframe")) {
      Object.assign(frame.style, { width: `${width}px`, height: `${height}px`, transform: `scale(${scale})` });
    }
  }

  /** What is not spoken has no words to fill in, and no visitor. */
  function speak() {
    for (const { value: code, checked } of boxes) {
      form.querySelector(`[data-language="${code}"]`).hidden = !checked;
      const choice = visitor.querySelector(`[value="${code}"]`);
      choice.hidden = choice.disabled = !checked;
    }
    if (visitor.selectedOptions[0]?.disabled) visitor.value = boxes.find((box) => box.checked).value;
  }

  form.addEventListener("input", ({ target }) => {
    if (target === picker) accent.value = picker.value;
    if (target === accent && accent.validity.valid) picker.value = accent.value;
    if (target.name === "languages") {
      if (!boxes.some((box) => box.checked)) target.checked = true;
      speak();
    }
    clearTimeout(timer);
    timer = setTimeout(check, PAUSE_MS);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  visitor.addEventListener("change", show);
  for (const choice of document.querySelectorAll("[name=theme]")) choice.addEventListener("change", show);
  document.getElementById("copy").addEventListener("click", async ({ currentTarget: button }) => {
    getSelection().selectAllChildren(toml); // where the clipboard is shut, Ctrl-C does it
    const label = button.textContent;
    await navigator.clipboard.writeText(toml.textContent);
    button.textContent = button.dataset.done;
    setTimeout(() => (button.textContent = label), 2000);
  });
  new ResizeObserver(() => screens.forEach(fit)).observe(document.body);
  speak();
  check();
})();
