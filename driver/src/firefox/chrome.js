// Runs in the browser's own window. Arguments: a command, the page it is about, and what else
// it needs. The last argument takes the answer: { value } or { error }.
const [command, page, argument] = arguments;
const done = arguments[arguments.length - 1];
const PATIENCE = 30_000;

const sleep = (time) => new Promise((resolve) => setTimeout(resolve, time));

// Every window with tabs, the private ones too.
const windows = () => [...Services.wm.getEnumerator("navigator:browser")];

// The private window, opened if there is none, with what it shows at first.
async function privateWindow() {
  const { PrivateBrowsingUtils } = ChromeUtils.importESModule("resource://gre/modules/PrivateBrowsingUtils.sys.mjs");
  const open = windows().find((window) => PrivateBrowsingUtils.isWindowPrivate(window));
  if (open) return [open, null];
  const { BrowserWindowTracker } = ChromeUtils.importESModule("resource:///modules/BrowserWindowTracker.sys.mjs");
  const made = await BrowserWindowTracker.promiseOpenWindow({ private: true });
  return [made, made.gBrowser.selectedTab];
}

// The element that shows a page; popups only while their panel is open.
function browserOf(page) {
  const all = (list) => windows().flatMap((window) => [...list(window)]);
  const browser = page === "popup"
    ? all((window) => window.document.querySelectorAll(".webextension-popup-browser")).find(
        (browser) => browser.closest("panel")?.state === "open")
    : all((window) => window.gBrowser.tabs).map((tab) => tab.linkedBrowser).find(
        (browser) => String(browser.browserId) === page);
  if (!browser) throw new Error(`${page} is not open`);
  return browser;
}

// Asks the page's process through a script of ours in it, since a popup's own rules forbid eval.
async function inPage(browser, request) {
  const name = `driver:${Services.uuid.generateUUID()}`;
  const manager = browser.messageManager;
  const before = browser.browsingContext.currentWindowGlobal?.innerWindowId;
  let answer;
  const listen = ({ data }) => { answer = data; };
  manager.addMessageListener(name, listen);
  try {
    const source = `${mouse};(${argument.frame})(${JSON.stringify(name)}, ${JSON.stringify(request)})`;
    manager.loadFrameScript(`data:text/javascript;charset=utf-8,${encodeURIComponent(source)}`, false);
    const end = Date.now() + PATIENCE;
    while (!answer) {
      if (Date.now() > end) throw new Error("no answer from the page");
      if (browser.browsingContext?.currentWindowGlobal?.innerWindowId !== before)
        throw new Error("the page went away");
      await sleep(2);
    }
  } finally {
    manager.removeMessageListener(name, listen);
  }
  if ("error" in answer) throw new Error(answer.error);
  return answer.value;
}

// The button in the toolbar, moved there from the menu of extensions.
function buttonOf(id, shown = window) {
  CustomizableUI.addWidgetToArea(id, CustomizableUI.AREA_NAVBAR);
  const widget = shown.document.getElementById(id);
  return widget.querySelector(".unified-extensions-item-action-button") ?? widget;
}

async function until(done, otherwise) {
  const end = Date.now() + PATIENCE;
  while (!done()) {
    if (Date.now() > end) throw new Error(otherwise);
    await sleep(5);
  }
}

// A press of the mouse that counts as a person's; with its other button for a menu.
function mouse(window, x, y, forMenu) {
  const button = forMenu ? 2 : 0;
  for (const kind of forMenu ? ["contextmenu"] : ["mousemove", "mousedown", "mouseup"]) {
    const pressed = kind === "mousemove" ? 0 : 1;
    if (window.synthesizeMouseEvent) {
      const event = { button, buttons: pressed * (forMenu ? 2 : 1), clickCount: pressed, inputSource: 1 };
      window.synthesizeMouseEvent(kind, x, y, event, { isDOMEventSynthesized: true });
    } else {
      window.windowUtils.sendMouseEvent(kind, x, y, button, pressed, 0);
    }
  }
}

const commands = {
  async open() {
    const [shown, first] = argument.private ? await privateWindow() : [window, null];
    const tab = shown.gBrowser.addTab("about:blank", {
      triggeringPrincipal: Services.scriptSecurityManager.getSystemPrincipal(),
    });
    shown.gBrowser.selectedTab = tab;
    if (first) shown.gBrowser.removeTab(first);
    shown.focus();
    return String(tab.linkedBrowser.browserId);
  },

  // Lets the extension work in private windows; it is loaded anew by that.
  async allow_private() {
    const { ExtensionPermissions } = ChromeUtils.importESModule("resource://gre/modules/ExtensionPermissions.sys.mjs");
    const { AddonManager } = ChromeUtils.importESModule("resource://gre/modules/AddonManager.sys.mjs");
    const { id } = argument;
    await ExtensionPermissions.add(id, { permissions: ["internal:privateBrowsingAllowed"], origins: [] });
    await (await AddonManager.getAddonByID(id)).reload();
    await WebExtensionPolicy.getByID(id).readyPromise;
  },

  navigate() {
    browserOf(page).fixupAndLoadURIString(argument.url, {
      triggeringPrincipal: Services.scriptSecurityManager.getSystemPrincipal(),
    });
  },

  // Whether it shows this address and no longer loads.
  loaded() {
    const browser = browserOf(page);
    return !browser.webProgress.isLoadingDocument && browser.currentURI.spec !== "about:blank";
  },

  pages() {
    const tabs = windows().flatMap((window) => [...window.gBrowser.tabs]);
    const pages = tabs.map(({ linkedBrowser: browser }) =>
      [String(browser.browserId), browser.currentURI.spec]);
    try {
      pages.push(["popup", browserOf("popup").currentURI.spec]);
    } catch {
      // It is not open.
    }
    return pages;
  },

  // A mouse press on the button in the toolbar, which is moved out of the menu first.
  press() {
    const shown = browserOf(page).ownerDocument.defaultView;
    shown.gBrowser.selectedTab = shown.gBrowser.getTabForBrowser(browserOf(page));
    shown.focus();
    const { left, top, width, height } = buttonOf(argument.widget, shown).getBoundingClientRect();
    mouse(shown, left + width / 2, top + height / 2);
  },

  eval: () => inPage(browserOf(page), { kind: "eval", source: argument.source }),
  mouse: () => inPage(browserOf(page), { kind: "mouse", at: argument.at }),
  type: () => inPage(browserOf(page), { kind: "type", text: argument.text }),
  insert: () => inPage(browserOf(page), { kind: "insert", text: argument.text }),
  press_key: () => inPage(browserOf(page), { kind: "key", ...argument }),

  clipboard: () => navigator.clipboard.readText(),

  close() {
    const browser = browserOf(page);
    if (page === "popup") browser.closest("panel").hidePopup();
    else {
      const shown = browser.ownerDocument.defaultView;
      // The first window stays, since everything is told to it.
      if (shown !== window && shown.gBrowser.tabs.length === 1) shown.close();
      else shown.gBrowser.removeTab(shown.gBrowser.getTabForBrowser(browser));
    }
  },

  async screenshot() {
    const shown = browserOf(page).browsingContext.currentWindowGlobal;
    const picture = await shown.drawSnapshot(null, 1, "rgb(255, 255, 255)");
    const canvas = document.createElementNS("http://www.w3.org/1999/xhtml", "canvas");
    canvas.width = picture.width;
    canvas.height = picture.height;
    canvas.getContext("2d").drawImage(picture, 0, 0);
    return canvas.toDataURL("image/png").split(",")[1];
  },

  prefer() {
    const { top } = browserOf(page).browsingContext;
    top.prefersColorSchemeOverride = argument.scheme;
    top.forcedColorsOverride = argument.forced;
  },

  // Opens a menu with the mouse and chooses in it, as a person does.
  async menu() {
    gBrowser.selectedTab = gBrowser.getTabForBrowser(browserOf(page));
    const onButton = argument.place === "button";
    if (onButton) {
      const { left, top, width, height } = buttonOf(argument.widget).getBoundingClientRect();
      mouse(window, left + width / 2, top + height / 2, true);
    } else {
      await inPage(browserOf(page), { kind: "menu", selected: argument.place === "selection" });
    }
    const menu = document.getElementById(onButton ? "toolbar-context-menu" : "contentAreaContextMenu");
    await until(() => menu.state === "open", "no menu opens");
    const items = [...menu.querySelectorAll("menuitem")].filter((item) => !item.hidden);
    const item = items.find(({ label }) => label === argument.text);
    if (!item) {
      menu.hidePopup();
      throw new Error(`no ${argument.text} in ${items.map(({ label }) => label).join(", ")}`);
    }
    menu.activateItem(item);
    await until(() => menu.state === "closed", "the menu stays");
  },

  // Keys that the browser's window gets first, as from a keyboard.
  shortcut() {
    gBrowser.selectedTab = gBrowser.getTabForBrowser(browserOf(page));
    // In the address bar, so that the keys go to no page first.
    gURLBar.focus();
    const typist = Cc["@mozilla.org/text-input-processor;1"].createInstance(Ci.nsITextInputProcessor);
    typist.beginInputTransactionForTests(window);
    const NUMBERS = { Alt: 18, Shift: 16, Control: 17 };
    const events = argument.keys.replace("Ctrl", "Control").split("+").map((key) => new KeyboardEvent("", {
      key, code: NUMBERS[key] ? `${key}Left` : `Key${key}`, keyCode: NUMBERS[key] ?? key.charCodeAt(0),
    }));
    for (const event of events) typist.keydown(event);
    for (const event of events.reverse()) typist.keyup(event);
  },

  background() {
    const { extension } = WebExtensionPolicy.getByHostname(new URL(argument.origin).hostname);
    return extension.backgroundState !== "stopped";
  },

  resize() {
    const { style } = browserOf(page);
    for (const [name, value] of [["width", argument.width], ["height", argument.height]]) {
      style.setProperty(name, `${value}px`);
      style.setProperty(`min-${name}`, `${value}px`);
      style.setProperty(`max-${name}`, `${value}px`);
    }
  },
};

(async () => commands[command]())().then(
  (value) => done({ value: value ?? null }),
  (error) => done({ error: String(error?.message ?? error) }),
);
