// Quotes of the text by which a correction finds its place again: letters enough to be there once. They are of
// the source's characters, without white space and bars (docs/corrections.md). What counts as one letter follows
// pipeline/proof/quotes.py, which will look for them; bench/quoting.py makes quotes where nobody clicks.
const LEAST = 5; // letters on each side of a place, where there are so many
const BEGINNING = 8; // letters of a block's beginning

const PASSED = /[\p{Cc}\p{Cf}\p{Zs}\p{Zl}\p{Zp}|]/gu; // white space, controls, bars

function fold(text) {
  const plain = [...text].map((one) => one.normalize("NFKC")).join("");
  return [...plain].map((one) => ALIKE[one] ?? one).join("").replace(PASSED, "");
}

function listLetters(block, start = 0, end = block.own.length) {
  return [...block.own.slice(start, end).join("").replace(/[\s|]/g, "")];
}

function readAll() {
  return fold(now.blocks.map((block) => block.own.join("")).join(""));
}

function isOnce(text, all) {
  const letters = fold(text);
  const at = all.indexOf(letters);
  return at >= 0 && all.indexOf(letters, at + 1) < 0;
}

// Adds the line of the source where a quote alone would not do.
function locate(correction, line, alone) {
  return alone || !line ? correction : { ...correction, line };
}

// A correction at the bar between two blocks, or parts of one.
function quoteSeam(deed, left, right) {
  const [before, after, all] = [listLetters(left), listLetters(right), readAll()];
  const most = Math.max(before.length, after.length);
  for (let many = LEAST; ; many *= 2) {
    const [one, other] = [before.slice(-many).join(""), after.slice(0, many).join("")];
    const alone = isOnce(one + other, all) || (isOnce(one, all) && isOnce(other, all));
    if (alone || many >= most) return locate({ [deed]: `${one}|${other}` }, right.lines[0], alone);
  }
}

// A correction of the block that begins so.
function quoteBlock(deed, block) {
  const [own, all] = [listLetters(block), readAll()];
  for (let many = BEGINNING; ; many *= 2) {
    const quote = own.slice(0, many).join("");
    const alone = isOnce(quote, all);
    if (alone || many >= own.length) return locate({ [deed]: quote }, block.lines[0], alone);
  }
}

// A correction of characters, with as many beside them as make them the only ones.
function quoteStretch(block, start, end, text) {
  const all = readAll();
  for (let [from, to] = [start, end]; ; [from, to] = [Math.max(0, from - 2), Math.min(block.own.length, to + 2)]) {
    const quote = listLetters(block, from, to).join("");
    const alone = isOnce(quote, all);
    if (alone || to - from > 64 || to - from === block.own.length) {
      const as = block.own.slice(from, start).join("") + text + block.own.slice(end, to).join("");
      return locate({ write: quote, as: as.replace(/\s/g, "") }, block.lines[start], alone);
    }
  }
}

// The corrections as YAML: texts in double quotes, as JSON writes them, with nothing in them that is not seen.
function writeYaml() {
  const items = now.corrections.map((correction) =>
    Object.entries(correction).map(([key, value], at) => `${at ? "    " : "  - "}${key}: ${quote(value)}`).join("\n"));
  const all = [...DATA.corrections, ...items];
  return [`source: ${quote(DATA.name)}`, all.length ? "corrections:" : "corrections: []", ...all, ""].join("\n");
}

function quote(value) {
  if (typeof value === "number") return String(value);
  return JSON.stringify(value).replace(CONTROL, (found) => "\\u" + found.charCodeAt(0).toString(16).padStart(4, "0"));
}
