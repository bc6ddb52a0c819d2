// The ways in beside the toolbar's button: the menus, the button in a chat page, the page of the first day.
// They open the popup inside the click, which Firefox demands: there is no time to load the wasm before.
const api = globalThis.browser ?? globalThis.chrome;
const text = (key) => api.i18n.getMessage(key);
const page = (name) => api.runtime.getURL(`extension/${name}`);
const open = (address) => api.tabs.create({ url: address });

// The popup over this tab; a tab of its own where the browser opens none.
async function share(tab) {
  try {
    await api.action.openPopup({ windowId: tab.windowId });
  } catch {
    await open(`${page("popup.html")}?tab=${tab.id}`);
  }
}

const MENUS = {
  share: share,
  links: (tab) => open(`${page("popup.html")}?tab=${tab.id}#links`),
  read: () => open(page("viewer.html")),
};

api.runtime.onInstalled.addListener(async ({ reason }) => {
  await api.contextMenus.removeAll();
  const add = (id, key, contexts, documentUrlPatterns) =>
    api.contextMenus.create({ id, title: text(key), contexts, documentUrlPatterns });
  add("share", "menu_share", ["page", "selection"], ["https://*/*", "http://*/*", "file:///*"]);
  add("links", "menu_links", ["action"]);
  add("read", "menu_read", ["action"]);
  if (reason === "install") open(page("welcome.html"));
});

api.contextMenus.onClicked.addListener(({ menuItemId }, tab) => MENUS[menuItemId]?.(tab));

// The button in a chat page asks for the popup, and says that the page is a chat; nothing else is heard from pages.
api.runtime.onMessage.addListener((message, { id, tab }) => {
  if (id !== api.runtime.id || !tab) return;
  if (message?.button === "pressed") share(tab);
  if (message?.button === "shown") {
    api.action.setBadgeBackgroundColor({ tabId: tab.id, color: "#6b6b6b" });
    api.action.setBadgeText({ tabId: tab.id, text: "•" });
  }
});
