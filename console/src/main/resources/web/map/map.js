// The service map: what it shows comes from the API every two seconds; the address holds what is looked at.
import { shell } from '/shell/shell.js';
import { get, paced, query } from '/shell/api.js';
import { count, time } from '/shell/format.js';
import { graph, key } from './graph.js';
import { showEdge, showEvents, showNode } from './side.js';

shell();
const $ = (id) => document.getElementById(id);
const address = new URLSearchParams(location.search);
const state = { window: address.get('window') ?? '1m', filter: address.get('filter') ?? '', selected: address.get('service') ? { name: address.get('service') } : null, at: 0 };
let map = null;
let events = [];
let times = [];
let difference = null;

$('window').value = state.window;
$('filter').value = state.filter;
const picture = graph($('graph'), select);

function remember() {
  const suffix = query({ window: state.window === '1m' ? '' : state.window, filter: state.filter, service: state.selected?.name });
  history.replaceState(null, '', suffix ? `?${suffix}` : location.pathname);
}

function select(what) {
  state.selected = what === null ? null
    : what.edge ? { edge: key(what.edge) } : { name: what.node?.name ?? what.name };
  remember();
  render();
}

/** Nodes and edges to draw: the map's, and with differences those that vanished. */
function drawn() {
  const marks = new Map();
  let edges = map.edges;
  const nodes = new Map(map.nodes.map((node) => [node.name, node]));
  if (difference) {
    difference.appeared.forEach((edge) => marks.set(key(edge), 'appeared'));
    difference.changed.forEach((both) => marks.set(key(both.after), 'changed'));
    difference.vanished.forEach((edge) => {
      marks.set(key(edge), 'vanished');
      for (const name of [edge.caller, edge.callee]) {
        if (!nodes.has(name)) nodes.set(name, { name, kind: 'service', requests_per_s: 0, reasons: [] });
      }
    });
    edges = [...edges, ...difference.vanished];
  }
  const words = state.filter.toLowerCase().split(/\s+/).filter(Boolean);
  let kept = [...nodes.values()];
  if ($('unwell').checked) {
    const unwell = new Set(kept.filter((node) => node.health < 0.8).map((node) => node.name));
    kept = kept.filter((node) => unwell.has(node.name) || edges.some((edge) => edge.health < 0.8 && (edge.caller === node.name || edge.callee === node.name)));
  }
  if (words.length) {
    const hit = new Set(kept.filter((node) => words.some((word) => node.name.toLowerCase().includes(word))).map((node) => node.name));
    const near = new Set(hit);
    edges.forEach((edge) => { if (hit.has(edge.caller)) near.add(edge.callee); if (hit.has(edge.callee)) near.add(edge.caller); });
    kept = kept.filter((node) => near.has(node.name));
  }
  const names = new Set(kept.map((node) => node.name));
  return { nodes: kept, edges: edges.filter((edge) => names.has(edge.caller) && names.has(edge.callee)), marks };
}

function render() {
  if (!map) return;
  const { nodes, edges, marks } = drawn();
  picture.draw(nodes, edges, marks);
  const node = state.selected?.name && map.nodes.find((one) => one.name === state.selected.name);
  const edge = state.selected?.edge && edges.find((one) => key(one) === state.selected.edge);
  if (node) showNode($('side'), node, map, select);
  else if (edge) showEdge($('side'), edge, select);
  else showEvents($('side'), events);
  $('facts').textContent = `${count(nodes.length)} nodes, ${count(edges.length)} dependencies`;
  $('when').textContent = map.end ? `${state.at ? 'then' : 'until'} ${time(map.end, false).slice(0, 8)}` : 'no calls yet';
  $('now').hidden = !state.at;
  for (const format of ['graphml', 'dot']) {
    $(format).href = `/api/v1/dependencies?${query({ window: state.window, at: state.at || '', format })}`;
  }
}

async function load() {
  try {
    const at = state.at || '';
    [map, { events }, { times }] = await Promise.all([
      get('/api/v1/dependencies', { window: state.window, at }, 'map'),
      get('/api/v1/dependencies/events'),
      get('/api/v1/dependencies/times', { window: state.window }),
    ]);
    // What is shown beside the oldest window that is remembered.
    difference = $('difference').checked && times.length
      ? await get('/api/v1/dependencies/difference', { window: state.window, from: times[0], to: at }) : null;
    $('time').disabled = times.length < 2;
    $('time').max = Math.max(0, times.length - 1);
    if (!state.at) $('time').value = $('time').max;
    $('problem').hidden = true;
    render();
  } catch (e) {
    if (e.name === 'AbortError') return;
    $('problem').textContent = e.message;
    $('problem').hidden = false;
  }
}

$('form').addEventListener('submit', (event) => event.preventDefault());
$('filter').addEventListener('input', () => { state.filter = $('filter').value; remember(); render(); });
$('window').addEventListener('change', () => { state.window = $('window').value; state.at = 0; remember(); load(); });
$('unwell').addEventListener('change', render);
$('difference').addEventListener('change', load);
$('time').addEventListener('input', () => {
  const at = Number($('time').value);
  state.at = at >= times.length - 1 ? 0 : times[at];
  load();
});
$('now').addEventListener('click', () => { state.at = 0; load(); });
addEventListener('keydown', (event) => {
  if (event.key === '/' && event.target.tagName !== 'INPUT') { event.preventDefault(); $('filter').focus(); }
  if (event.key === 'Escape') select(null);
});
const refresh = paced(load, 0);
refresh();
setInterval(() => { if (!state.at && !document.hidden) refresh(); }, 2_000);
