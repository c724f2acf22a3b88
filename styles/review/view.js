// The article as it is now. A block whose value has not changed keeps its element.
const drawn = new WeakMap(); // the element of a block
const runs = new Map(); // the elements that show a line of the source, by its number
const where = new Map(); // the place of each point: its block, and where in it
let traditional = false;

const TAGS = { title: "h3", heading: "h3", verse: "pre" };

function drawArticle() {
  const elements = now.blocks.map((block) => {
    if (!drawn.has(block)) drawn.set(block, drawBlock(block));
    return drawn.get(block);
  });
  const root = find("blocks");
  const kept = new Set(elements);
  for (const element of [...root.children]) if (!kept.has(element)) element.remove();
  elements.forEach((element, at) => {
    element.at = at;
    element.classList.toggle("opens", now.blocks[at].opens && at > 0);
    if (root.children[at] !== element) root.insertBefore(element, root.children[at] || null);
  });
  findPlaces();
}

function redrawArticle() {
  for (const block of now.blocks) drawn.delete(block);
  drawArticle();
}

function findPlaces() {
  where.clear();
  runs.clear();
  now.blocks.forEach((block, at) => {
    for (const point of block.points) where.set(point.id, { block: at, at: point.at });
    for (const run of drawn.get(block).runs) {
      if (!runs.has(run.line)) runs.set(run.line, []);
      runs.get(run.line).push(run);
    }
  });
}

function drawBlock(block) {
  const text = make(TAGS[block.kind] || "p", "text");
  const element = make("div", "block " + block.kind, make("span", "kind", say("kind-" + block.kind)), text);
  element.runs = [];
  const marks = new Map();
  for (const { id, at } of block.points) marks.set(at, [...(marks.get(at) || []), POINTS[id]]);
  const stops = new Set([0, block.text.length, ...marks.keys()]);
  for (let at = 1; at < block.lines.length; at++) if (block.lines[at] !== block.lines[at - 1]) stops.add(at);
  for (const points of marks.values()) for (const point of points) if (point.length) stops.add(endOf(point, block));
  const places = [...stops].sort((one, other) => one - other);
  const shown = traditional ? block.set : block.text;
  places.forEach((start, number) => {
    const points = marks.get(start) || [];
    for (const point of points) if (!wraps(point)) text.append(drawMark(point));
    const end = places[number + 1];
    if (end === undefined) return;
    const run = make("span", "run");
    run.append(show(shown.slice(start, end).join("")));
    run.start = start;
    run.line = block.lines[start];
    const held = points.find(wraps);
    if (held) mark(run, held);
    element.runs.push(run);
    text.append(run);
  });
  return element;
}

function endOf(point, block) {
  const at = block.points.find(({ id }) => id === point.id).at;
  return Math.min(at + point.length, block.text.length);
}

// Characters are marked themselves; what lies between two of them has a mark of its own.
function wraps(point) {
  return point.length > 0 && (point.sort === "character" || point.sort === "conversion");
}

function drawMark(point) {
  return mark(make("span", "mark"), point);
}

function mark(element, point) {
  element.classList.add("point", point.sort);
  if (isDoubtful(point)) element.classList.add("doubtful");
  if (now.changed.has(point.id)) element.classList.add("changed");
  element.point = point.id;
  return element;
}

// Lights a place: its lines in the source, its runs in the article.
function light(lines, kind) {
  for (const element of document.querySelectorAll("." + kind)) element.classList.remove(kind);
  for (const line of lines) {
    for (const run of runs.get(line) || []) run.classList.add(kind);
    for (const element of lineElements.get(line) || []) element.classList.add(kind);
  }
}

// The place in the article that a click meant: a point, or a stretch of characters, from where to where.
function readClick(event) {
  const element = event.target.closest(".point");
  if (element && isMarked(POINTS[element.point])) return { point: element.point };
  const block = event.target.closest(".block");
  if (!block) return null;
  const chosen = document.getSelection();
  if (chosen.rangeCount && block.contains(chosen.anchorNode)) {
    const range = chosen.getRangeAt(0);
    const start = findOffset(block, range.startContainer, range.startOffset);
    const end = range.collapsed || !block.contains(range.endContainer) ? start : findOffset(block, range.endContainer, range.endOffset);
    if (start >= 0) return { block: block.at, at: start, end: Math.max(start, end) };
  }
  return { block: block.at, at: 0, end: 0 };
}

// A character whose form is hardly doubtful is a place like others: more is done there than to name its form.
function isMarked(point) {
  return point.sort !== "conversion" || isDoubtful(point);
}

function findOffset(block, node, offset) {
  const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
  const run = element.closest(".run");
  if (!run) return 0;
  if (node.parentElement !== run) return run.start;
  let at = run.start;
  for (let before = node.previousSibling; before; before = before.previousSibling) {
    at += before.nodeType === Node.TEXT_NODE ? [...before.data].length : 1;
  }
  const cells = now.blocks[block.at].text;
  for (let left = [...node.data.slice(0, offset)].length; left > 0 && at < cells.length; at++) left -= [...cells[at]].length;
  return at;
}

// Shows the place that is selected; where the browser cannot, the desk says it all the same.
function showPlace(place) {
  if (!window.CSS || !CSS.highlights) return;
  CSS.highlights.delete("place");
  if (!place || (selected && selected.point !== undefined)) return;
  const element = drawn.get(now.blocks[place.block]);
  const from = findNode(element, place.at);
  const to = findNode(element, Math.max(place.end, place.at + 1));
  if (!from || !to) return;
  const range = new Range();
  range.setStart(...from);
  range.setEnd(...to);
  CSS.highlights.set("place", new Highlight(range));
}

function findNode(element, place) {
  const run = element.runs.findLast((one) => one.start <= Math.max(0, place - 1) || one.start === 0);
  let left = place - run.start;
  for (const node of run.childNodes) {
    const length = node.nodeType === Node.TEXT_NODE ? [...node.data].length : 1;
    if (left <= length) {
      if (node.nodeType !== Node.TEXT_NODE) return [run, [...run.childNodes].indexOf(node)];
      return [node, [...node.data].slice(0, left).join("").length];
    }
    left -= length;
  }
  return null;
}
