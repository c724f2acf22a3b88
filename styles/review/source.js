// The source as it was printed: its lines with their numbers, or the pictures of its pages with their rows.
const lineElements = new Map(); // the elements of a line of the source, by its number

function drawSource() {
  const root = find("lines");
  if (DATA.pictures.length) root.append(...DATA.pictures.map(drawPage));
  else root.append(...drawLines());
  markLines();
}

function drawLines() {
  const pages = [];
  DATA.lines.forEach((text, at) => {
    if (at % 100 === 0) pages.push(make("div", "lines"));
    const element = make("div", "line");
    element.append(show(text));
    element.dataset.line = at + 1;
    element.line = at + 1;
    lineElements.set(at + 1, [element]);
    pages.at(-1).append(element);
  });
  return pages;
}

function drawPage([number, file, width, height]) {
  const picture = document.createElement("img");
  picture.alt = say("page", number);
  picture.loading = "lazy";
  picture.width = Math.round(width);
  picture.height = Math.round(height);
  picture.src = file.split("/").map(encodeURIComponent).join("/");
  const page = make("div", "page", picture);
  for (const [line, at, left, top, right, bottom] of DATA.rows) {
    if (at !== number) continue;
    const box = make("div", "line box");
    box.style.left = `${left}%`;
    box.style.top = `${top}%`;
    box.style.width = `${right - left}%`;
    box.style.height = `${bottom - top}%`;
    box.title = String(line);
    box.line = line;
    lineElements.set(line, [...(lineElements.get(line) || []), box]);
    page.append(box);
  }
  return page;
}

// Marks what became of each line: what goes on in the next, what closes a block, what is a doubt.
function markLines() {
  const marks = new Map();
  const give = (line, sort) => marks.set(line, [...(marks.get(line) || []), sort]);
  for (const block of now.blocks) {
    block.lines.forEach((line, at) => { if (at + 1 < block.lines.length && block.lines[at + 1] !== line) give(line, "goes-on"); });
    if (block.lines.length) give(block.lines.at(-1), block.kind === "furniture" ? "furniture" : "ends");
  }
  for (const point of POINTS) {
    if (isDoubtful(point) && point.sort !== "conversion" && !now.changed.has(point.id)) give(point.line, "doubtful");
    if (point.sort === "dropped") give(point.line, "dropped");
  }
  for (const [line, elements] of lineElements) {
    const sorts = marks.get(line) || [];
    for (const element of elements) {
      for (const sort of ["goes-on", "ends", "furniture", "doubtful", "dropped"]) element.classList.toggle(sort, sorts.includes(sort));
    }
  }
}

// What a click on a line selects: the decision on the break before it, else how its first character stands.
function readLine(line) {
  const run = (runs.get(line) || [])[0];
  if (!run) return POINTS.filter((point) => point.line === line).map(({ id }) => ({ point: id }))[0] || null;
  const at = run.closest(".block").at;
  const point = now.blocks[at].points.find((one) => one.at <= run.start && POINTS[one.id].sort !== "conversion"
    && (one.at === run.start || one.at + POINTS[one.id].length === run.start) && isBreak(POINTS[one.id]));
  return point ? { point: point.id } : { block: at, at: run.start, end: run.start };
}

function isBreak(point) {
  return ["join", "break", "head", "furniture"].includes(point.sort);
}
