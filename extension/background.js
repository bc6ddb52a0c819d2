// Finishes uploads and deletions, which must outlive a popup. The listeners are registered at once: the
// browser wakes this script for them; the work is done by the wasm.
import "./menus.js";
import "./seal.js";
import init, * as chatlink from "./wasm/chatlink.js";

const api = globalThis.browser ?? globalThis.chrome;
// Loaded when there is something to be done, so that a menu alone loads nothing.
let loading;
const load = () => (loading ??= init({ module_or_path: new URL("./wasm/chatlink_bg.wasm", import.meta.url) }));

api.runtime.onMessage.addListener((message, sender, respond) => {
  // Only pages of this extension are listened to: scripts in other pages have no say.
  if (!message?.task || !sender.url?.startsWith(api.runtime.getURL(""))) return false;
  load().then(() => chatlink.background_task(message)).then(respond);
  return true;
});

// Firefox closes the popup when it asks whether chats may leave: the upload goes on from here.
api.permissions.onAdded.addListener(() => load().then(() => chatlink.background_allowed()));

// What was issued in private windows goes with the last of them, and what was read there (src/web/ledger/memory.rs).
api.windows?.onRemoved.addListener(async () => {
  const windows = await api.windows.getAll();
  if (windows.some(({ incognito }) => incognito)) return;
  const { session } = api.storage;
  await session.remove(Object.keys(await session.get(null)).filter((key) => key.startsWith("private-")));
});

// Permissions can be taken back in the browser's own settings: then the button in those pages goes.
api.permissions.onRemoved.addListener(() => load().then(() => chatlink.background_forbidden()));
