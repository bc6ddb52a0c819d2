// The heavy half of an upload by the browser's own means: native, and beside the thread that the background
// shares with the popup in Firefox. What comes out is what the core would have made.
//
// What comes in lies in the wasm's memory, which may move before it is read: it is copied first.

// Deflates, without a header.
globalThis.deflateUpload = async (bytes) => {
  const packed = new Blob([bytes]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(packed).arrayBuffer());
};

// AES-256-GCM under a key that PBKDF2 derives.
globalThis.encryptUpload = async (...given) => {
  const [secret, salt, iterations, iv, additionalData, plain] = given.map((it) => it.slice?.() ?? it);
  const { subtle } = crypto;
  const from = await subtle.importKey("raw", secret, "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations };
  const key = await subtle.deriveKey(how, from, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  return new Uint8Array(await subtle.encrypt({ name: "AES-GCM", iv, additionalData }, key, plain));
};
