// Loads the viewer as a page that anybody can host: the sentences of the reader's language and the
// wasm, side by side, and nothing from elsewhere.
import "./formulas.js";
import "./work.js";
import { chosen, sentences } from "./language.js";
import init, * as viewer from "./wasm/viewer.js";

const language = chosen();
const messages = fetch(new URL(`./locales/${language}.json`, import.meta.url));
await init({ module_or_path: new URL("./wasm/viewer_bg.wasm", import.meta.url) });
globalThis.chatlinkPage = {
  language: language.replace("_", "-"),
  messages: sentences(await (await messages).json()),
};
viewer.start_viewer();
