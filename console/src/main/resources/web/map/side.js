// What is told beside the map: of a service, of a dependency, or what happened last.
import { element } from '/shell/shell.js';
import { count, duration, time } from '/shell/format.js';

const percent = (share) => `${(100 * share).toFixed(share > 0 && share < 0.1 ? 1 : 0)} %`;
const p95 = (edge) => { const side = edge.client ?? edge.server; return side ? duration(side.p95_ms) : '–'; };
const search = (query) => `/search/?q=${encodeURIComponent(query)}&from=now-15m`;
const quoted = (name) => `"${name.replaceAll('"', '\\"')}"`;

function reasons(of) {
  return of.reasons?.length ? [element('h2', {}, 'Why'), element('ul', {}, ...of.reasons.map((one) => element('li', {}, one)))] : [];
}

function table(title, edges, name, select) {
  if (!edges.length) return [];
  const row = (edge) => element('tr', {},
    element('td', {}, element('a', { onclick: () => select({ edge }) }, name(edge))),
    element('td', {}, edge.calls_per_s.toFixed(1)), element('td', { class: edge.errors ? 'error' : '' }, percent(edge.calls ? edge.errors / edge.calls : 0)),
    element('td', {}, p95(edge)));
  return [element('h2', {}, title), element('table', {},
    element('tr', {}, element('th', {}, ''), element('th', {}, 'calls/s'), element('th', {}, 'failed'), element('th', {}, 'p95')),
    ...edges.map(row))];
}

/** Fills the side with a service. */
export function showNode(side, node, map, select) {
  const cut = map.articulation_points.includes(node.name);
  const cycle = map.cycles.find((one) => one.includes(node.name));
  side.replaceChildren(
    element('h1', {}, node.name),
    element('div', { class: 'muted' }, `${node.kind}, ${node.requests_per_s.toFixed(1)} requests/s, health ${percent(node.health)}`),
    ...(cut ? [element('div', {}, 'Without it parts of the system are cut off from each other.')] : []),
    ...(cycle ? [element('div', {}, `In a cycle: ${cycle.join(', ')}.`)] : []),
    ...reasons(node),
    ...table('Calls', map.edges.filter((edge) => edge.caller === node.name), (edge) => edge.callee, select),
    ...table('Called by', map.edges.filter((edge) => edge.callee === node.name), (edge) => edge.caller, select),
    element('h2', {}, 'Go to'),
    element('div', {}, element('a', { href: search(`service:${quoted(node.name)}`) }, 'its lines'), ' · ',
      element('a', { href: search(`service:${quoted(node.name)} level:error`) }, 'its errors'), ' · ',
      element('a', { href: `/changes/?service=${encodeURIComponent(node.name)}` }, 'what a change of it breaks')));
}

/** Fills the side with a dependency. */
export function showEdge(side, edge, select) {
  const times = (name, of) => of && element('tr', {}, element('td', {}, name), ...[of.p50_ms, of.p95_ms, of.p99_ms].map((ms) => element('td', {}, duration(ms))));
  side.replaceChildren(
    element('h1', {}, `${edge.caller} → ${edge.callee}`),
    element('div', { class: 'muted' }, `${edge.kind}, ${count(edge.calls)} calls, ${count(edge.errors)} failed`),
    element('div', { class: 'muted' }, `${percent(edge.share ?? 0)} of the caller's requests need it`),
    ...reasons(edge),
    element('h2', {}, 'Durations'),
    element('table', {}, element('tr', {}, ...['', 'p50', 'p95', 'p99'].map((name) => element('th', {}, name))),
      times('as the caller sees it', edge.client) ?? null, times('as the callee sees it', edge.server) ?? null),
    element('h2', {}, 'Go to'),
    element('div', {}, element('a', { onclick: () => select({ name: edge.caller }) }, edge.caller), ' · ',
      element('a', { onclick: () => select({ name: edge.callee }) }, edge.callee), ' · ',
      element('a', { href: search(`service:(${quoted(edge.caller)} OR ${quoted(edge.callee)})`) }, 'the lines of both')));
}

/** Fills the side with what changed on the map last. */
export function showEvents(side, events) {
  side.replaceChildren(
    element('h1', {}, 'What changed'),
    ...(events.length ? [] : [element('div', { class: 'muted' }, 'Nothing yet.')]),
    ...events.slice(0, 60).map((event) => element('div', { class: 'event' },
      element('span', { class: 'muted mono' }, time(event.at / 1e6, false).slice(0, 8)), ' ', element('b', { class: event.kind }, event.kind), ' ',
      `${event.caller} → ${event.callee}`, event.reason ? element('div', { class: 'muted' }, event.reason) : null)));
}
