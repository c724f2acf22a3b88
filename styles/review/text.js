// The source and its blocks, unpacked. A block is never changed: what changes it makes another.
//
// A block has a `kind`; `text`, its characters; `own`, what of the source they are; `set`, what they are in
// Traditional; `lines` and `columns`, where they stand in the source: five lists as long as each other. It has
// `points`, each with `id` and `at`, and `opens` when an article begins with it.
const DATA = JSON.parse(find("data").textContent);
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;
const TELL = (at) => { const text = DATA.texts[at]; return Array.isArray(text) ? text[LANGUAGE] : text; };

const POINTS = DATA.points.map((row, id) => ({
  id, sort: DATA.sorts[row[0]], rule: TELL(row[1]), line: row[2], column: row[3], block: row[4], start: row[5],
  length: row[6], before: TELL(row[7]), after: TELL(row[8]), why: TELL(row[9]), other: TELL(row[10]),
  sure: row[11] < 0 ? null : row[11] / 1000, margin: row[12] < 0 ? null : row[12],
}));
const DOUBTFUL = 0.95;

function isDoubtful(point) {
  return point.sure !== null && point.sure < DOUBTFUL;
}

function unpack() {
  const held = DATA.blocks.map(() => []);
  for (const point of POINTS) if (point.block >= 0) held[point.block].push({ id: point.id, at: point.start });
  let article = -1;
  return DATA.blocks.map(([number, kind, runs, said, set, written], at) => {
    const lines = [];
    const columns = [];
    let text = "";
    for (let run = 0; run < runs.length; run += 3) {
      const [line, column, length] = runs.slice(run, run + 3);
      const characters = [...DATA.lines[line - 1] || ""];
      if (!said) text += characters.slice(column - 1, column - 1 + length).join("");
      for (let step = 0; step < length; step++) { lines.push(line); columns.push(column + step); }
    }
    const characters = [...(said || text)];
    const opens = number !== article;
    article = number;
    const points = held[at].sort((one, other) => one.at - other.at);
    const own = written.length ? [...characters] : characters;
    for (const [start, length, before] of written) own.splice(start, length, before, ...Array(length - 1).fill(""));
    return { kind: DATA.kinds[kind], text: characters, own, set: set ? [...set] : characters, lines, columns, points, opens };
  });
}

// Puts text on the page; what would not be seen, or would turn what is seen, is shown by its number.
function show(text) {
  const parts = document.createDocumentFragment();
  let at = 0;
  for (const match of text.matchAll(CONTROL)) {
    if (match.index > at) parts.append(text.slice(at, match.index));
    const number = match[0].codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
    parts.append(make("span", "control", "U+" + number));
    at = match.index + match[0].length;
  }
  if (at < text.length) parts.append(text.slice(at));
  return parts;
}
