// Shows the page in the language of its reader, and in the other one on demand.
(() => {
  const page = document.documentElement;
  const asked = navigator.languages?.[0] ?? navigator.language ?? "";
  page.lang = asked.toLowerCase().startsWith("zh") ? "zh" : "en";
  document.getElementById("language").addEventListener("click", () => {
    page.lang = page.lang === "zh" ? "en" : "zh";
  });
})();

// Makes an element: what it holds is text, or elements, never markup.
function make(name, attributes, ...inside) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...inside);
  return made;
}

// Says something in both languages; one of them is shown.
function both([english, chinese]) {
  const made = document.createDocumentFragment();
  made.append(make("span", { class: "say", lang: "en" }, english));
  made.append(make("span", { class: "say", lang: "zh" }, chinese));
  return made;
}
