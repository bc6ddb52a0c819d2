// Reads the page's heading, which needs the right that only a press of the button grants.
const api = globalThis.browser ?? globalThis.chrome;
const byId = (id) => document.getElementById(id);

byId("copy").addEventListener("click", async (event) => {
  await navigator.clipboard.writeText(`copied by ${byId("name").value}`);
  byId("status").textContent = event.isTrusted ? "copied" : "not a person";
});

byId("name").addEventListener("input", (event) => {
  byId("name").dataset.trusted = event.isTrusted;
});

const [tab] = await api.tabs.query({ active: true, currentWindow: true });
try {
  const [{ result }] = await api.scripting.executeScript({
    target: { tabId: tab.id },
    func: () => document.querySelector("h1").textContent,
  });
  byId("page").textContent = result;
} catch (error) {
  byId("page").textContent = `refused: ${error.message}`;
}
document.documentElement.dataset.state = "ready";
