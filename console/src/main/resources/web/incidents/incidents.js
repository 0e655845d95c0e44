// Incidents: what is wrong, since when, where it began, and what speaks for that.
import { events, get, paced, send } from '/shell/api.js';
import { element, shell } from '/shell/shell.js';
import { duration, time } from '/shell/format.js';
import { evidence, found, link } from './evidence.js';

shell();
const list = document.getElementById('list');
const view = document.getElementById('view');
const MINUTE = 60_000;
const PARTS = { path: 'way through the code', wait: 'waiting', own_time: 'own time', gauge: 'gauge', pattern: 'patterns' };
let incidents = [];

const selected = () => new URLSearchParams(location.search).get('id') ?? incidents[0]?.incident.id;
const cause = (one) => one.root_causes[0];
const length = (one) => Date.parse(one.incident.end) - Date.parse(one.incident.start);
const badge = (text) => element('span', { class: `badge ${text}` }, text);
const around = (one) => [
  new Date(Date.parse(one.incident.start) - 5 * MINUTE).toISOString(), new Date(Date.parse(one.incident.end) + 5 * MINUTE).toISOString()];

function title(one) {
  const first = cause(one);
  return first ? `${first.service}: ${first.kind}` : 'Without a cause';
}

function drawList() {
  const items = incidents.map((one) => element('button', {
    type: 'button', class: 'item', 'aria-current': one.incident.id === selected() && 'true',
    onclick: () => { history.pushState(null, '', `?id=${encodeURIComponent(one.incident.id)}`); draw(); },
  },
  element('span', { class: 'head' }, title(one), element('span', { class: 'space' }), badge(one.incident.state)),
  element('span', { class: 'muted' }, `${time(one.incident.start)} · ${duration(Math.max(1, length(one)))} · ${(one.incident.score * 100).toFixed(0)} %`),
  one.patterns?.length ? element('div', { class: 'muted' }, one.patterns[0].title) : null));
  list.replaceChildren(...(items.length ? items : [element('p', { class: 'empty' }, 'No incident in the last week.')]));
}

function bar(parts, total) {
  return element('span', { class: 'bar-of' }, ...Object.entries(parts).map(([name, nats]) =>
    element('i', { class: `part-${name}`, style: `width:${(100 * nats) / total}%`, title: `${PARTS[name] ?? name}: ${nats.toFixed(1)} nats` })));
}

function causes(one) {
  const sum = (parts) => Object.values(parts).reduce((a, b) => a + b, 0);
  const most = Math.max(...one.root_causes.map((c) => sum(c.parts)), 0.1);
  const [from, to] = around(one);
  return one.root_causes.slice(0, 8).map((c, i) => {
    const made = element('div', { class: `cause ${i === 0 ? 'first' : ''}` });
    const more = () => element('div', { class: 'more' },
      element('p', {}, c.location),
      element('div', { class: 'legend' }, ...Object.entries(c.parts).map(([name, nats]) =>
        element('span', {}, element('i', { class: `part-${name}` }), `${PARTS[name] ?? name} ${nats.toFixed(1)} nats`))),
      element('span', { class: 'muted' }, `since ${time(c.onset)} · `),
      element('a', { href: link(`service.name:"${c.service}" AND log.level:(warn OR error OR fatal)`, from, to) }, 'its warnings and errors'),
      evidence(c.evidence, from, to));
    const toggle = () => { if (made.children.length > 1) made.lastChild.remove(); else made.append(more()); };
    made.append(element('div', { class: 'head', role: 'button', tabindex: '0', onclick: toggle, onkeydown: (e) => { if (e.key === 'Enter') toggle(); } },
      element('span', { class: 'rank' }, `${c.rank}`),
      element('span', { class: 'service', title: c.service }, c.service),
      element('span', {}, c.kind),
      element('span', { class: 'location mono', title: c.location }, c.location),
      bar(c.parts, most),
      element('span', { class: 'muted' }, `${(c.score * 100).toFixed(0)} %`)));
    if (i === 0) toggle();
    return made;
  });
}

function patterns(one) {
  const [from, to] = around(one);
  return (one.patterns ?? []).map((p) => element('div', { class: 'pattern' },
    element('h3', {}, p.title, badge(p.severity)),
    element('p', {}, p.explanation),
    element('div', { class: 'facts' }, element('span', {}, `${time(p.start, false)} – ${time(p.end, false)}`),
      element('span', { class: 'mono' }, p.pattern), element('span', { class: 'mono' }, p.runbook)),
    evidence([...new Set(p.events.map((e) => e.evidence))].filter(Boolean).slice(0, 8), from, to)));
}

function timeline(one) {
  const begin = Date.parse(one.incident.start);
  const moments = [
    ...(one.timeline ?? []).map((a) => ({ at: a.onset, kind: a.signal.replace('_', ' '), service: a.service, text: a.location, figure: `${a.before.toPrecision(2)} → ${a.after.toPrecision(2)}`, id: a.evidence[0] })),
    ...(one.patterns ?? []).flatMap((p) => p.events.map((e) => ({ at: e.at, kind: e.step, service: p.key, text: e.text, figure: '', id: e.evidence, isPattern: true }))),
  ].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  const [from, to] = around(one);
  return element('div', { class: 'timeline' }, ...moments.slice(0, 120).map((m) => {
    const offset = Date.parse(m.at) - begin;
    const q = m.id && found(m.id);
    return element('div', { class: `moment ${m.isPattern ? 'pattern-event' : ''}`, title: m.text },
      element('span', { class: 'mono muted' }, time(m.at, false)),
      element('span', { class: 'mono muted' }, offset ? `${offset < 0 ? '−' : '+'}${duration(Math.abs(offset))}` : '0 s'),
      element('span', {}, m.service),
      element('span', { class: 'kind' }, m.kind),
      element('span', { class: 'what mono' }, q ? element('a', { href: link(q, from, to) }, m.text || m.kind) : m.text),
      element('span', { class: 'mono muted' }, m.figure));
  }));
}

function say(one) {
  const note = element('input', { type: 'text', placeholder: 'What was it? (optional)', value: one.feedback?.note ?? '', maxlength: '2000' });
  const button = (verdict, text) => element('button', {
    type: 'button', 'aria-pressed': String(one.feedback?.verdict === verdict),
    onclick: async () => {
      one.feedback = await send('PUT', `/api/v1/incidents/${encodeURIComponent(one.incident.id)}/feedback`, { verdict, note: note.value, cause: cause(one)?.service ?? '' });
      draw();
    },
  }, text);
  return element('div', { class: 'say' }, 'Is the first cause right?', button('right', 'Right'), button('wrong', 'Wrong'), note,
    one.feedback ? element('span', { class: 'muted' }, `said ${time(one.feedback.at)}`) : null);
}

async function draw() {
  drawList();
  const id = selected();
  if (!id) {
    view.replaceChildren(element('p', { class: 'empty' }, 'Nothing departs from its past. An incident appears here within seconds.'));
    return;
  }
  try {
    const one = await get(`/api/v1/incidents/${encodeURIComponent(id)}`, {}, 'incident');
    const matched = patterns(one);
    view.replaceChildren(
      element('h1', {}, title(one)),
      element('div', { class: 'facts' }, badge(one.incident.state), element('span', {}, `since ${time(one.incident.start)}`),
        element('span', {}, `for ${duration(Math.max(1, length(one)))}`), element('span', {}, `score ${(one.incident.score * 100).toFixed(0)} %`),
        element('span', { class: 'mono' }, one.incident.id)),
      element('h2', {}, 'Likely causes'), ...causes(one),
      ...(matched.length ? [element('h2', {}, 'Patterns'), ...matched] : []),
      element('h2', {}, 'Timeline'), timeline(one),
      element('h2', {}, 'Feedback'), say(one));
  } catch (e) {
    if (e.name !== 'AbortError') view.replaceChildren(element('p', { class: 'empty error' }, e.message));
  }
}

async function load() {
  try {
    incidents = (await get('/api/v1/incidents', {}, 'incidents')).incidents;
    await draw();
  } catch (e) {
    if (e.name !== 'AbortError') list.replaceChildren(element('p', { class: 'empty error' }, e.message));
  }
}

const refresh = paced(load);
addEventListener('popstate', draw);
events('/api/v1/results', {}, { incident: refresh, open: refresh });
refresh();
