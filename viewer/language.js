// The language of the page: the first that the reader prefers and that there are sentences in.

const OFFERED = "__LANGUAGES__".split(" ");
const KEYS = "__KEYS__".split(" ");

// Sentences by their keys. Most pages have them as a list in the order of these keys; the extension's own
// files have the keys themselves.
export function sentences(found) {
  const ours = Array.isArray(found);
  const pairs = ours ? KEYS.map((key, at) => [key, found[at]]) : Object.entries(found).map(([key, { message }]) => [key, message]);
  return Object.fromEntries(pairs);
}

export function chosen() {
  for (const wanted of navigator.languages) {
    const [language, ...rest] = wanted.split("-");
    const region = rest.find((part) => part.length === 2);
    const name = `${language}_${region}`;
    const near = OFFERED.find((one) => one.split("_")[0] === language);
    if (region && OFFERED.includes(name)) return name;
    if (near) return near;
  }
  return "en";
}
