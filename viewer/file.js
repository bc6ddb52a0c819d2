// Starts the viewer that is one file: everything that the folder loads stands in this page, as
// data, wasm and sentences compressed. `formulas`, `work` and `chosen` stand before this text, and a
// script before this one leaves `viewer` (xtask/src/page puts them there).

const data = (id) => document.getElementById(id).textContent;

const unpacked = async (id) => {
  const bytes = Uint8Array.from(atob(data(id)), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
};

// The worker's script and wasm are in this file too: its text becomes a blob, whose address is all
// that the one policy of this page can name.
let blob;
const policy = globalThis.trustedTypes?.createPolicy("chatlink-worker", {
  createScriptURL: () => blob,
});

globalThis.startWork = (task, hear) => {
  let stop = () => (stop = undefined);
  let going = true;
  const here = (task) => {
    const say = async (message) => {
      if (going) hear(message);
      await new Promise((resolve) => setTimeout(resolve));
      return going;
    };
    work(task, say).catch((error) => going && hear({ end: "failed", reason: `${error}` }));
  };
  const there = (task) => {
    blob ??= URL.createObjectURL(new Blob([data("worker")], { type: "text/javascript" }));
    const worker = new Worker(policy ? policy.createScriptURL("") : blob, { type: "module" });
    let heard = false;
    stop = () => worker.terminate();
    worker.onmessage = ({ data }) => {
      heard = true;
      if (data.end) worker.terminate();
      hear(data);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      worker.terminate();
      if (heard) hear({ end: "failed", reason: event.message ?? "" });
      else here(task);
    };
    worker.postMessage(task);
  };
  unpacked(task.kind === "key" ? "password-wasm" : "worker-wasm").then((wasm) => {
    if (!going) return;
    const whole = { ...task, wasm };
    try {
      there(whole);
    } catch {
      here(whole);
    }
  });
  return () => {
    going = false;
    stop();
  };
};

let loading;
globalThis.loadFormulas = () =>
  (loading ??= unpacked("formulas-wasm").then(async (wasm) => {
    await formulas({ module_or_path: wasm });
    globalThis.formula = formulas.formula;
  }));

const language = chosen();
globalThis.chatlinkPage = {
  language: language.replace("_", "-"),
  messages: sentences(JSON.parse(new TextDecoder().decode(await unpacked(`messages-${language}`)))),
};
await viewer.init({ module_or_path: await unpacked("wasm") });
viewer.start();
