// What is selected, and what can be done with it.
let selected = null; // { point } or { block, at, end }
let lastStep = 0; // where in the list the selected decision stood
let moving = null; // the block that is being moved
let keysWork = true;

// Gives the block of what is selected, and from where to where in it; nothing for what is in no block.
function placeSelected() {
  if (!selected) return null;
  if (selected.point === undefined) return selected;
  const place = where.get(selected.point);
  if (!place) return null;
  const point = POINTS[selected.point];
  return { ...place, end: place.at + (wraps(point) ? point.length : 0) };
}

function choose(what, fromList) {
  selected = what;
  const place = placeSelected();
  const point = what && what.point !== undefined ? POINTS[what.point] : null;
  if (point) {
    const at = entries.findIndex((ids) => ids.includes(point.id));
    if (at >= 0) lastStep = at;
  }
  const line = place ? now.blocks[place.block].lines[Math.min(place.at, now.blocks[place.block].lines.length - 1)] : point && point.line;
  light(line ? [...new Set(point && point.line ? [point.line, line] : [line])] : [], "lit");
  showPlace(place);
  for (const element of document.querySelectorAll(".block.chosen, .point.chosen")) element.classList.remove("chosen");
  let target = null;
  if (place) {
    const element = drawn.get(now.blocks[place.block]);
    element.classList.add("chosen");
    target = (point && [...element.querySelectorAll(".point")].find((one) => one.point === point.id)) || element.runs.findLast((run) => run.start <= place.at) || element;
    if (point) target.classList.add("chosen");
  }
  if (fromList && place) openPane("article");
  reveal(target);
  reveal((lineElements.get(line) || [])[0]);
  drawDesk(place, point);
  followList();
  if (fromList) revealEntry();
}

// Moves what is selected by a character, so that any place can be reached by keys.
function nudge(by) {
  const place = placeSelected();
  if (!place) return;
  const { text } = now.blocks[place.block];
  const at = Math.min(Math.max(place.at + by, 0), text.length - 1);
  choose({ block: place.block, at, end: at });
}

function reveal(element) {
  if (element && element.getClientRects().length) element.scrollIntoView({ block: "nearest", behavior: "instant" });
  const pane = element && element.closest("section");
  if (!pane || !pane.clientHeight) return;
  const [box, frame] = [element.getBoundingClientRect(), pane.getBoundingClientRect()];
  if (box.top < frame.top + 60 || box.bottom > frame.bottom - 40) element.scrollIntoView({ block: "center", behavior: "instant" });
}

function revealEntry() {
  const entry = find("list").querySelector("[aria-current]");
  if (!entry) return;
  entry.scrollIntoView({ block: "nearest" });
}

// Does what was asked for, shows what became of it, and says so.
function act(name, done) {
  if (!done) return announce(say("nothing"));
  refresh();
  if (done.block !== undefined) {
    const point = now.blocks[done.block].points.find(({ id, at }) => at === done.at && now.changed.has(id));
    choose(point ? { point: point.id } : { ...done, end: done.at });
  } else {
    choose(selected);
  }
  announce(say("done", name));
}

function refresh() {
  drawArticle();
  markLines();
  fillList();
  drawCounts();
}

function drawCounts() {
  const doubtful = POINTS.filter((point) => isDoubtful(point) && !now.changed.has(point.id)).length;
  const many = now.corrections.length;
  find("counts").textContent = say("counts", DATA.lines.length, POINTS.length, doubtful, many)
    + (DATA.corrections.length ? ` · ${say("applied", DATA.corrections.length)}` : "");
  find("save").textContent = say("save", many);
  find("undo").disabled = !past.length;
  find("redo").disabled = !future.length;
  tellFrame();
}

function announce(text) {
  find("said").textContent = text;
}

// All that can be done, in the order of the buttons: `can` tells where, `act` does it, `of` the sorts it is for,
// beside a place that is no decision.
const OPENING = ["break", "head", "furniture", "order"];
const DEEDS = [
  { name: "right", key: "y", of: ["join", ...OPENING], can: (place, point) => point && isDoubtful(point) && !now.changed.has(point.id),
    act: (place, point) => confirm(point, place.block, place.at) },
  { name: "join", key: "j", of: OPENING, can: (place, point) => (!point || place.at === 0) && findBefore(place.block) >= 0,
    act: (place) => join(place.block) },
  { name: "break", key: "b", of: ["join", "space", "character", "conversion", "order"], can: isInside, act: (place) => part(place.block, place.at) },
  { name: "space", of: ["join", "space"], can: (place) => isInside(place) && !isSpaced(place), act: (place) => space(place.block, place.at, true) },
  { name: "close-space", of: ["join", "space"], can: (place) => isInside(place) && isSpaced(place), act: (place) => space(place.block, place.at, false) },
  { name: "heading", key: "h", of: OPENING, act: (place) => name(place.block, now.blocks[place.block].kind === "heading" ? "paragraph" : "heading") },
  { name: "furniture", key: "f", of: OPENING, act: (place) => name(place.block, "furniture") },
  { name: "name", of: ["conversion"], can: () => now.blocks.some((block) => block.set !== block.text), form: true },
  { name: "write", key: "w", of: ["join", "space", "character", "conversion"], form: true },
  { name: "move", key: "m", of: OPENING, act: startMoving },
  { name: "move-up", of: OPENING, can: (place) => place.block > 0, act: (place) => move(place.block, place.block - 1, "before") },
  { name: "move-down", of: OPENING, can: (place) => place.block + 1 < now.blocks.length, act: (place) => move(place.block, place.block + 1, "after") },
  { name: "article-begins", of: OPENING, can: (place) => place.block > 0 && !now.blocks[place.block].opens, act: (place) => partArticle(place.block, true) },
  { name: "article-goes-on", of: OPENING, can: (place) => place.block > 0 && now.blocks[place.block].opens, act: (place) => partArticle(place.block, false) },
];

function isPossible(deed, place, point) {
  return now.blocks[place.block].kind !== "picture" && (!deed.can || deed.can(place, point));
}

// Tells whether a decision is likely to be changed so; of a place that is none, all may be wanted.
function isOffered(deed, place, point) {
  return isPossible(deed, place, point) && (!point || deed.of.includes(roleOf(point, place)));
}

// What a decision decides now: a join that was parted begins a block, and the other way round.
function roleOf(point, place) {
  if (!isBreak(point)) return point.sort;
  return place.at === 0 ? (point.sort === "join" ? "break" : point.sort) : "join";
}

function isInside(place) {
  return place.at > 0 && place.at < now.blocks[place.block].text.length;
}

function isSpaced(place) {
  const { text } = now.blocks[place.block];
  return isSpace(text[place.at] || "") || isSpace(text[place.at - 1] || "");
}

function startMoving(place) {
  moving = now.blocks[place.block];
  document.body.classList.add("moving");
  openPane("article");
  announce(say("behind-what"));
  find("why").textContent = say("behind-what");
  return undefined;
}

function stopMoving() {
  moving = null;
  document.body.classList.remove("moving");
}

function perform(deed) {
  const place = placeSelected();
  const point = selected && selected.point !== undefined ? POINTS[selected.point] : null;
  if (!place || !isPossible(deed, place, point)) return announce(say("nothing"));
  if (deed.form) return openForm(deed.name, place);
  const done = deed.act(place, point);
  if (done !== undefined) act(say(deed.name), done);
}

function drawDesk(place, point) {
  closeForm();
  find("desk").classList.toggle("empty", !selected);
  find("around").replaceChildren();
  find("why").textContent = "";
  find("deeds").replaceChildren();
  if (!selected) return find("about").replaceChildren(say("nothing-selected"));
  if (point) describe(point);
  else describePlace(place);
  if (!place) return;
  for (const deed of DEEDS) {
    if (!isOffered(deed, place, point)) continue;
    const button = make("button", deed.name === "right" ? "chief" : "", say(deed.name));
    if (deed.key) button.append(" ", make("kbd", "", deed.key));
    button.type = "button";
    button.addEventListener("click", () => perform(deed));
    find("deeds").append(button);
    if (deed.name === "heading") find("deeds").append(drawKinds(place));
  }
}

function drawKinds(place) {
  const kinds = make("select", "");
  for (const kind of DATA.kinds) if (kind !== "picture") kinds.append(new Option(say("kind-" + kind), kind));
  kinds.value = now.blocks[place.block].kind;
  kinds.addEventListener("change", () => act(say("kind-" + kinds.value), name(place.block, kinds.value)));
  return make("label", "", say("kind") + " ", kinds);
}

function describe(point) {
  const about = find("about");
  about.replaceChildren(make("span", "tag " + point.sort, say("sort-" + point.sort)), " ", placeOf(point), " · ", sureOf(point), " · ", say("about-rule", point.rule));
  find("around").append(...excerpt(point, 16));
  const why = [];
  if (point.sort === "conversion") why.push(say("reading", point.before, point.after, point.other.split(" ").join(LANGUAGE ? "、" : ", ")));
  else if (point.sort === "dropped") why.push(say("was-dropped", point.before));
  else if (point.before || point.after) why.push(say("was", nameEmpty(point.before), nameEmpty(point.after)));
  if (point.why) why.push(point.why);
  if (point.other && point.sort !== "conversion") why.push(say("or", point.other));
  find("why").replaceChildren(show(why.join(LANGUAGE ? "；" : "; ")));
}

function describePlace(place) {
  const block = now.blocks[place.block];
  const line = block.lines[Math.min(place.at, block.lines.length - 1)];
  find("about").replaceChildren(make("span", "tag", say("kind-" + block.kind)), " ", line ? say("about-line", line) : "");
  const before = block.text.slice(Math.max(0, place.at - 16), place.at).join("");
  const inside = block.text.slice(place.at, place.end).join("");
  const after = block.text.slice(place.end, place.end + 32).join("");
  find("around").append(show(before), make(inside ? "b" : "i", "bar", show(inside || (place.at ? "|" : "¶"))), show(after));
}

function nameEmpty(text) {
  if (text === "\n") return "⏎";
  return text === "" ? say("was-empty") : nameWhite(text);
}

// Asks for characters: what is garbled and what it should be, or a word and how it is set.
function openForm(deed, place) {
  const block = now.blocks[place.block];
  let [start, end] = [place.at, place.end];
  if (start === end) end = Math.min(start + 1, block.text.length);
  if (deed === "name" && end - start === 1) [start, end] = findWord(block, start);
  const word = block.text.slice(start, end).join("");
  const first = field(say(deed === "name" ? "name-word" : "write-from"), word);
  const second = field(say("as"), deed === "name" ? suggest(block, start, end) : word);
  first.input.readOnly = deed === "write";
  const form = find("form");
  const send = make("button", "chief", say(deed));
  const cancel = make("button", "", say("cancel"));
  cancel.type = "button";
  cancel.addEventListener("click", closeForm);
  form.replaceChildren(first.label, " ", second.label, " ", send, " ", cancel);
  form.onsubmit = (event) => {
    event.preventDefault();
    closeForm();
    act(say(deed), deed === "name" ? nameWord(first.input.value, second.input.value) : write(place.block, start, end, second.input.value));
    if (deed === "name") redrawArticle();
  };
  form.hidden = false;
  second.input.focus();
  second.input.select();
}

// Puts the form away and takes the focus out of it at once, so that the next key is a command again: a hidden
// field keeps the focus until the page is next drawn.
function closeForm() {
  const form = find("form");
  if (form.contains(document.activeElement)) document.activeElement.blur();
  form.hidden = true;
}

function field(label, value) {
  const input = document.createElement("input");
  input.value = value;
  input.size = Math.max(4, value.length * 2);
  input.autocomplete = "off";
  return { input, label: make("label", "", label + " ", input) };
}

// The word that a conversion was settled by, or two characters.
function findWord(block, at) {
  const point = selected.point !== undefined ? POINTS[selected.point] : null;
  const word = point && point.sort === "conversion" && !/^[a-z]/.test(point.why) ? [...point.why] : [];
  const start = word.length ? block.text.findIndex((_, from) => from <= at && at < from + word.length && word.every((one, step) => block.text[from + step] === one)) : -1;
  return start < 0 ? [at, Math.min(at + 2, block.text.length)] : [start, start + word.length];
}

// The word as it is set, with the other form where a conversion is selected.
function suggest(block, start, end) {
  const set = block.set.slice(start, end);
  const point = selected.point !== undefined ? POINTS[selected.point] : null;
  const place = placeSelected();
  if (point && point.sort === "conversion" && place.at >= start && place.at < end) set[place.at - start] = point.other.split(" ")[0] || set[place.at - start];
  return set.join("");
}

function openPane(pane) {
  document.body.dataset.pane = pane;
  for (const button of find("tabs").children) button.setAttribute("aria-pressed", String(button.dataset.pane === pane));
}
