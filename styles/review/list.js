// The list of decisions: the doubtful first, by sort, a page at a time.
const SHOWN = 200; // entries of a page of the list
const wanted = new Set(DATA.sorts);
let entries = []; // what the list holds: points that say the same thing of the same character are one entry
let shown = 0;

// By how soon it wants to be looked at: doubts before the rest, and those of the text before those of a character.
function weigh(point) {
  const sure = point.sure === null ? 1 : point.sure;
  return sure + (isDoubtful(point) ? 0 : 4) + (point.sort === "conversion" ? 2 : 0);
}

function drawFilters() {
  find("filters").setAttribute("aria-label", say("filters"));
  for (const [value, name] of [["doubtful", "doubtful"], ["all", "all"], ["changed", "changed-only"]]) {
    find("show").append(new Option(say(name), value));
  }
  if (!POINTS.some(isDoubtful)) find("show").value = "all";
  find("show").addEventListener("change", fillList);
  for (const sort of DATA.sorts) {
    const many = POINTS.filter((point) => point.sort === sort).length;
    if (!many) continue;
    const button = make("button", "sort " + sort, `${say("sort-" + sort)} `, make("span", "many", String(many)));
    button.type = "button";
    button.setAttribute("aria-pressed", "true");
    button.addEventListener("click", () => {
      const on = !wanted.delete(sort);
      if (on) wanted.add(sort);
      button.setAttribute("aria-pressed", String(on));
      fillList();
    });
    find("sorts").append(button);
  }
}

function fillList() {
  const which = find("show").value;
  const held = new Map();
  for (const point of POINTS) {
    const changed = now.changed.has(point.id);
    if (!wanted.has(point.sort)) continue;
    if (which === "doubtful" && (!isDoubtful(point) || changed)) continue;
    if (which === "changed" && !changed) continue;
    const key = point.sort === "conversion" ? [point.before, point.after, point.rule, point.sure, changed].join() : point.id;
    if (!held.has(key)) held.set(key, []);
    held.get(key).push(point.id);
  }
  entries = [...held.values()];
  if (which !== "changed") entries.sort((one, other) => weigh(POINTS[one[0]]) - weigh(POINTS[other[0]]));
  find("list").replaceChildren();
  shown = 0;
  showMore();
}

function showMore() {
  const next = entries.slice(shown, shown + SHOWN);
  find("list").append(...next.map((ids, at) => drawEntry(ids, shown + at)));
  shown += next.length;
  find("more").hidden = shown >= entries.length;
  find("none").hidden = entries.length > 0;
  followList();
}

function drawEntry(ids, number) {
  const point = POINTS[ids[0]];
  const head = make("span", "top", make("span", "tag " + point.sort, say("sort-" + point.sort)), " ", placeOf(point), " ", sureOf(point));
  if (ids.length > 1) head.append(" ", say("about-times", ids.length));
  const button = make("button", "entry", head, make("span", "excerpt", ...excerpt(point)));
  button.type = "button";
  button.ids = ids;
  if (isDoubtful(point)) button.classList.add("doubtful");
  button.addEventListener("click", () => choose({ point: ids[nextOf(ids)] }, true));
  button.addEventListener("focus", () => light([point.line], "near"));
  const item = make("li", "", button);
  item.value = number + 1;
  return item;
}

// Of several points, the one behind the one selected.
function nextOf(ids) {
  return selected && selected.point !== undefined ? (ids.indexOf(selected.point) + 1) % ids.length : 0;
}

function placeOf(point) {
  const row = DATA.rows.find(([line]) => line === point.line);
  return row ? say("about-page", row[1], point.line) : say("about-line", point.line);
}

function sureOf(point) {
  if (now.changed.has(point.id)) return say("changed");
  return point.sure === null ? say("about-table") : say("about-sure", Math.round(point.sure * 100));
}

// What stands around a point, with a bar where it is; the source's line where it is in no block.
function excerpt(point, many = 9) {
  const place = where.get(point.id);
  if (!place) return [show(nameWhite(point.before) || DATA.lines[point.line - 1] || "")];
  const block = now.blocks[place.block];
  const cells = block.text;
  const before = cells.slice(Math.max(0, place.at - many), place.at);
  if (!before.length && place.block > 0) before.push(...now.blocks[place.block - 1].text.slice(-many));
  const length = wraps(point) ? point.length : 0;
  const inside = make(length ? "b" : "i", "bar", show(length ? cells.slice(place.at, place.at + length).join("") : barOf(place)));
  return [show(before.join("")), inside, show(cells.slice(place.at + length, place.at + length + many * 2).join(""))];
}

function barOf(place) {
  return place.at === 0 ? "¶" : "|";
}

function nameWhite(text) {
  return /^\s+$/.test(text) ? say("was-space") : text;
}

function followList() {
  for (const button of find("list").querySelectorAll(".entry")) {
    const is = Boolean(selected) && button.ids.includes(selected.point);
    if (is) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  }
}

// Selects the next or previous decision of the list.
function step(by) {
  if (!entries.length) return;
  let at = entries.findIndex((ids) => selected && ids.includes(selected.point));
  if (at < 0) at = by > 0 ? Math.min(lastStep, entries.length - 1) - 1 : Math.min(lastStep, entries.length);
  const inside = at >= 0 && at < entries.length ? entries[at].indexOf(selected.point) + by : -1;
  if (inside >= 0 && inside < entries[at].length && selected) return choose({ point: entries[at][inside] }, true);
  at = (at + by + entries.length) % entries.length;
  while (at >= shown) showMore();
  choose({ point: entries[at][by > 0 ? 0 : entries[at].length - 1] }, true);
}
