// What the text is now, and how each correction changes it. Every state is kept, so that all can be undone.
const SHARED = ["text", "own", "set", "lines", "columns"];
const ASIDE = new Set(["furniture", "caption", "credit", "note", "picture"]);
const LATIN = /[A-Za-z0-9]/;

let now = { blocks: unpack(), corrections: [], changed: new Set() };
let past = [];
let future = [];
let saved = 0; // how many corrections the file has that was saved last

// Takes a new state: the blocks as they become, the correction that says so, the points it is about.
function take(blocks, correction, points) {
  past.push(now);
  future = [];
  const corrections = [...now.corrections, ...correction];
  now = { blocks, corrections, changed: new Set([...now.changed, ...points]) };
}

function undo() {
  if (!past.length) return false;
  future.push(now);
  now = past.pop();
  return true;
}

function redo() {
  if (!future.length) return false;
  past.push(now);
  now = future.pop();
  return true;
}

// The part of a block from one place up to another; points at the end belong to what follows.
function slice(block, start, end, opening) {
  const part = { ...block };
  for (const name of SHARED) part[name] = block[name].slice(start, end);
  part.points = block.points
    .filter(({ at }) => at >= start && (at < end || end === block.text.length))
    .map(({ id, at }) => ({ id, at: at - start }));
  part.opens = start === 0 && block.opens;
  return part;
}

// A block with other white space from `start` to `end`, which stands where what it was stood.
function splice(block, start, end, text) {
  const at = Math.min(start, block.lines.length - 1);
  const changed = { ...block };
  const put = { text, own: text, set: text, lines: text.map(() => block.lines[at]), columns: text.map(() => block.columns[at]) };
  for (const name of SHARED) {
    changed[name] = [...block[name].slice(0, start), ...put[name], ...block[name].slice(end)];
  }
  const more = text.length - (end - start);
  changed.points = block.points.map(({ id, at: place }) => ({ id, at: place >= end ? place + more : Math.min(place, start) }));
  return changed;
}

function glue(block, other) {
  const joint = LATIN.test(block.text.at(-1)) && LATIN.test(other.text[0]) ? [" "] : [];
  const held = joint.length ? splice(block, block.text.length, block.text.length, joint) : block;
  const whole = { ...held };
  for (const name of SHARED) whole[name] = [...held[name], ...other[name]];
  const shift = held.text.length;
  whole.points = [...held.points, ...other.points.map(({ id, at }) => ({ id, at: at + shift }))];
  return whole;
}

// The block that one would be joined to: the nearest before it, aside of what stands between running text.
function findBefore(at) {
  const { blocks } = now;
  if (blocks[at].opens) return -1;
  let before = at - 1;
  if (!ASIDE.has(blocks[at].kind)) while (before >= 0 && ASIDE.has(blocks[before].kind) && !blocks[before].opens) before--;
  return ASIDE.has(blocks[before].kind) && blocks[before].kind !== blocks[at].kind ? -1 : before;
}

function join(at) {
  const before = findBefore(at);
  if (before < 0) return null;
  const blocks = [...now.blocks];
  const [left, right] = [blocks[before], blocks[at]];
  const whole = glue(left, right);
  blocks[before] = whole;
  blocks.splice(at, 1);
  const start = whole.text.length - right.text.length;
  take(blocks, [quoteSeam("join", left, right)], opening(right));
  return { block: before, at: start };
}

function part(at, place) {
  const block = now.blocks[at];
  let end = place;
  let start = place;
  while (end > 0 && isSpace(block.text[end - 1])) end--;
  while (start < block.text.length && isSpace(block.text[start])) start++;
  if (end === 0 || start === block.text.length) return null;
  const left = slice(block, 0, end);
  const right = { ...slice(block, start, block.text.length), kind: isHead(block.kind) ? block.kind : "paragraph" };
  const between = block.points.filter((point) => point.at >= end && point.at < start).map(({ id }) => ({ id, at: 0 }));
  right.points = [...between, ...right.points];
  const blocks = [...now.blocks];
  blocks.splice(at, 1, left, right);
  take(blocks, [quoteSeam("break", left, right)], opening(right));
  return { block: at + 1, at: 0 };
}

function name(at, kind) {
  const block = now.blocks[at];
  if (block.kind === kind) return null;
  const blocks = [...now.blocks];
  blocks[at] = { ...setLines(block, kind), kind };
  take(blocks, [quoteBlock(kind, block)], opening(block));
  return { block: at, at: 0 };
}

// Verse keeps its lines, all else runs on: the breaks that a block of this kind has, or has not.
function setLines(block, kind) {
  if ((kind === "verse") === (block.kind === "verse")) return block;
  let made = block;
  for (let place = block.text.length - 1; place > 0; place--) {
    if (kind !== "verse" && block.text[place] === "\n") {
      const latin = LATIN.test(block.text[place - 1]) && LATIN.test(block.text[place + 1]);
      made = splice(made, place, place + 1, latin ? [" "] : []);
    }
    if (kind === "verse" && block.lines[place] !== block.lines[place - 1] && block.text[place - 1] !== "\n") {
      made = isSpace(block.text[place - 1]) ? splice(made, place - 1, place, ["\n"]) : splice(made, place, place, ["\n"]);
    }
  }
  return made;
}

function space(at, place, wanted) {
  const block = now.blocks[at];
  let start = place;
  let end = place;
  while (start > 0 && isSpace(block.text[start - 1])) start--;
  while (end < block.text.length && isSpace(block.text[end])) end++;
  if (wanted === start < end || start === 0 || end === block.text.length) return null;
  const blocks = [...now.blocks];
  const quote = quoteSeam(wanted ? "space" : "close", slice(block, 0, start), slice(block, end, block.text.length));
  blocks[at] = splice(block, start, end, wanted ? [" "] : []);
  const points = block.points.filter((point) => point.at >= start && point.at <= end).map(({ id }) => id);
  take(blocks, [quote], points);
  return { block: at, at: start };
}

// Moves a block behind another, or before it.
function move(at, target, where) {
  if (at === target || target < 0 || target >= now.blocks.length) return null;
  const blocks = [...now.blocks];
  const [block] = blocks.splice(at, 1);
  const left = target - (at < target ? 1 : 0);
  const other = blocks[left];
  let moved = { ...block, opens: false };
  if (block.opens && blocks[at] && !blocks[at].opens) blocks[at] = { ...blocks[at], opens: true };
  if (where === "before" && blocks[left].opens) {
    blocks[left] = { ...blocks[left], opens: false };
    moved = { ...moved, opens: true };
  }
  const place = left + (where === "before" ? 0 : 1);
  blocks.splice(place, 0, moved);
  // One line may be named for both quotes: a quote that is there once needs none.
  take(blocks, [{ move: "", ...quoteBlock(where, other), ...quoteBlock("move", block) }], opening(block));
  return { block: place, at: 0 };
}

function partArticle(at, wanted) {
  const block = now.blocks[at];
  if (at === 0 || block.opens === wanted) return null;
  const blocks = [...now.blocks];
  blocks[at] = { ...block, opens: wanted };
  take(blocks, [quoteBlock(wanted ? "article" : "merge", block)], opening(block));
  return { block: at, at: 0 };
}

// Writes other characters in the place of some: the first cell holds them all, so that no place changes.
function write(at, start, end, text) {
  const block = now.blocks[at];
  if (start === end || text === block.text.slice(start, end).join("")) return null;
  const quote = quoteStretch(block, start, end, text);
  const cells = [text, ...Array(end - start - 1).fill("")];
  const changed = { ...block };
  for (const name of ["text", "set"]) changed[name] = [...block[name].slice(0, start), ...cells, ...block[name].slice(end)];
  const blocks = [...now.blocks];
  blocks[at] = changed;
  const points = block.points.filter((point) => point.at >= start && point.at < end).map(({ id }) => id);
  take(blocks, [quote], points);
  return { block: at, at: start };
}

// Says how a word is set in Traditional wherever it stands.
function nameWord(word, as) {
  const characters = [...word];
  const set = [...as];
  if (!word || characters.length !== set.length) return null;
  const points = [];
  const blocks = now.blocks.map((block) => {
    let found = block;
    for (const start of listPlaces(block.text, characters)) {
      const changed = [...found.set];
      changed.splice(start, set.length, ...set);
      found = { ...found, set: changed };
      for (const { id, at } of block.points) {
        if (at >= start && at < start + set.length && POINTS[id].sort === "conversion") points.push(id);
      }
    }
    return found;
  });
  take(blocks, [word === as ? { name: word } : { name: word, as }], points);
  return {};
}

function listPlaces(text, word) {
  const places = [];
  for (let at = text.indexOf(word[0]); at >= 0; at = text.indexOf(word[0], at + 1)) {
    if (word.every((character, step) => text[at + step] === character)) places.push(at);
  }
  return places;
}

// Says that a decision is right, so that it is a doubt no more.
function confirm(point, at, place) {
  const block = now.blocks[at];
  const before = findBefore(at);
  let correction;
  if (place > 0 && point.sort === "join") {
    correction = quoteSeam("join", slice(block, 0, place), slice(block, place, block.text.length));
  } else if (place === 0 && block.kind === "paragraph" && before >= 0) {
    correction = quoteSeam("break", now.blocks[before], block);
  } else if (place === 0 && block.kind !== "picture") {
    correction = quoteBlock(block.kind, block);
  } else {
    return null;
  }
  take(now.blocks, [correction], [point.id]);
  return { block: at, at: place };
}

// The points that say that a block begins, and what it is.
function opening(block) {
  const sorts = ["join", "break", "head", "furniture", "order"];
  return block.points.filter(({ id, at }) => at === 0 && sorts.includes(POINTS[id].sort)).map(({ id }) => id);
}

function isHead(kind) {
  return ["title", "subtitle", "kicker", "heading"].includes(kind);
}

function isSpace(character) {
  return /\s/.test(character);
}
