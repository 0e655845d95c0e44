// Regions: what came of each other's, how late, and whether it is the same.
import { element, shell } from '/shell/shell.js';
import { get } from '/shell/api.js';
import { count, duration, short, time } from '/shell/format.js';

shell();
const $ = (id) => document.getElementById(id);
// A heart beats once a second, a report comes once a second.
const LATE_MS = 5_000;

const figure = (value, name, bad = false) => element('div', { class: bad && 'bad' }, element('b', {}, value), name);
const number = (value, bad = false) => element('td', { class: bad ? 'number bad' : 'number' }, value);
const head = (...names) => element('tr', {}, ...names.map((name, i) => element('th', { class: i > 0 && 'number' }, name)));
const sum = (list, key) => list.reduce((total, one) => total + one[key], 0);

function state(report) {
  if (report.age_ms > LATE_MS) return ['bad', `not heard of for ${duration(report.age_ms)}`];
  if (!report.healthy) return ['bad', 'unwell'];
  if (report.heartbeat_age_ms < 0 || report.heartbeat_age_ms > LATE_MS) return ['bad', 'link is silent'];
  if (sum(report.streams, 'divergent') + sum(report.merged, 'divergent_keys') > 0) return ['bad', 'differs'];
  return ['good', 'same'];
}

function keys(ids, link) {
  return ids.flatMap((id, i) => [i > 0 ? ', ' : '',
    link ? element('a', { href: `/search/?q=${encodeURIComponent(`event.id:"${id}"`)}` }, id) : id]);
}

function differences(stream) {
  if (stream.differences.length === 0) return [];
  return [
    element('h2', {}, `Windows of ${stream.topic} that differ`),
    element('table', {},
      head('Window of 10 s', 'There', 'Here', 'Only there', 'Only here'),
      ...stream.differences.map((one) => element('tr', {},
        element('td', {}, time(one.start).slice(0, 19)), number(count(one.origin)), number(count(one.mirror)),
        element('td', { class: 'mono' }, ...keys(one.missing, false)), element('td', { class: 'mono' }, ...keys(one.extra, true))))),
  ];
}

function way(report) {
  const [good, text] = state(report);
  const silent = report.heartbeat_age_ms < 0;
  const divergent = sum(report.streams, 'divergent');
  return element('section', { class: 'way', 'data-region': report.region },
    element('h1', {}, `${report.peer} → ${report.region}`, element('span', { class: `state ${good}` }, text)),
    element('div', { class: 'muted' }, `As ${report.region} sees it, ${time(report.at, false).slice(0, 8)}`,
      report.peer_answers ? '' : ` · ${report.peer} does not answer: nothing is compared until it does`),
    element('div', { class: 'figures' },
      figure(silent ? '–' : duration(report.heartbeat_age_ms), 'since the last heartbeat', silent || report.heartbeat_age_ms > LATE_MS),
      figure(duration(Math.max(0, ...report.streams.map((one) => one.lag.p99_ms))), 'lag, 99th percentile of a minute'),
      figure(count(sum(report.streams, 'behind')), 'records behind'),
      figure(`${short(Math.round(sum(report.streams, 'records_per_second')))}/s`, 'records'),
      figure(count(divergent), 'windows that differ', divergent > 0)),
    element('h2', {}, `Written by ${report.peer} alone`),
    element('table', {},
      head('Topic', 'Records', 'Bytes/s', 'Behind', 'Lag p50', 'p99', 'Again', 'Windows', 'Differ'),
      ...report.streams.map((one) => element('tr', {},
        element('td', { class: 'mono' }, one.mirror), number(count(one.records)), number(short(Math.round(one.bytes_per_second))),
        number(count(one.behind)), number(duration(one.lag.p50_ms)), number(duration(one.lag.p99_ms)), number(count(one.again)),
        number(one.complete ? count(one.windows) : 'reading…'), number(count(one.divergent), one.divergent > 0)))),
    ...report.streams.flatMap(differences),
    element('h2', {}, 'Written in both, the later one holds'),
    element('table', {},
      head('Topic', 'Keys', `Taken of ${report.peer}`, 'Kept', 'Differ', 'Keys that differ'),
      ...report.merged.map((one) => element('tr', {},
        element('td', { class: 'mono' }, one.topic), number(count(one.keys)), number(count(one.taken)), number(count(one.kept)),
        number(count(one.divergent_keys), one.divergent_keys > 0), element('td', { class: 'mono' }, ...keys(one.differing, false))))));
}

async function load() {
  try {
    const { region, regions } = await get('/api/v1/regions');
    const none = region ? 'No region has reported yet.' : 'This system has one region. Two of them: logstream up --regions 2';
    $('ways').replaceChildren(...(regions.length ? regions.map(way) : [element('p', { class: 'muted', id: 'none' }, none)]));
    $('problem').hidden = true;
  } catch (e) {
    $('problem').textContent = e.message;
    $('problem').hidden = false;
  }
}

await load();
setInterval(() => { if (!document.hidden) load(); }, 2_000);
