// One line of the results, and what opens beneath it: its fields, its JSON, the lines around it, its trace.
import { get } from '/shell/api.js';
import { element } from '/shell/shell.js';
import { duration, level, time } from '/shell/format.js';

const START = '\ue000';
const END = '\ue001';

/** The value at a dotted path. */
export const at = (event, path) => path.split('.').reduce((node, key) => node?.[key], event);

/** Text in which the hits are marked; whatever it holds stays text. */
function marked(text) {
  const fragment = document.createDocumentFragment();
  text.split(START).forEach((part, i) => {
    const end = part.indexOf(END);
    if (i === 0 || end < 0) {
      fragment.append(part);
    } else {
      fragment.append(element('mark', {}, part.slice(0, end)), part.slice(end + 1));
    }
  });
  return fragment;
}

function messageOf(hit) {
  const event = hit.source;
  const text = hit.highlight?.message?.[0] ?? event.message ?? event.event?.original ?? '';
  const error = hit.highlight?.['error.message']?.[0] ?? event.error?.message;
  return error && !text.includes(event.error?.message ?? error) ? `${text}  ${error}` : text;
}

/** A row for a hit. actions: filter(path, value, not), explain(hit) or null. */
export function line(hit, actions) {
  const event = hit.source;
  const name = at(event, 'log.level') ?? '';
  const row = element('div', { class: 'row' },
    element('span', { class: 'stripe' }),
    element('span', { class: 'time', title: event['@timestamp'] }, time(event['@timestamp'])),
    element('span', { class: 'level' }, name),
    element('span', { class: 'service', title: at(event, 'host.name') ?? '' }, at(event, 'service.name') ?? at(event, 'host.name') ?? at(event, 'event.dataset') ?? ''),
    element('span', { class: 'message' }, marked(messageOf(hit))));
  const made = element('article', { class: `line level-${level(name)}`, 'data-id': hit.id }, row);
  made.toggle = () => {
    if (made.classList.toggle('open')) made.append(detail(hit, actions));
    else made.querySelector('.detail').remove();
  };
  row.addEventListener('click', () => { if (!String(getSelection())) made.toggle(); });
  return made;
}

function detail(hit, actions) {
  const body = element('div', {});
  const views = {
    Fields: () => fields(hit, actions),
    JSON: () => element('pre', {}, JSON.stringify(hit.source, null, 2)),
    Context: () => context(hit),
  };
  if (at(hit.source, 'trace.id')) views.Trace = () => trace(hit);
  const tabs = Object.keys(views).map((name) =>
    element('button', { type: 'button', class: 'quiet', 'data-view': name, onclick: () => open(name) }, name));
  if (actions.explain && hit.score !== undefined) {
    tabs.push(element('button', { type: 'button', class: 'quiet', onclick: () => actions.explain(hit) }, `Score ${hit.score.toFixed(2)}`));
  }
  const copy = element('button', { type: 'button', class: 'quiet', title: 'Copy the line as it came', onclick: () => navigator.clipboard.writeText(at(hit.source, 'event.original') ?? hit.source.message ?? '') }, 'Copy');
  const made = element('div', { class: 'detail' }, element('nav', {}, ...tabs, copy), body);
  async function open(name) {
    tabs.forEach((tab) => tab.setAttribute('aria-pressed', String(tab.dataset.view === name)));
    body.replaceChildren(element('p', { class: 'muted' }, '…'));
    try {
      body.replaceChildren(await views[name]());
    } catch (e) {
      body.replaceChildren(element('p', { class: 'error' }, e.message));
    }
  }
  open('Fields');
  return made;
}

function flat(node, prefix, rows) {
  for (const [key, value] of Object.entries(node)) {
    const path = prefix ? `${prefix}.${key}` : key;
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) flat(value, path, rows);
    else rows.push([path, value]);
  }
  return rows;
}

const NOT_FILTERED = new Set(['message', 'error.message', 'error.stack_trace', 'event.original', '@timestamp']);

function fields(hit, actions) {
  const rows = flat(hit.source, '', []).sort(([a], [b]) => a.localeCompare(b));
  return element('table', {}, element('tbody', {}, ...rows.map(([path, value]) => {
    const single = Array.isArray(value) ? value[0] : value;
    const can = !NOT_FILTERED.has(path) && typeof single !== 'object';
    return element('tr', {},
      element('td', { class: 'actions' },
        can ? element('button', { type: 'button', class: 'quiet', title: 'Only lines with this value', onclick: () => actions.filter(path, single, false) }, '+') : '',
        can ? element('button', { type: 'button', class: 'quiet', title: 'Only lines without it', onclick: () => actions.filter(path, single, true) }, '−') : ''),
      element('td', { class: 'name' }, path),
      element('td', { class: 'value' }, ...text(hit, path, value)));
  })));
}

function text(hit, path, value) {
  const highlighted = hit.highlight?.[path] ?? hit.highlight?.[`${path}.text`];
  if (highlighted) return [marked(highlighted[0])];
  if (Array.isArray(value)) return [value.map((one) => (typeof one === 'object' ? JSON.stringify(one) : one)).join(', ')];
  return [String(value)];
}

async function context(hit) {
  const answer = await get('/api/v1/context', { id: hit.id, index: hit.index, before: 12, after: 12 });
  const row = (near, here) => element('div', { class: `nearby level-${level(at(near.source, 'log.level'))} ${here ? 'here' : ''}` },
    element('span', { class: 'muted' }, time(near.source['@timestamp'], false)),
    element('span', { class: 'level' }, at(near.source, 'log.level') ?? ''),
    element('span', { class: 'text' }, near.source.message ?? ''));
  return element('div', {}, ...answer.before.map((near) => row(near, false)), row(answer.line, true), ...answer.after.map((near) => row(near, false)));
}

async function trace(hit) {
  const id = at(hit.source, 'trace.id');
  const answer = await get(`/api/v1/traces/${encodeURIComponent(id)}`);
  const steps = answer.hits.map((step) => {
    const end = Date.parse(step.source['@timestamp']);
    // event.duration is in nanoseconds; a line is written when its work is done, unless it says when that began.
    const length = (at(step.source, 'event.duration') ?? 0) / 1e6;
    const begin = at(step.source, 'event.start') ? Date.parse(at(step.source, 'event.start')) : end - length;
    return { step, begin, end: Math.max(end, begin + length) };
  });
  const first = Math.min(...steps.map((step) => step.begin));
  const last = Math.max(...steps.map((step) => step.end));
  const span = Math.max(last - first, 1);
  const made = steps.map(({ step, begin, end }) => {
    const left = ((begin - first) / span) * 100;
    const width = Math.max(((end - begin) / span) * 100, 0.6);
    return element('div', { class: `step level-${level(at(step.source, 'log.level'))} ${step.id === hit.id ? 'here' : ''}`, title: step.source.message ?? '' },
      element('span', { class: 'service' }, at(step.source, 'service.name') ?? ''),
      element('span', { class: 'muted' }, `+${duration(begin - first)}`),
      element('span', { class: 'track' }, element('i', { style: `left:${Math.min(left, 99.4)}%;width:${Math.min(width, 100 - left)}%` })),
      element('span', { class: 'text' }, step.source.message ?? ''));
  });
  return element('div', { class: 'waterfall' },
    element('p', { class: 'muted' }, `${steps.length} line${steps.length === 1 ? '' : 's'} of trace ${id} in ${duration(span)}`), ...made);
}
