// The heavy half of an upload by the browser's own means: native, and beside the thread that the background
// shares with the popup in Firefox. What comes out is what the core would have made.
//
// What comes in lies in the wasm's memory, which may move before it is read: it is copied first.

// Deflates, without a header.
globalThis.deflateUpload = async (bytes) => {
  const packed = new Blob([bytes]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(packed).arrayBuffer());
};

async function derive(secret, salt, iterations) {
  const from = await crypto.subtle.importKey("raw", secret, "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations };
  return crypto.subtle.deriveKey(how, from, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
}

// Deflates, and encrypts by AES-256-GCM under a key that PBKDF2 derives meanwhile.
globalThis.sealUpload = async (...given) => {
  const [secret, salt, iterations, iv, additionalData, plain] = given.map((it) => it.slice?.() ?? it);
  const [key, packed] = await Promise.all([derive(secret, salt, iterations), deflateUpload(plain)]);
  return new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData }, key, packed));
};
