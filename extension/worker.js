// The long work of links, each kind with a wasm of its own: packing and unpacking by codec 2, and
// deriving the key of a password.
//
// A Worker takes one task by message and answers with messages until one has an `end`. A page that
// may have no Worker imports this and calls `work`, which gives the thread back after each slice.
import init, { Packer, Primed, Unpacker, packed } from "./wasm/chatlink_worker.js";

// Bytes of text; some ten milliseconds.
const SLICE = 4096;
// A reader waits for the first message: the beginning is told in smaller parts.
const FIRST_SLICE = 1024;
const BEGINNING = 8192;

// The codec, ready before there was a task for it.
let primed;

// The codec's frozen data, unpacked by the browser: its own code for that need not be compiled first.
const frozen = () => Promise.all([0, 1].map(inflated));

async function inflated(which) {
  const stream = new Blob([packed(which)]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

// Does a task. `say` takes each message and answers whether to go on.
export async function work(task, say) {
  if (task.kind === "key") return key(task, say);
  // A page that is one file brings the wasm with the task.
  const wasm = task.wasm ?? new URL("./wasm/chatlink_worker_bg.wasm", import.meta.url);
  await init({ module_or_path: wasm });
  if (task.kind === "prime") primed = new Primed(...(await frozen()));
  else if (task.kind === "pack") await pack(task, say);
  else await unpack(task, say);
}

// Slow by intent, and loaded only for a link with a password.
async function key({ wasm, password, salt, memory, passes, lanes, length }, say) {
  const { default: init, key } = await import("./wasm/chatlink_password.js");
  wasm ??= new URL("./wasm/chatlink_password_bg.wasm", import.meta.url);
  await init({ module_or_path: wasm });
  await say({ end: "whole", bytes: key(password, salt, memory, passes, lanes, length) });
}

async function pack({ bytes }, say) {
  const data = await frozen();
  const packer = new Packer(...data, bytes);
  while (!packer.step(SLICE)) if (!(await say({}))) return;
  const payload = packer.finish();
  // What is shown to the person is what the payload says: it is read back before it is used.
  const unpacker = new Unpacker(new Primed(...data), payload, true, bytes.length);
  let end = "more";
  for (let at = 0; end === "more"; ) {
    end = unpacker.step(SLICE);
    for (const byte of unpacker.take()) if (byte !== bytes[at++]) end = "differs";
    if (end === "more" && !(await say({}))) return;
  }
  await say({ end, bytes: payload });
}

async function unpack({ bytes, whole, limit }, say) {
  primed ??= new Primed(...(await frozen()));
  const unpacker = new Unpacker(primed, bytes, whole, limit);
  primed = undefined;
  let done = 0;
  for (let end = "more"; end === "more"; ) {
    end = unpacker.step(done < BEGINNING ? FIRST_SLICE : SLICE);
    const message = { bytes: unpacker.take(), read: unpacker.read() };
    done += message.bytes.length;
    if (end !== "more") message.end = end;
    if (!(await say(message))) return;
  }
}

if (globalThis.DedicatedWorkerGlobalScope) {
  const say = (message) => (postMessage(message), true);
  // One after the other: a task waits for what was begun before it was there.
  let before = Promise.resolve();
  onmessage = ({ data }) => {
    before = before
      .then(() => work(data, say))
      // Nobody waits for what is only made ready; the task itself will say why.
      .catch((error) => data.kind === "prime" || say({ end: "failed", reason: `${error}` }));
  };
}
