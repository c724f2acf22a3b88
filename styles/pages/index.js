// The download page: finds titles by their words, and shows so many of them at a time.
(() => {
  const at = (id) => document.getElementById(id);
  const read = (id) => JSON.parse(at(id).textContent);
  const words = read("said");
  const shown = Number(at("said").dataset.shown);
  const titles = read("known");
  let found = titles;
  let leaf = 0;

  // What a title is found by; made when somebody seeks for the first time.
  const fold = (text) => text.normalize("NFKC").toLowerCase();
  const describe = ({ issues, source, date, publication }) =>
    fold([...issues.map((issue) => issue.title), source, date, publication].join("\n"));
  let described = null;

  function seek(text) {
    described ??= titles.map(describe);
    const sought = fold(text).split(/\s+/u).filter(Boolean);
    return titles.filter((_, place) => sought.every((word) => described[place].includes(word)));
  }

  function name(file) {
    const label = [file.format.toUpperCase()];
    return file.vertical ? [...label, " ", both(words.vertical)] : label;
  }

  function showCover({ cover, issues }) {
    if (!cover) return make("span", { class: "cover", "aria-hidden": "true" }, [...issues[0].title][0] ?? "");
    return make("img", { class: "cover", src: cover, alt: "", width: 96, height: 154, loading: "lazy" });
  }

  function showIssue({ edition, files }) {
    const rows = files.map((file) =>
      make("li", {}, make("a", { href: file.href, download: "" }, ...name(file)), " ", make("small", {}, file.size)));
    return make("section", { class: "issue" },
      make("h3", {}, both(words[edition])), make("ul", { class: "files" }, ...rows));
  }

  function showSums(issues) {
    const rows = issues.flatMap(({ edition, files }) => files.map((file) =>
      make("div", {}, make("dt", {}, `${edition} `, ...name(file)), make("dd", {}, make("code", {}, file.sha256)))));
    return make("details", {}, make("summary", {}, "SHA-256"), make("dl", {}, ...rows));
  }

  function showTitle(title) {
    const { issues, review, stem } = title;
    const about = [title.date, title.publication, title.source].filter(Boolean).map((said) => make("span", {}, said));
    if (review) about.push(make("a", { href: review }, both(words.review)));
    return make("li", { class: "title", "data-stem": stem }, showCover(title),
      make("div", {},
        make("h2", { lang: issues[0].edition }, issues[0].title),
        make("p", { class: "about" }, ...about), ...issues.map(showIssue), showSums(issues)));
  }

  function show() {
    const leaves = Math.max(1, Math.ceil(found.length / shown));
    leaf = Math.min(Math.max(leaf, 0), leaves - 1);
    at("titles").replaceChildren(...found.slice(leaf * shown, (leaf + 1) * shown).map(showTitle));
    at("found").textContent = found.length;
    at("leaf").textContent = `${leaf + 1} / ${leaves}`;
    at("leaves").hidden = leaves === 1;
    at("back").disabled = leaf === 0;
    at("on").disabled = leaf === leaves - 1;
  }

  function turn(by) {
    leaf += by;
    show();
    at("titles").scrollIntoView();
  }

  at("words").addEventListener("input", (event) => {
    found = seek(event.target.value);
    leaf = 0;
    show();
  });
  at("words").form.addEventListener("submit", (event) => event.preventDefault());
  at("back").addEventListener("click", () => turn(-1));
  at("on").addEventListener("click", () => turn(1));
  show();
})();
