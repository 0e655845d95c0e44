// The alert queue: the worthiest first, looked at one by one; and one host with its risk.
import { events, get, paced, send } from '/shell/api.js';
import { element, shell } from '/shell/shell.js';
import { time } from '/shell/format.js';
import { evidence } from '/incidents/evidence.js';

shell();
const queue = document.getElementById('queue');
const hostView = document.getElementById('host-view');
const inputs = { host: document.getElementById('host'), severity: document.getElementById('severity'), state: document.getElementById('state') };
const HOUR = 3_600_000;
const address = new URLSearchParams(location.search);
inputs.host.value = address.get('host') ?? '';
const open = new Set();

const destination = (alert) => {
  const to = alert.destination ?? {};
  const name = to.domain ?? to.ip ?? '';
  return to.port ? `${name}:${to.port}` : name;
};

function host(ip) {
  return element('a', { href: `?host=${encodeURIComponent(ip)}`, onclick: (e) => { e.preventDefault(); e.stopPropagation(); inputs.host.value = ip; refresh(); } }, ip);
}

function parts(alert) {
  const rows = [];
  for (const [name, value] of Object.entries({ ...alert.parts, ...alert.worth_parts })) {
    rows.push(element('span', { class: 'muted' }, name.replaceAll('_', ' ')), element('span', { class: 'mono' }, Number(value).toPrecision(3)));
  }
  return element('div', { class: 'parts' }, ...rows);
}

function triage(alert) {
  const button = (verdict, text) => element('button', {
    type: 'button', 'aria-pressed': String(alert.feedback?.verdict === verdict),
    onclick: async () => {
      await send('PUT', `/api/v1/alerts/${encodeURIComponent(alert.id)}/feedback`, { verdict });
      // The answer comes back through the topic, as everybody else's does.
    },
  }, text);
  return element('div', { class: 'say' }, button('acknowledged', 'I look at it'), button('malicious', 'Malicious'), button('benign', 'Benign'), button('closed', 'Done'),
    alert.feedback ? element('span', { class: 'muted' }, `${alert.feedback.verdict}, ${time(alert.feedback.at)}`) : null);
}

function row(alert) {
  const from = new Date(Date.parse(alert.first_seen) - HOUR).toISOString();
  const to = new Date(Date.parse(alert.last_seen) + HOUR).toISOString();
  const made = element('article', { class: `alert ${alert.severity} ${alert.feedback ? 'said' : ''}` });
  const more = () => element('div', { class: 'more' },
    element('p', {}, alert.explanation),
    element('div', { class: 'facts' }, element('a', { href: `https://attack.mitre.org/techniques/${alert.technique.id.replace('.', '/')}/`, rel: 'noreferrer' }, `${alert.technique.id} ${alert.technique.name}`),
      element('span', {}, `${time(alert.first_seen)} – ${time(alert.last_seen)}`), element('span', {}, `${alert.count} flows`), element('span', {}, `worth ${alert.worth.toFixed(2)} = score ${alert.score.toFixed(2)} and what is known`)),
    parts(alert), triage(alert), evidence(alert.evidence, from, to));
  const toggle = () => {
    if (open.delete(alert.id)) made.lastChild.remove();
    else { open.add(alert.id); made.append(more()); }
  };
  made.append(element('div', { class: 'head', role: 'button', tabindex: '0', onclick: toggle, onkeydown: (e) => { if (e.key === 'Enter') toggle(); } },
    element('span', { class: `badge ${alert.severity}` }, alert.severity),
    element('strong', {}, alert.kind.replaceAll('-', ' ')),
    element('span', { class: 'mono' }, host(alert.source.ip ?? '')),
    element('span', { class: 'mono' }, destination(alert)),
    element('span', { class: 'why', title: alert.explanation }, alert.explanation),
    element('span', { class: 'muted' }, time(alert.last_seen, false))));
  if (open.has(alert.id)) made.append(more());
  return made;
}

async function drawHost(ip) {
  hostView.hidden = !ip;
  if (!ip) return;
  try {
    const answer = await get(`/api/v1/hosts/${encodeURIComponent(ip)}`, {}, 'host');
    hostView.replaceChildren(
      element('h1', {}, element('span', { class: 'mono' }, ip), element('span', { class: 'risk' }, `${(answer.risk.score * 100).toFixed(0)} %`), element('span', { class: 'muted' }, 'risk')),
      ...Object.entries(answer.risk.parts).map(([family, worth]) => element('div', { class: 'family' }, family,
        element('span', { class: 'bar-of' }, element('i', { class: 'part-path', style: `width:${worth * 100}%` })), element('span', { class: 'muted' }, worth.toFixed(2)))),
      element('p', {}, element('a', { href: `/search/?q=${encodeURIComponent(`source.ip:"${ip}" OR destination.ip:"${ip}"`)}&from=now-24h` }, 'Its lines of the last day')));
  } catch (e) {
    if (e.name !== 'AbortError') hostView.replaceChildren(element('p', { class: 'muted' }, e.message));
  }
}

async function load() {
  const ip = inputs.host.value.trim();
  history.replaceState(null, '', ip ? `?host=${encodeURIComponent(ip)}` : location.pathname);
  drawHost(ip);
  try {
    const answer = await get('/api/v1/alerts', { host: ip, severity: inputs.severity.value }, 'alerts');
    const wanted = inputs.state.value;
    const shown = answer.alerts.filter((alert) => !wanted || (wanted === 'said') === Boolean(alert.feedback));
    document.getElementById('total').textContent = `${shown.length} of ${answer.total}`;
    queue.replaceChildren(...(shown.length ? shown.map(row) : [element('p', { class: 'empty muted' }, 'Nothing to look at.')]));
  } catch (e) {
    if (e.name !== 'AbortError') queue.replaceChildren(element('p', { class: 'error' }, e.message));
  }
}

const refresh = paced(load);
document.getElementById('filters').addEventListener('submit', (e) => e.preventDefault());
Object.values(inputs).forEach((input) => input.addEventListener('input', refresh));
events('/api/v1/results', {}, { alert: refresh, feedback: refresh, open: refresh });
refresh();
