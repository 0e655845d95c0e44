// The map as a picture.
import * as echarts from '/lib/echarts/echarts.esm.min.js';
import { colour, onTheme } from '/shell/shell.js';
import { count, duration } from '/shell/format.js';
import { places } from './layout.js';

const SYMBOLS = { service: 'circle', database: 'diamond', messaging: 'triangle', external: 'rect' };
const DEGRADED = 0.8;
const FAILING = 0.5;

/** The colour of a health from 0 to 1. */
export const healthColour = (health) =>
  colour(health === undefined ? 'level-debug' : health >= DEGRADED ? 'good' : health >= FAILING ? 'level-warn' : 'bad');

export const key = (edge) => `${edge.caller}→${edge.callee}`;

const text = (value) => echarts.format.encodeHTML(String(value));

export function graph(container, onSelect) {
  const chart = echarts.init(container);
  let shown = null;
  new ResizeObserver(() => chart.resize()).observe(container);
  onTheme(() => shown && draw(...shown));
  chart.on('click', (event) => onSelect(event.dataType === 'edge' ? { edge: event.data.edge } : { node: event.data.node }));
  chart.getZr().on('click', (event) => { if (!event.target) onSelect(null); });

  function tooltip(parameters) {
    const { edge, node } = parameters.data;
    const reasons = (edge ?? node).reasons?.map((reason) => `<br>${text(reason)}`).join('') ?? '';
    if (node) return `<b>${text(node.name)}</b> ${node.kind}<br>${node.requests_per_s.toFixed(1)} requests/s${reasons}`;
    const side = edge.client ?? edge.server;
    const times = side ? `<br>p50 ${duration(side.p50_ms)}, p95 ${duration(side.p95_ms)}, p99 ${duration(side.p99_ms)}` : '';
    return `<b>${text(key(edge))}</b> ${edge.kind}<br>${count(edge.calls)} calls, ${count(edge.errors)} failed${times}${reasons}`;
  }

  /** Draws nodes and edges; marks are by edge: appeared, vanished or changed; lit are names to show while others fade. */
  function draw(nodes, edges, marks = new Map(), lit = null) {
    shown = [nodes, edges, marks, lit];
    const place = places(nodes, edges);
    const busiest = Math.max(0.01, ...edges.map((edge) => edge.calls_per_s));
    const small = nodes.length > 120;
    const faded = (name) => lit && !lit.has(name);
    chart.setOption({
      animation: false,
      tooltip: { confine: true, transitionDuration: 0, backgroundColor: colour('raised'), borderColor: colour('border'),
        textStyle: { color: colour('text'), fontSize: 12 }, formatter: tooltip },
      series: [{
        type: 'graph', layout: 'none', roam: true, draggable: true,
        edgeSymbol: ['none', 'arrow'], edgeSymbolSize: small ? 5 : 8,
        label: { show: !small, position: 'bottom', color: colour('text'), fontSize: 12, overflow: 'truncate', width: 150 },
        labelLayout: { hideOverlap: true },
        emphasis: { focus: 'adjacency', label: { show: true } },
        data: nodes.map((node) => ({
          name: node.name, node, x: place.get(node.name).x, y: place.get(node.name).y,
          symbol: SYMBOLS[node.kind],
          symbolSize: (small ? 5 : 22) + Math.min(small ? 5 : 20, 6 * Math.log2(1 + node.requests_per_s)),
          itemStyle: { color: healthColour(node.health), borderColor: colour('surface'), borderWidth: small ? 0.5 : 2, opacity: faded(node.name) ? 0.18 : 1 },
          label: { opacity: faded(node.name) ? 0.25 : 1 },
        })),
        edges: edges.map((edge) => {
          const mark = marks.get(key(edge));
          const dim = faded(edge.caller) || faded(edge.callee);
          const paint = mark === 'vanished' ? colour('bad') : mark === 'appeared' ? colour('accent') : mark === 'changed' ? colour('level-warn')
            : edge.health < DEGRADED ? healthColour(edge.health) : colour('muted');
          return {
            source: edge.caller, target: edge.callee, edge,
            lineStyle: { width: (small ? 0.3 : 1) * (1 + 5 * Math.sqrt(edge.calls_per_s / busiest)), curveness: 0.12, color: paint,
              opacity: dim ? 0.06 : marks.size && !mark ? 0.15 : mark || edge.health < DEGRADED ? 0.95 : small ? 0.3 : 0.5, type: mark === 'vanished' ? 'dashed' : 'solid' },
          };
        }),
      }],
    });
  }

  return { draw, export: () => chart.getDataURL({ pixelRatio: 2, backgroundColor: colour('surface') }) };
}
