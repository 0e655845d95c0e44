// Where the nodes stand: callers to the left of what they call, and each stays where it is as long as it is there.

const COLUMN = 210;
const ROW = 105;

/** Depth of each node: the longest way from what nobody calls; calls that close a cycle do not count. */
function depths(names, edges) {
  const callees = new Map(names.map((name) => [name, []]));
  const called = new Set();
  for (const edge of edges) {
    callees.get(edge.caller)?.push(edge.callee);
    if (edge.caller !== edge.callee) called.add(edge.callee);
  }
  const depth = new Map();
  const open = new Set();
  const order = [];
  const visit = (name) => {
    if (open.has(name) || depth.has(name)) return;
    open.add(name);
    depth.set(name, 0);
    callees.get(name)?.forEach(visit);
    open.delete(name);
    order.push(name);
  };
  const roots = names.filter((name) => !called.has(name));
  [...roots, ...names].forEach(visit);
  order.reverse();
  const rank = new Map(order.map((name, at) => [name, at]));
  for (const name of order) {
    for (const callee of callees.get(name) ?? []) {
      // Against this order runs only what closes a cycle.
      if (rank.get(callee) > rank.get(name)) depth.set(callee, Math.max(depth.get(callee), depth.get(name) + 1));
    }
  }
  return depth;
}

const placed = new Map();

/** A place for each node. Nodes that are gone lose theirs after a while; new ones take free rows of their column. */
export function places(nodes, edges) {
  const names = nodes.map((node) => node.name).sort();
  const depth = depths(names, edges);
  const fresh = names.filter((name) => !placed.has(name));
  // So much is new that the old picture does not hold any more.
  if (fresh.length > names.length / 3) placed.clear();
  const taken = new Map();
  const columnOf = (x) => Math.round(x / COLUMN);
  for (const [name, place] of placed) {
    if (names.includes(name)) take(taken, columnOf(place.x), place.row);
  }
  const neighbours = (name) => edges.filter((edge) => edge.callee === name && placed.has(edge.caller))
    .map((edge) => placed.get(edge.caller).row);
  for (const name of names.filter((one) => !placed.has(one)).sort((a, b) => depth.get(a) - depth.get(b) || (a < b ? -1 : 1))) {
    const column = depth.get(name);
    const rows = neighbours(name);
    const wished = rows.length ? Math.round(rows.reduce((sum, row) => sum + row, 0) / rows.length) : 0;
    const row = free(taken.get(column) ?? new Set(), wished);
    take(taken, column, row);
    placed.set(name, { x: column * COLUMN + (row % 2 ? COLUMN * 0.22 : 0), y: row * ROW, row });
  }
  return placed;
}

function take(taken, column, row) {
  if (!taken.has(column)) taken.set(column, new Set());
  taken.get(column).add(row);
}

/** The free row that is nearest to the wished one. */
function free(rows, wished) {
  for (let away = 0; ; away++) {
    if (!rows.has(wished + away)) return wished + away;
    if (!rows.has(wished - away)) return wished - away;
  }
}
