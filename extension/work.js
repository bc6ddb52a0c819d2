// Where the long work is done: in a Worker, or in slices on this page's thread where the browser
// gives it none.

const url = new URL("./worker.js", import.meta.url);

// The only policy that these pages may have: all it can name is the worker's own file.
const policy = globalThis.trustedTypes?.createPolicy("chatlink-worker", {
  createScriptURL: () => url.href,
});

const launch = () => new Worker(policy ? policy.createScriptURL("") : url, { type: "module" });

// A link of codec 2 in the address (its first byte is D2, see docs/FORMAT.md): a worker gets ready
// while the page loads its own wasm, and the page compiles the worker's while that begins. If nothing takes
// it, it ends.
let early;
let primed;
if (/^#0[g-v]/.test(location.hash)) {
  const end = () => (early?.terminate(), (early = undefined));
  try {
    const worker = (early = launch());
    worker.onerror = (event) => (event.preventDefault(), end());
    const compiled = fetch(new URL("./wasm/chatlink_worker_bg.wasm", import.meta.url))
      .then((answer) => answer.arrayBuffer())
      .then((bytes) => WebAssembly.compile(bytes));
    // Without it the worker fetches its own, and says what is wrong.
    primed = compiled.catch(() => undefined).then((wasm) => worker.postMessage({ kind: "prime", wasm }));
    setTimeout(end, 10_000);
  } catch {
    end();
  }
}

// Starts a task; `hear` gets its messages. Returns what stops it.
globalThis.startWork = (task, hear) => {
  let stop;
  const here = () => {
    let going = true;
    stop = () => (going = false);
    const say = async (message) => {
      if (going) hear(message);
      await new Promise((resolve) => setTimeout(resolve));
      return going;
    };
    import("./worker.js")
      .then(({ work }) => work(task, say))
      .catch((error) => going && hear({ end: "failed", reason: `${error}` }));
  };
  try {
    const worker = (task.kind === "unpack" && early) || launch();
    const before = worker === early ? primed : undefined;
    if (before) early = undefined;
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
      else here();
    };
    if (before) before.then(() => worker.postMessage(task));
    else worker.postMessage(task);
  } catch {
    here();
  }
  return () => stop();
};
