// Runs in the process of a page, beside it and with more rights than it has; `mouse` of
// chrome.js stands before it.
async function frame(name, request) {
  const reply = (answer) => sendAsyncMessage(name, answer);
  try {
    if (request.kind === "eval") {
      // The page's own realm, but free of its rules on evaluated code.
      const sandbox = new Cu.Sandbox(content, { sandboxPrototype: content, wantXrays: false });
      sandbox.answer = Cu.exportFunction((text) => reply(JSON.parse(text)), sandbox);
      const source = JSON.stringify(request.source);
      Cu.evalInSandbox(
        `(async () => eval(${source}))().then(
           (value) => answer(JSON.stringify({ value: value ?? null })),
           (error) => answer(JSON.stringify({ error: String(error) })),
         )`,
        sandbox,
      );
      return;
    }
    if (request.kind === "mouse") {
      mouse(content, ...request.at);
    }
    if (request.kind === "menu") {
      // On a word, since it is text that is selected.
      const word = content.document.querySelector("p, h1, h2, li");
      word.scrollIntoView({ block: "center", behavior: "instant" });
      content.getSelection().removeAllRanges();
      if (request.selected) content.getSelection().selectAllChildren(word);
      const { left, top, height } = word.getBoundingClientRect();
      mouse(content, left + 4, top + height / 2, true);
    }
    if (["type", "insert", "key"].includes(request.kind)) {
      if (request.kind === "type") content.document.activeElement.select?.();
      const typist = Cc["@mozilla.org/text-input-processor;1"]
        .createInstance(Ci.nsITextInputProcessor);
      typist.beginInputTransactionForTests(content);
      if (request.kind === "key") {
        const event = (key, code, keyCode) => new content.KeyboardEvent("", { key, code, keyCode });
        const shift = event("Shift", "ShiftLeft", 16);
        const key = event(request.key, request.key === " " ? "Space" : request.key, request.number);
        if (request.shift) typist.keydown(shift);
        typist.keydown(key);
        typist.keyup(key);
        if (request.shift) typist.keyup(shift);
      } else {
        typist.commitCompositionWith(request.text);
      }
    }
    reply({ value: null });
  } catch (error) {
    reply({ error: String(error) });
  }
}
