// The local page: sends a text to the program that served it, shows it repaired, and fetches the files.
(() => {
  const at = (id) => document.getElementById(id);
  const say = (id) => at(`say-${id}`).content.cloneNode(true);
  let text = null; // the address of the text in hand
  let corrections = ""; // as YAML, told by the page that shows the text
  let turn = 0; // counts what was begun, so that an answer that comes too late is known

  // Asks the program; what it says is wrong is thrown as words in both languages.
  async function ask(path, options = {}) {
    let answer;
    try {
      answer = await fetch(path, options);
    } catch {
      throw null;
    }
    const said = await answer.json().catch(() => ({}));
    if (!answer.ok) throw said.error ?? null;
    return said;
  }

  const send = (path, body = "") => ask(path, { method: "POST", body });

  function tell(words, working) {
    at("status").replaceChildren(words);
    at("cancel").hidden = at("bar").hidden = !working;
  }

  function complain(words) {
    tell("", false);
    at("error").replaceChildren(words ? both(words) : say("unreached"));
  }

  // Begins something: what was begun before is no longer waited for.
  function begin(words) {
    turn += 1;
    at("error").replaceChildren();
    tell(words, true);
    at("bar").removeAttribute("value");
    return turn;
  }

  async function take(name, body) {
    const mine = begin(say("sending"));
    corrections = "";
    at("result").hidden = at("books").hidden = true;
    at("files").replaceChildren();
    if (text) send(`${text}/forget`).catch(() => {});
    text = null;
    try {
      const { id } = await send(`texts?name=${encodeURIComponent(name)}`, body);
      if (mine !== turn) return send(`texts/${id}/forget`);
      text = `texts/${id}`;
      tell(say("waiting"), true);
      const said = await follow(mine);
      if (said?.state === "seen") show(said);
    } catch (words) {
      if (mine === turn) complain(words);
    }
  }

  // Waits until a text is worked on no more; gives how it is then, or nothing if something else was begun.
  async function follow(mine) {
    let said = { version: "" };
    do {
      said = await ask(`${text}/state?version=${said.version}`);
      if (mine !== turn) return null;
      if (said.wanted) {
        at("bar").max = said.wanted;
        at("bar").value = said.made;
      }
    } while (said.state === "working");
    if (said.state === "failed") throw said.error;
    if (said.state === "cancelled") tell(say("cancelled"), false);
    return said;
  }

  function show({ title }) {
    at("title").textContent = title;
    at("review").src = `${text}/review`;
    at("result").hidden = at("books").hidden = false;
    tell(say("repaired"), false);
  }

  async function order(event) {
    event.preventDefault();
    const wanted = new FormData(at("order"));
    const mine = begin(say("making"));
    at("files").replaceChildren();
    const asked = { editions: wanted.getAll("editions"), formats: wanted.getAll("formats"), corrections };
    try {
      await send(`${text}/files`, JSON.stringify(asked));
      const said = await follow(mine);
      if (said?.state === "seen") list(said.files);
    } catch (words) {
      if (mine === turn) complain(words);
    }
  }

  function list(files) {
    const rows = files.map(({ name, size }, number) =>
      make("li", {}, make("a", { href: `${text}/files/${number}`, download: name }, name), " ", make("small", {}, size)));
    if (files.length > 1) rows.push(make("li", {}, make("a", { href: `${text}/files.zip`, download: "" }, say("all"))));
    at("files").replaceChildren(...rows);
    tell(say("made"), false);
  }

  function takeFile(file) {
    if (!file) return;
    at("text").value = "";
    take(file.name, file);
  }

  function repair() {
    take("", at("text").value);
  }

  at("repair").addEventListener("click", repair);
  at("text").addEventListener("paste", () => setTimeout(repair));
  at("order").addEventListener("submit", order);
  at("cancel").addEventListener("click", () => text && send(`${text}/cancel`).catch(complain));
  at("file").addEventListener("change", (event) => {
    takeFile(event.target.files[0]);
    event.target.value = "";
  });
  addEventListener("dragover", (event) => {
    event.preventDefault();
    document.body.classList.add("dropping");
  });
  addEventListener("dragleave", (event) => event.relatedTarget || document.body.classList.remove("dropping"));
  addEventListener("drop", (event) => {
    event.preventDefault();
    document.body.classList.remove("dropping");
    takeFile(event.dataTransfer.files[0]);
  });
  addEventListener("message", ({ origin, source, data }) => {
    if (origin === location.origin && source === at("review").contentWindow) corrections = data.corrections ?? "";
  });
})();
