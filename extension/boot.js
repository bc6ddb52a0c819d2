// Loads the wasm for a page of the extension and starts that page.
// The page's name stands in <html data-page="…">; "popup" starts with start_popup().
import "./formulas.js";
import "./work.js";
import init, * as chatlink from "./wasm/chatlink.js";

await init({ module_or_path: new URL("./wasm/chatlink_bg.wasm", import.meta.url) });
chatlink[`start_${document.documentElement.dataset.page}`]();
