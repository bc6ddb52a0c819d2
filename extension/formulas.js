// Formulas have a wasm of their own, loaded for the first conversation that has some.

let formulas;
globalThis.loadFormulas = () => (formulas ??= load());

async function load() {
  const module = await import("./wasm/chatlink_formulas.js");
  await module.default({ module_or_path: new URL("./wasm/chatlink_formulas_bg.wasm", import.meta.url) });
  globalThis.formula = module.formula;
}
