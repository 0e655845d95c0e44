// The live page: tiles with a number and a gliding line, bars by name; each leads to the search for what it shows.
import { element, shell } from '/shell/shell.js';
import { count, duration } from '/shell/format.js';
import { bars } from './bars.js';
import { connect, Feed } from './feed.js';
import { DELAY_SECONDS, filled, lineChart, present } from './line.js';

shell();

const feed = new Feed();
const search = (q) => `/search/?${new URLSearchParams({ q, from: 'now-5m' })}`;
const quoted = (text) => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
const money = (minor, currency) => `${(minor / 100).toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 })} ${currency}`;

/** The newest second whose rows are there. */
const current = () => Math.floor(feed.now() / 1_000) - DELAY_SECONDS;

/** The mean of the five seconds before now: a number that can be read. */
const rate = (metric, label = '') => feed.sum(metric, label, current() - 4, current()) / 5;

const share = (part, whole) => (whole > 0 ? part / whole : 0);
const minute = (metric, label = '') => feed.sum(metric, label, current() - 59, current());
const minuteAll = (metric) => feed.labels(metric).reduce((sum, label) => sum + minute(metric, label), 0);

/** The last value of a series, null where there is none in the last half minute. */
function last(metric, label = '') {
  const values = feed.of(metric, label);
  for (let second = current(); second > current() - 30; second--) if (values.has(second)) return values.get(second);
  return null;
}

const line = (metric, label, ink, name, fill = true) => ({
  colour: ink, name, fill, points: (now) => filled(feed.of(metric, label), now),
});
const quantile = (label, ink) => ({
  colour: ink, name: label, fill: false, points: (now) => present(feed.of('calls.duration_us', label), now),
});
/** All labels of a metric as one line. */
const all = (metric, ink, name) => ({
  colour: ink, name, fill: true,
  points: (now) => filled(new Map(filled(new Map(), now).map(([second]) => [second, feed.total(metric, second)])), now),
});

const TILES = [
  { id: 'logs', title: 'Log events', href: search(''), lines: [line('logs.events', '', 'accent', 'events')],
    value: () => [count(Math.round(rate('logs.events'))), 'a second'] },
  { id: 'errors', title: 'Errors', href: search('level:error'), lines: [line('logs.errors', '', 'level-error', 'errors')],
    value: () => [count(Math.round(rate('logs.errors') * 10) / 10), `a second · ${(100 * share(rate('logs.errors'), rate('logs.events'))).toFixed(1)} % of events`] },
  { id: 'latency', title: 'Calls: duration', href: search('event.duration:>1000000000'), lines: [quantile('p99', 'level-warn'), quantile('p50', 'accent')],
    value: () => { const p99 = last('calls.duration_us', 'p99'); return p99 === null ? ['–', ''] : [duration(p99 / 1_000), `p99 · p50 ${duration((last('calls.duration_us', 'p50') ?? 0) / 1_000)}`]; } },
  { id: 'calls', title: 'Calls', href: search('status:*'), lines: [line('calls.count', '', 'accent', 'calls'), line('calls.failed', '', 'level-error', 'failed')],
    value: () => [count(Math.round(rate('calls.count'))), `a second · ${(100 * share(rate('calls.failed'), rate('calls.count'))).toFixed(1)} % failed`] },
  { id: 'payments', title: 'Payments settled', href: search('payment'), lines: [line('payments.settled', '', 'good', 'settled')],
    value: () => [count(minute('payments.settled')), 'a minute'] },
  { id: 'refused', title: 'Payments refused', href: search('payment refused'), lines: [all('payments.refused', 'level-warn', 'refused')],
    value: () => [count(minuteAll('payments.refused')), `a minute · ${count(minute('payments.refused', 'duplicate'))} duplicates`] },
  { id: 'revenue', title: 'Revenue', href: search('payment'), lines: [all('payments.revenue', 'good', 'fees')],
    value: () => {
      const currencies = feed.labels('payments.revenue').sort((a, b) => minute('payments.revenue', b) - minute('payments.revenue', a));
      return currencies.length ? [money(minute('payments.revenue', currencies[0]), currencies[0]), 'fees a minute'] : ['–', ''];
    } },
  { id: 'rides', title: 'Rides', href: search('ride'), lines: [all('rides.events', 'level-other', 'steps')],
    value: () => [count(minute('rides.events', 'ended')), 'ended a minute'] },
  { id: 'flows', title: 'Network connections', href: search('source.ip:*'), lines: [line('flows.count', '', 'level-other', 'flows')],
    value: () => [count(Math.round(rate('flows.count'))), `a second · ${count(minute('alerts.count'))} alerts a minute`] },
  { id: 'dead', title: 'Dead letters', href: '/search/', lines: [line('logs.dead', '', 'level-fatal', 'dead letters')],
    value: () => [count(minute('logs.dead')), 'a minute'] },
  { id: 'lag', title: 'Lag of consumers', href: '/search/', lines: feedLag(),
    value: () => { const worst = lags()[0]; return worst ? [count(worst[1]), `records · ${worst[0].replace(/^logstream-/, '')}`] : ['–', '']; } },
  { id: 'watermark', title: 'Watermark behind the clock', href: '/search/', lines: [{ colour: 'accent', name: 'delay', fill: true, points: (now) => present(feed.of('live.watermark_delay_ms'), now) }],
    value: () => { const delay = last('live.watermark_delay_ms'); return delay === null ? ['–', ''] : [duration(delay), '']; } },
];

function lags() {
  return feed.labels('lag.records').map((group) => [group, last('lag.records', group) ?? 0]).sort((a, b) => b[1] - a[1]);
}

function feedLag() {
  return [{ colour: 'level-warn', name: 'all groups', fill: true, points: (now) => {
    const sums = new Map();
    for (const group of feed.labels('lag.records')) for (const [second, lag] of feed.of('lag.records', group)) sums.set(second, (sums.get(second) ?? 0) + lag);
    return present(sums, now);
  } }];
}

const BARS = [
  { id: 'services', title: 'Services: log events, last minute', metric: 'logs.by_service', colour: 'accent', q: (name) => `service:${quoted(name)}` },
  { id: 'failing', title: 'Services: errors, last minute', metric: 'logs.errors_by_service', colour: 'level-error', q: (name) => `service:${quoted(name)} level:error` },
  { id: 'templates', title: 'Templates, last minute', metric: 'logs.by_template', colour: 'level-other', q: (name) => `template:${quoted(name.split(' ')[0])}`, text: (name) => name.slice(name.indexOf(' ') + 1) },
  { id: 'reasons', title: 'Payments refused, by reason, last minute', metric: 'payments.refused', colour: 'level-warn', q: (name) => `payment ${name.replaceAll('_', ' ')}` },
];

const drawn = TILES.map((tile) => {
  const value = element('div', { class: 'value' });
  const number = document.createTextNode('–');
  const unit = element('small', {}, '');
  value.append(number, unit);
  const canvas = element('canvas');
  const legend = tile.lines.length > 1 ? element('span', { class: 'legend' }, ...tile.lines.flatMap((one) => [element('i', { style: `background: var(--${one.colour})` }), one.name])) : null;
  document.getElementById('tiles').append(
    element('a', { class: 'tile', id: `tile-${tile.id}`, href: tile.href }, element('h2', {}, tile.title, element('span', { class: 'space' }), legend), value, canvas));
  return { tile, number, unit, draw: lineChart(canvas, tile.lines), points: tile.lines.map(() => []) };
});

const charts = BARS.map((bar) => {
  const container = element('div', { class: 'bars' });
  document.getElementById('bars').append(element('div', { class: 'tile', id: `bars-${bar.id}` }, element('h2', {}, bar.title), container));
  let names = new Map();
  const draw = bars(container, { colour: bar.colour, onClick: (text) => { if (text !== '(other)') location.href = search(bar.q(names.get(text) ?? text)); } });
  return () => {
    const rows = feed.labels(bar.metric).filter((name) => name !== '(other)').map((name) => [name, minute(bar.metric, name)])
      .filter(([, sum]) => sum > 0).sort((a, b) => b[1] - a[1]).slice(0, 10);
    names = new Map(rows.map(([name]) => [bar.text?.(name) ?? name, name]));
    draw(rows.map(([name, sum]) => [bar.text?.(name) ?? name, sum]));
  };
});

const state = document.getElementById('state');
let connection = 'connecting';
const NAMES = { connecting: 'connecting', open: 'live', waiting: 'connection lost, trying again', stale: 'no data' };

/** For tests, and for who wants to know: frames drawn in the last second. */
window.live = { feed, framesPerSecond: 0 };

let changed = true;
let lastNumbers = 0;
let lastBars = 0;
let frames = 0;
let second = performance.now();

function frame(at) {
  const now = feed.now();
  // What was drawn from is worked out when data came or a second began; what is drawn moves with every frame.
  if (changed || Math.floor(now / 1_000) !== Math.floor((now - 17) / 1_000)) {
    changed = false;
    for (const one of drawn) one.points = one.tile.lines.map((series) => series.points(now));
  }
  for (const one of drawn) one.draw(one.points, now);
  if (at - lastNumbers > 250) {
    lastNumbers = at;
    for (const one of drawn) {
      const [number, unit] = one.tile.value();
      if (one.number.data !== number) one.number.data = number;
      if (one.unit.textContent !== unit) one.unit.textContent = unit;
    }
    strip();
  }
  if (at - lastBars > 1_000) {
    lastBars = at;
    charts.forEach((draw) => draw());
  }
  frames++;
  if (at - second >= 1_000) {
    window.live.framesPerSecond = (frames * 1_000) / (at - second);
    frames = 0;
    second = at;
  }
  requestAnimationFrame(frame);
}

function strip() {
  const isStale = connection === 'open' && feed.newest && feed.now() / 1_000 - feed.newest > 30;
  const name = isStale ? 'stale' : connection;
  state.dataset.state = name;
  state.textContent = NAMES[name];
  document.getElementById('clock').textContent = feed.newest ? new Date(current() * 1_000).toTimeString().slice(0, 8) : '';
  document.getElementById('health').textContent = `${Math.round(window.live.framesPerSecond)} frames a second · rows to ${feed.newest ? Math.max(0, Math.round(feed.now() / 1_000 - feed.newest)) : '–'} s ago`;
}

connect(feed, () => { changed = true; }, (name) => { connection = name; });
requestAnimationFrame(frame);
