// Puts a text into the box of an assistant's page, once, and never sends it. Comes into a page only when
// a reader pressed "Continue in…" there and allowed the site (src/web/fill.rs).
(() => {
  const api = globalThis.browser ?? globalThis.chrome;
  // Pages draw their box when they are ready.
  const WAIT_MS = 20_000;

  const shown = (boxes) =>
    [...document.querySelectorAll(boxes)].find((box) => box.getClientRects().length > 0);

  const appeared = (boxes) =>
    new Promise((found) => {
      const look = () => {
        const box = shown(boxes);
        if (box) end(box);
      };
      const end = (box) => {
        clearTimeout(late);
        watching.disconnect();
        found(box);
      };
      const watching = new MutationObserver(look);
      const late = setTimeout(end, WAIT_MS);
      watching.observe(document, { subtree: true, childList: true, attributes: true });
      look();
    });

  // An editor takes a pasted text as a whole, with its lines; one that does not gets it typed.
  const pasted = (box, text) => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    // Firefox makes the event's data of the last two, Chromium of the first.
    const made = { clipboardData: data, data: text, dataType: "text/plain" };
    const paste = new ClipboardEvent("paste", { ...made, bubbles: true, cancelable: true });
    return paste.clipboardData?.getData("text/plain") === text && !box.dispatchEvent(paste);
  };

  const fill = (box, text) => {
    box.focus();
    if ("value" in box) {
      // What the person had begun there stays.
      box.value = box.value ? `${box.value}\n\n${text}` : text;
      box.dispatchEvent(new Event("input", { bubbles: true }));
      return true;
    }
    return pasted(box, text) || document.execCommand("insertText", false, text);
  };

  const hear = (order, sender, answer) => {
    if (sender.id !== api.runtime.id || typeof order?.fill !== "string") return false;
    api.runtime.onMessage.removeListener(hear);
    appeared(order.boxes).then((box) => answer(Boolean(box) && fill(box, order.fill)));
    return true;
  };
  api.runtime.onMessage.addListener(hear);
})();
