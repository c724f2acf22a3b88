// The page comes to life.
const FILE = DATA.name.replace(/\.[^./\\]*$/, "") + ".corrections.yaml";

function openSaving() {
  const many = now.corrections.length + DATA.corrections.length;
  find("saving-say").textContent = many ? say("saving-say", FILE) : say("nocorrections");
  find("yaml").value = writeYaml();
  find("yaml").hidden = !many;
  find("copy").disabled = find("download").disabled = !many;
  find("saving").showModal();
}

async function copy() {
  find("yaml").select();
  try {
    await navigator.clipboard.writeText(find("yaml").value);
  } catch {
    document.execCommand("copy");
  }
  settle(say("copied"));
}

function download() {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([find("yaml").value], { type: "application/yaml" }));
  link.download = FILE;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  settle(say("saved", FILE));
}

// Tells the page of ours that holds this one in a frame what was corrected; it keeps it.
function tellFrame() {
  if (window.parent === window || !location.protocol.startsWith("http")) return;
  window.parent.postMessage({ corrections: now.corrections.length || DATA.corrections.length ? writeYaml() : "" }, location.origin);
  saved = now.corrections.length;
}

function settle(text) {
  saved = now.corrections.length;
  find("saving").close();
  announce(text);
}

function openHelp() {
  find("help").showModal();
}

function revert(done, text) {
  if (!done) return;
  refresh();
  choose(selected && selected.point !== undefined ? selected : null);
  announce(text);
}

const KEYS = {
  n: () => step(1),
  p: () => step(-1),
  u: () => revert(undo(), say("undone")),
  r: () => revert(redo(), say("redone")),
  t: () => toggleScript(),
  s: () => openSaving(),
  "?": () => openHelp(),
};
for (const deed of DEEDS) if (deed.key) KEYS[deed.key] = () => perform(deed);

KEYS.ArrowLeft = () => nudge(-1);
KEYS.ArrowRight = () => nudge(1);

function toggleScript() {
  traditional = !traditional;
  find("script").setAttribute("aria-pressed", String(traditional));
  find("blocks").lang = traditional ? "zh-Hant" : "zh-Hans";
  redrawArticle();
  choose(selected);
}

function press(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (event.key === "Escape") {
    stopMoving();
    return choose(null);
  }
  if (!keysWork || event.target.closest("input, textarea, select")) return;
  const act = KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
}

function clickArticle(event) {
  if (moving) {
    const block = event.target.closest(".block");
    const [from, held] = [now.blocks.indexOf(moving), block];
    stopMoving();
    if (held) act(say("move"), from < 0 ? null : move(from, held.at, "after"));
    return;
  }
  const place = readClick(event);
  if (place) choose(place);
}

function clickSource(event) {
  const line = event.target.closest(".line");
  const place = line && readLine(line.line);
  if (!place) return;
  choose(place);
}

// Lights a line and the text made of it while the pointer is on either.
function hover(event) {
  const element = event.target.closest && event.target.closest(".line, .run, .point");
  if (!element) return light([], "near");
  const point = element.point === undefined ? null : POINTS[element.point];
  light([element.line || (point && point.line)].filter(Boolean), "near");
}

function start() {
  document.documentElement.lang = LANGUAGE ? "zh-Hans" : "en";
  document.title = say("title", DATA.name);
  word(document);
  find("name").replaceChildren(show(DATA.name));
  find("tools").setAttribute("aria-label", say("tools"));
  find("tabs").setAttribute("aria-label", say("tabs"));
  find("deeds").setAttribute("aria-label", say("desk"));
  find("lines").lang = "zh";
  find("blocks").lang = "zh-Hans";
  for (const [key, act] of [["undo", KEYS.u], ["redo", KEYS.r], ["script", KEYS.t], ["save", openSaving], ["ask", openHelp], ["copy", copy], ["download", download], ["more", showMore]]) {
    find(key).addEventListener("click", act);
  }
  find("script").hidden = !now.blocks.some((block) => block.set !== block.text);
  for (const key of Object.keys(WORDS).filter((name) => name.startsWith("key-"))) {
    find("keys").append(make("dt", "", make("kbd", "", key.slice(4))), make("dd", "", say(key)));
  }
  find("letters").addEventListener("change", (event) => { keysWork = event.target.checked; });
  for (const button of document.querySelectorAll("[data-close]")) button.addEventListener("click", () => button.closest("dialog").close());
  for (const button of find("tabs").children) button.addEventListener("click", () => openPane(button.dataset.pane));
  drawArticle();
  drawSource();
  drawFilters();
  fillList();
  drawCounts();
  drawDesk(null, null);
  openPane("decisions");
  find("blocks").addEventListener("click", clickArticle);
  find("lines").addEventListener("click", clickSource);
  for (const pane of [find("blocks"), find("lines")]) {
    pane.addEventListener("pointerover", hover);
    pane.addEventListener("pointerleave", () => light([], "near"));
  }
  document.addEventListener("keydown", press);
  window.addEventListener("beforeunload", (event) => { if (now.corrections.length > saved) event.preventDefault(); });
}

start();
