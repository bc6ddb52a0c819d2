// The Share button in a chat page, for the sites that it was switched on for. It lies above the page in a
// closed shadow root, beside the site's own Share button or in the corner, and goes without a trace.
(() => {
  const api = globalThis.browser ?? globalThis.chrome;
  const NAME = "chatlink-button";
  // Sites' own buttons, by what they call themselves.
  const OWN = '[data-testid*="share" i], [data-test-id*="share" i], header button[aria-label*="share" i]';
  if (document.querySelector(NAME)) return;

  const host = document.createElement(NAME);
  const set = (element, style) => {
    for (const [name, value] of Object.entries(style)) element.style.setProperty(name, value, "important");
  };
  set(host, { position: "fixed", "z-index": "2147483646", display: "none" });

  const button = document.createElement("button");
  button.type = "button";
  button.title = api.i18n.getMessage("in_page_share");
  button.setAttribute("aria-label", button.title);
  set(button, {
    all: "initial", "box-sizing": "border-box", width: "32px", height: "32px", padding: "7px",
    border: "1px solid light-dark(#d5d2cb, #4a4a4a)", "border-radius": "8px", cursor: "pointer",
    "color-scheme": "light dark", background: "light-dark(#ffffff, #262626)",
  });
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", "M6.5 9.5 9.5 6.5M7 4.5 8.6 2.9a3.2 3.2 0 0 1 4.5 4.5L11.5 9M9 11.5 7.4 13.1a3.2 3.2 0 0 1-4.5-4.5L4.5 7");
  set(path, { fill: "none", stroke: "light-dark(#3a3a3a, #e4e4e4)", "stroke-width": "1.5", "stroke-linecap": "round" });
  svg.append(path);
  button.append(svg);
  button.addEventListener("focus", () => set(button, { outline: "2px solid light-dark(#1f5f99, #8ec2f2)" }));
  button.addEventListener("blur", () => set(button, { outline: "none" }));
  button.addEventListener("click", (event) => {
    if (event.isTrusted) api.runtime.sendMessage({ button: "pressed" }).catch(end);
  });
  host.attachShadow({ mode: "closed" }).append(button);

  // Chats have an address of more than one part on every site that is offered.
  const isChat = () => location.pathname.split("/").filter(Boolean).length > 1;
  let wasChat = false;
  function place() {
    const chat = isChat();
    host.style.setProperty("display", chat ? "block" : "none", "important");
    if (chat && !wasChat) api.runtime.sendMessage({ button: "shown" }).catch(end);
    wasChat = chat;
    const own = [...document.querySelectorAll(OWN)].map((one) => one.getBoundingClientRect());
    const beside = own.find(({ top, width, left }) => width > 0 && top >= 0 && top < 120 && left > 60);
    set(host, beside
      ? { left: `${beside.left - 40}px`, top: `${beside.top + beside.height / 2 - 16}px`, right: "auto", bottom: "auto" }
      : { right: "16px", bottom: "120px", left: "auto", top: "auto" });
  }

  // Once for many changes, and only when something changed.
  let due = 0;
  const soon = () => (due ||= setTimeout(() => { due = 0; place(); }, 250));
  const changes = new MutationObserver(soon);
  function end() {
    changes.disconnect();
    clearTimeout(due);
    removeEventListener("resize", soon);
    host.remove();
  }
  api.runtime.onMessage.addListener((message) => {
    if (message?.button !== "off") return;
    // A pattern: https://*.chatgpt.com/*
    const hosts = message.keep.map((pattern) => pattern.split("/")[2].replace("*.", ""));
    if (!hosts.some((host) => `.${location.hostname}`.endsWith(`.${host}`))) end();
  });
  document.documentElement.append(host);
  changes.observe(document.body, { childList: true, subtree: true });
  addEventListener("resize", soon);
  place();
})();
