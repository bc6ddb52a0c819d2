// Runs in the chat page beside page.js, and only when images are to come into the link.
(() => {
  // A picture that the page shows, drawn anew and small: only its pixels are kept. It is found by its
  // address; without one by its name, where as many are called so as the plan says. What the page
  // itself may not read is not read.
  const picture = async ({ address, name, nth, of, edge, quality, most }, request) => {
    const called = (text) => text.replace(/\s+/g, " ").trim().replace(/[[\]]/g, "");
    const own = (it) => it.src === address || it.currentSrc === address;
    const all = [...document.images].filter((it) => (address ? own(it) : called(it.alt) === name && it.width > 40));
    const found = all.filter((it, n) => it.src && all.findIndex((other) => other.src === it.src) === n);
    const shown = found[address ? 0 : nth];
    if (!shown || (!address && found.length !== of)) return "";
    const draw = async (source) => {
      const pixels = await createImageBitmap(source);
      const scale = Math.min(1, edge / Math.max(pixels.width, pixels.height));
      const side = (length) => Math.max(1, Math.round(length * scale));
      const canvas = new OffscreenCanvas(side(pixels.width), side(pixels.height));
      canvas.getContext("2d").drawImage(pixels, 0, 0, canvas.width, canvas.height);
      const file = await canvas.convertToBlob({ type: "image/webp", quality: quality / 100 });
      if (file.size > most) return "";
      return new Promise((resolve, reject) => {
        const reader = new FileReader();
        reader.onload = () => resolve(reader.result);
        reader.onerror = reject;
        reader.readAsDataURL(file);
      });
    };
    try {
      return await draw(shown);
    } catch {
      const { origin, pathname, search } = new URL(shown.src, location.href);
      if (origin !== location.origin) return "";
      return draw(await (await request(pathname + search, {})).blob());
    }
  };

  globalThis.chatlinkPicture = (plan, request) => picture(plan, request).catch(() => "");
  return "ready";
})();
