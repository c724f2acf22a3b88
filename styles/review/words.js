// The words of the page in the reader's language, and data of the source.
const LANGUAGE = (() => {
  const wanted = (navigator.languages || [navigator.language]).map((tag) => tag.slice(0, 2).toLowerCase());
  return wanted.find((tag) => tag === "zh" || tag === "en") === "zh" ? 1 : 0;
})();

function say(name, ...parts) {
  return WORDS[name][LANGUAGE].replace(/\{(\d)\}/g, (_, at) => parts[at]);
}

// Words the element marked `data-say` has, and, of a button, its key.
function word(root) {
  for (const element of root.querySelectorAll("[data-say]")) element.textContent = say(element.dataset.say);
  for (const element of root.querySelectorAll("[data-key]")) element.title = element.dataset.key;
}

function find(id) {
  return document.getElementById(id);
}

// Makes an element: its tag, the classes it has, and its text or what it holds.
function make(tag, classes, ...inside) {
  const element = document.createElement(tag);
  if (classes) element.className = classes;
  element.append(...inside);
  return element;
}
