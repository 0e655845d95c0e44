// Changes: what one would break, and of those that were made what they were expected to break and what they broke.
import { element, shell } from '/shell/shell.js';
import { get, send } from '/shell/api.js';
import { time } from '/shell/format.js';
import { graph } from '/map/graph.js';

shell();
const $ = (id) => document.getElementById(id);
const percent = (share) => `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
let shown = '';
let map = null;

const figure = (value, name) => element('div', {}, element('b', {}, value), name);
const PARTS = { history: 'chance of harm, by kind and history', tests: 'odds by the tests', health: 'odds by its health now', time: 'odds by the hour' };

function outcome(affected) {
  if (affected.moved === undefined) return '';
  return affected.moved
    ? element('span', { class: 'moved' }, `moved: ×${affected.latency_ratio.toFixed(1)}, ${percent(affected.error_share_after)} failed`)
    : element('span', { class: 'still' }, 'as before');
}

function draw(assessment) {
  const { change, affected } = assessment;
  const radius = element('div', { id: 'radius' });
  const observed = assessment.state === 'observed';
  $('assessment').replaceChildren(
    element('h1', {}, `${change.kind} of ${change.service}${change.version ? ` ${change.version}` : ''}`),
    element('div', { class: 'muted' }, [change.description, change.by, time(change.at / 1e6)].filter(Boolean).join(' · ')),
    element('div', { id: 'figures' },
      figure(percent(assessment.risk), 'risk'), figure(percent(assessment.harm), 'chance that it does harm'),
      figure(percent(assessment.criticality), 'of all requests need it'), figure(assessment.expected_loss.toFixed(2), 'requests/s expected to be hit'),
      observed && assessment.brier !== undefined ? figure(assessment.brier.toFixed(3), 'Brier score of this one') : null),
    element('div', { class: 'muted' }, Object.entries(assessment.parts)
      .map(([name, value]) => `${PARTS[name] ?? name}: ${name === 'history' ? percent(value) : `×${value}`}`).join(' · ')),
    element('h2', {}, 'What to do'),
    assessment.advice.length ? element('ul', { id: 'advice' }, ...assessment.advice.map((one) => element('li', {}, one)))
      : element('div', { class: 'muted' }, 'Nothing in particular.'),
    element('h2', {}, 'Who depends on it'), radius,
    element('h2', {}, 'Who will feel it'),
    element('table', {},
      element('tr', {}, ...['', 'Service', 'Probability', '', 'If it does harm', 'Needs it', 'Calls away', observed ? 'What came' : '']
        .map((name) => element('th', {}, name))),
      ...affected.map((one) => element('tr', {},
        element('td', { class: 'number' }, one.rank), element('td', {}, element('a', { href: `/map/?service=${encodeURIComponent(one.service)}` }, one.service)),
        element('td', { class: 'number' }, percent(one.probability)),
        element('td', {}, element('div', { class: 'bar', style: `width: ${Math.round(160 * one.if_harmful)}px` })),
        element('td', { class: 'number' }, percent(one.if_harmful)), element('td', { class: 'number' }, percent(one.parts.dependence)),
        element('td', { class: 'number' }, one.hops ?? '–'), element('td', {}, outcome(one))))));
  if (!map?.nodes.length) return;
  const lit = new Set([change.service, ...affected.filter((one) => one.parts.dependence > 0).map((one) => one.service)]);
  // The colour is how much of a service's requests need what is changed, not its health.
  const needs = new Map(affected.map((one) => [one.service, one.parts.dependence]));
  const nodes = map.nodes.map((node) => ({ ...node, health: node.name === change.service ? 0 : 1 - (needs.get(node.name) ?? 0) * 0.7, reasons: [] }));
  graph(radius, () => {}).draw(nodes, map.edges.map((edge) => ({ ...edge, health: 1 })), new Map(), lit);
}

function row(assessment) {
  const { change } = assessment;
  const moved = assessment.affected.filter((one) => one.moved).length;
  return element('button', { class: 'change', onclick: () => { shown = change.id; draw(assessment); } },
    element('b', {}, `${change.kind} ${change.service}`), ` ${change.version ?? ''}`,
    element('div', { class: 'muted' }, `${time(change.at / 1e6, false).slice(0, 8)} · risk ${percent(assessment.risk)} · ${
      assessment.state === 'observed' ? `${moved} moved` : 'being watched'}`));
}

async function load() {
  try {
    const [{ changes }, seen] = await Promise.all([get('/api/v1/changes'), get('/api/v1/dependencies', { window: '1h' })]);
    map = seen.nodes.length ? seen : await get('/api/v1/dependencies', { window: '1m' });
    $('services').replaceChildren(...map.nodes.filter((node) => node.kind === 'service').map((node) => element('option', { value: node.name })));
    $('seen').replaceChildren(...(changes.length ? changes.map(row) : [element('div', { class: 'muted' }, 'None yet.')]));
    const last = changes.find((one) => one.calibration?.brier !== undefined);
    $('calibration').textContent = last
      ? `Predictions so far: ${last.calibration.predictions}, Brier score ${last.calibration.brier.toFixed(3)} (0 is perfect)` : '';
    if (!shown && changes.length) { shown = changes[0].change.id; draw(changes[0]); }
  } catch (e) {
    problem(e);
  }
}

function problem(e) {
  $('problem').textContent = e?.message ?? '';
  $('problem').hidden = !e;
}

$('ask').addEventListener('submit', async (event) => {
  event.preventDefault();
  try {
    problem(null);
    shown = 'asked';
    draw(await send('POST', '/api/v1/changes/assess', {
      service: $('service').value.trim(), kind: $('kind').value, tests_passed: $('tests').value ? $('tests').value === 'true' : undefined,
      canary_share: $('canary').value ? Number($('canary').value) / 100 : undefined, zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    }));
  } catch (e) {
    problem(e);
  }
});
const asked = new URLSearchParams(location.search).get('service');
await load();
if (asked) {
  $('service').value = asked;
  $('ask').requestSubmit();
}
setInterval(() => { if (!document.hidden) load(); }, 5_000);
