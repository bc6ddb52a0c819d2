// The language of the page: the first that the reader prefers and that there are sentences in.

const OFFERED = "__LANGUAGES__".split(" ");

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
