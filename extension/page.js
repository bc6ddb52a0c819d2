// Runs in the chat page and reads it for the popup. It knows no site: every selector and every
// number comes with a command, and the answer is plain data. The page is never changed, but for
// scroll positions, which are put back on "restore" and whenever the connection closes. Requests go
// to the page's own origin alone, and its key to its server never leaves this file.
// The rules of reading stand in src/capture/protocol.rs; src/capture/html.rs follows the same ones.
(() => {
  const api = globalThis.browser ?? globalThis.chrome;
  const NEVER = new Set(["script", "style", "noscript", "template"]);
  const HOSTS = new Set(["article", "aside", "div", "main", "section", "span"]);
  // Between the tokens of a tree, which goes out as one text: see src/capture/tree.rs.
  const MARK = "\x7f";

  // --- reading ---------------------------------------------------------------------------------

  // The matches that do not stand inside one another, in document order.
  const outermost = (selector) => {
    const found = [];
    for (const element of document.querySelectorAll(selector)) {
      if (!found.at(-1)?.contains(element)) found.push(element);
    }
    return found;
  };

  const read = (plan) => {
    const skip = plan.skip.join(",");
    const flatten = plan.flatten.join(",");
    const values = plan.values.join(",");
    const attributes = new Set(plan.attributes);
    const skipped = new WeakSet();
    const flat = new WeakSet();
    const done = new WeakSet();
    const tree = [];
    let nodes = 0;
    let text = 0;
    let closing = 0;
    let truncated;

    // One query a scope is much faster than one match an element.
    const prepare = (scope) => {
      if (skip) for (const element of scope.querySelectorAll(skip)) skipped.add(element);
      if (flatten) for (const element of scope.querySelectorAll(flatten)) flat.add(element);
    };

    const unmarked = (value) => (value.includes(MARK) ? value.replaceAll(MARK, "") : value);

    const push = (token, units) => {
      if (!truncated || truncated === "depth") {
        if (nodes >= plan.maxNodes) truncated = "nodes";
        else if (text + units > plan.maxText) truncated = "text";
      }
      if (truncated === "nodes" || truncated === "text") return false;
      nodes += 1;
      text += units;
      if (closing) tree.push(`>${closing}`);
      closing = 0;
      tree.push(token);
      return true;
    };

    const say = (content) => content && push(`"${unmarked(content)}`, content.length);

    const open = (element) => {
      let token = `<${element.localName}`;
      let units = 0;
      const add = (name, value) => {
        token += `${MARK}@${name}=${unmarked(value)}`;
        units += value.length;
      };
      // By name: an object for each attribute would cost more than everything else here.
      for (const name of element.getAttributeNames()) {
        if (!attributes.has(name)) continue;
        const value = element.getAttribute(name);
        if (name === "style" && !plan.styleWords.some((word) => value.includes(word))) continue;
        const data = (name === "src" || name === "href") && /^\s*data:/i.test(value);
        add(name, data ? "data:" : value);
      }
      const ticked = element.checked === true && !element.hasAttribute("checked");
      if (ticked && attributes.has("checked")) add("checked", "");
      return push(token, units);
    };

    // A page may keep a root to itself; extensions may look there all the same. Each look costs: a kind of
    // element that had none so often has none.
    const looks = new Map();
    const rootOf = (element) => {
      if (element.shadowRoot) return element.shadowRoot;
      const kind = element.localName;
      const own = kind.includes("-");
      if (!own && !(HOSTS.has(kind) && !element.firstChild)) return undefined;
      const vain = looks.get(kind) ?? 0;
      if (vain > (own ? 8 : 64) || !(element instanceof HTMLElement)) return undefined;
      const root = element.openOrClosedShadowRoot ?? api.dom?.openOrClosedShadowRoot?.(element);
      looks.set(kind, root ? -Infinity : vain + 1);
      return root;
    };

    const below = (element) => {
      const root = rootOf(element);
      if (root) {
        prepare(root);
        return root.childNodes;
      }
      const assigned = element.localName === "slot" ? element.assignedNodes() : [];
      return assigned.length ? assigned : element.childNodes;
    };

    const walk = (node, depth) => {
      if (node.nodeType === Node.TEXT_NODE) {
        say(node.data);
        return;
      }
      if (node.nodeType !== Node.ELEMENT_NODE) return;
      if (NEVER.has(node.localName) || skipped.has(node)) return;
      if (depth > plan.maxDepth) {
        truncated ??= "depth";
        return;
      }
      if (!open(node)) return;
      done.add(node);
      if (flat.has(node)) {
        say(node.textContent);
      } else if (node.localName === "textarea") {
        if (values && node.matches(values)) say(node.value);
      } else {
        for (const child of below(node)) walk(child, depth + 1);
      }
      closing += 1;
    };

    prepare(document);
    let roots = [];
    for (const selector of plan.roots) {
      roots = outermost(selector);
      if (roots.length) break;
    }
    if (!roots.length && document.body) roots = [document.body];
    for (const root of roots) walk(root, 0);
    // A thing that was asked for by name is read wherever it stands.
    for (const selector of plan.extras) {
      for (const element of outermost(selector)) if (!done.has(element)) walk(element, 0);
    }

    return {
      url: location.href,
      title: document.title,
      contentType: document.contentType,
      tree: tree.join(MARK),
      hidden: document.hidden,
      scroll: state(scroller(plan.scrollers)),
      truncated,
    };
  };

  // --- scrolling -------------------------------------------------------------------------------

  const scrolls = (element) =>
    element.scrollHeight > element.clientHeight + 1 &&
    (element === document.scrollingElement ||
      /auto|scroll|overlay/.test(getComputedStyle(element).overflowY));

  // The first that scrolls; else the largest thing that does; else the page itself.
  const scroller = (selectors) => {
    for (const selector of selectors) {
      for (const element of document.querySelectorAll(selector)) if (scrolls(element)) return element;
    }
    const page = document.scrollingElement ?? document.documentElement;
    if (scrolls(page)) return page;
    const size = (element) => element.clientHeight * element.clientWidth;
    let best = page;
    for (const element of document.body?.querySelectorAll("*") ?? []) {
      const larger = best === page ? element.clientHeight > 100 : size(element) > size(best);
      if (larger && scrolls(element)) best = element;
    }
    return best;
  };

  // Pixels above and below what is visible. A list that is laid out from below has its zero at the
  // lower end and counts negative upward.
  const state = (element) => {
    const range = element.scrollHeight - element.clientHeight;
    const reversed =
      element.scrollTop < 0 || getComputedStyle(element).flexDirection === "column-reverse";
    const above = Math.round(reversed ? range + element.scrollTop : element.scrollTop);
    return { above, below: Math.round(range - above), height: element.clientHeight, moved: false, hidden: document.hidden };
  };

  const settle = (plan, connection) =>
    new Promise((resolve) => {
      let changed = false;
      let timer;
      const finish = () => {
        clearTimeout(timer);
        clearTimeout(last);
        observer.disconnect();
        connection.wake = undefined;
        resolve(changed);
      };
      const observer = new MutationObserver(() => {
        changed = true;
        clearTimeout(timer);
        timer = setTimeout(finish, plan.quiet);
      });
      const last = setTimeout(finish, plan.limit);
      timer = setTimeout(finish, plan.wait);
      connection.wake = finish;
      observer.observe(document, { childList: true, subtree: true, characterData: true });
    });

  const jump = (element, top) => element.scrollTo({ top, behavior: "instant" });

  const scroll = async (plan, connection) => {
    const element = scroller(plan.scrollers);
    const before = state(element);
    if (!connection.places.has(element)) {
      const box = element.getBoundingClientRect();
      const anchor = document.elementFromPoint(
        Math.max(box.left, 0) + element.clientWidth / 2,
        Math.max(box.top, 0) + element.clientHeight / 2,
      );
      const place = { ...before, top: element.scrollTop, range: element.scrollHeight };
      if (anchor && anchor !== element && element.contains(anchor)) {
        place.anchor = anchor;
        place.offset = anchor.getBoundingClientRect().top;
      }
      connection.places.set(element, place);
    }
    const top = element.scrollTop;
    jump(element, top + (plan.by / 100) * element.clientHeight);
    if (element.scrollTop === top) {
      // At an end already: a list that loads there wants to see a movement.
      jump(element, top - Math.sign(plan.by));
      jump(element, top);
    }
    const changed = document.hidden ? false : await settle(plan, connection);
    const after = state(element);
    after.moved = changed || after.above !== before.above || after.below !== before.below;
    return after;
  };

  // Older messages may have come in above, so what was in the middle of the view counts for more
  // than the number of pixels.
  const restore = (connection) => {
    for (const [element, place] of connection.places) {
      if (!element.isConnected) continue;
      const grown = element.scrollHeight - place.range;
      const end = place.below <= 1;
      const reversed = place.top < 0 || (place.top === 0 && place.above > 0);
      jump(element, reversed ? place.top : place.top + (end || grown > 0 ? grown : 0));
      if (place.anchor?.isConnected && !end) {
        const off = place.anchor.getBoundingClientRect().top - place.offset;
        if (Math.abs(off) >= 1) jump(element, element.scrollTop + off);
      }
    }
    connection.places.clear();
  };

  // --- asking the page's own server ------------------------------------------------------------

  // Anything but an address of this very origin is refused, and so is every redirect.
  const request = (path, options, signal) => {
    const url = path.startsWith("/") && new URL(path, location.origin);
    if (!url || url.origin !== location.origin) throw "address";
    return fetch(url.href, {
      ...options,
      signal,
      mode: "same-origin",
      credentials: "same-origin",
      redirect: "error",
      cache: "no-store",
    });
  };

  // The text of an answer, if it is not too long.
  const text = async (response, most) => {
    const reader = response.body?.getReader();
    const decoder = new TextDecoder();
    let read = "";
    for (let part; reader && !part?.done; ) {
      part = await reader.read();
      read += decoder.decode(part.value, { stream: !part.done });
      if (read.length > most) {
        reader.cancel().catch(() => {});
        throw "large";
      }
    }
    return read;
  };

  const bearer = async ({ storage, path, post, at }, signal) => {
    let found = storage && localStorage.getItem(storage);
    if (path) {
      const response = await request(path, { method: post ? "POST" : "GET" }, signal);
      found = await text(response, 1_000_000);
    }
    try {
      if (at.length) found = at.reduce((value, key) => value?.[key], JSON.parse(found));
    } catch {
      found = "";
    }
    if (!found || typeof found !== "string" || !/^[\x21-\x7e]+$/.test(found)) throw "bearer";
    return found;
  };

  const cookie = (name) =>
    document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);

  const ask = async (plan, connection) => {
    const { path, body, headers, cookies } = plan.request;
    const started = performance.now();
    const stop = new AbortController();
    const late = setTimeout(() => stop.abort(), plan.limit);
    connection.wake = () => stop.abort();
    const reply = { status: 0, text: "" };
    try {
      await new Promise((resolve, reject) => {
        setTimeout(resolve, plan.delay);
        stop.signal.addEventListener("abort", () => reject("slow"));
      });
      const sent = new Headers(headers);
      const key = plan.request.bearer && (await bearer(plan.request.bearer, stop.signal));
      for (const name of plan.request.bearer?.headers ?? []) sent.set(name, `Bearer ${key}`);
      for (const { cookie: name, header, length } of cookies) {
        const value = cookie(name);
        if (value?.length === length) sent.set(header, value);
      }
      if (body) sent.set("content-type", "application/json");
      const response = await request(path, { method: body ? "POST" : "GET", body, headers: sent }, stop.signal);
      const after = response.headers.get("retry-after");
      const seconds = /^\d+$/.test(after ?? "") ? Number(after) : (Date.parse(after) - Date.now()) / 1000;
      if (seconds >= 0) reply.retryAfter = Math.min(Math.ceil(seconds), 1_000_000);
      const read = await text(response, plan.maxText);
      // Should a server ever repeat the key, it still stays here.
      reply.text = key ? read.replaceAll(key, "") : read;
      reply.status = response.status;
    } catch (error) {
      reply.problem = stop.signal.aborted ? "slow" : typeof error === "string" ? error : "network";
    }
    clearTimeout(late);
    connection.wake = undefined;
    reply.elapsed = Math.round(performance.now() - started);
    return reply;
  };

  // --- the connection --------------------------------------------------------------------------

  const answer = async (command, connection) => {
    if (command.read) return { page: read(command.read) };
    if (command.scroll) return { scrolled: await scroll(command.scroll, connection) };
    if (command.fetch) return { fetched: await ask(command.fetch, connection) };
    // extension/picture.js, which comes only when images are wanted.
    if (command.picture) return { picture: await globalThis.chatlinkPicture(command.picture, request) };
    if (command === "restore") {
      restore(connection);
      return "restored";
    }
    return { failed: { reason: "unknown command" } };
  };

  const connected = (port) => {
    // Only the extension itself is obeyed.
    if (port.name !== "chatlink" || (port.sender && port.sender.id !== api.runtime.id)) return;
    const connection = { places: new Map(), wake: undefined, open: true };
    let queue = Promise.resolve();
    port.onMessage.addListener(({ id, command }) => {
      queue = queue.then(async () => {
        if (!connection.open) return;
        const reply = await answer(command, connection).catch((error) => ({
          failed: { reason: String(error) },
        }));
        if (connection.open) port.postMessage({ id, reply });
        else restore(connection);
      });
    });
    port.onDisconnect.addListener(() => {
      connection.open = false;
      connection.wake?.();
      restore(connection);
    });
  };

  // A second injection takes the place of the first, so there is one listener. The page cannot see
  // this: an extension's scripts have globals of their own.
  globalThis.chatlinkPage?.();
  api.runtime.onConnect.addListener(connected);
  globalThis.chatlinkPage = () => {
    try {
      api.runtime.onConnect.removeListener(connected);
    } catch {
      // The extension was reloaded meanwhile; its old listener is dead already.
    }
  };
  // Says to whom put it here that it runs.
  return "ready";
})();
