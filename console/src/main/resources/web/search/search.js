// The search page: keeps the parts together.
import { ApiError, events, get, query as queryString, send } from '/shell/api.js';
import { element, shell, toggleTheme } from '/shell/shell.js';
import { count, duration, time } from '/shell/format.js';
import * as address from '/search/state.js';
import { completion } from '/search/completion.js';
import { histogram } from '/search/histogram.js';
import { line } from '/search/line.js';

const PAGE = 100;
const MOST_LIVE = 500;
const FACETS = ['log.level', 'service.name', 'host.name', 'event.dataset', 'http.response.status_code', 'error.type'];
const FACET_TITLES = { 'log.level': 'Level', 'service.name': 'Service', 'host.name': 'Host', 'event.dataset': 'Source', 'http.response.status_code': 'HTTP status', 'error.type': 'Error' };

shell();
const $ = (id) => document.getElementById(id);
let state = address.read();
let cursor = '';
let loading = false;
let stopLive = null;
let selected = -1;
const completions = completion($('q'), $('completions'), () => state);
const chart = histogram($('histogram'), (from, to) => change({ from: from.toISOString(), to: to.toISOString() }));

// --- searching ---

function change(what) {
  state = { ...state, ...what };
  address.write(state);
  run();
}

function run() {
  endLive();
  completions.hide();
  showControls();
  problem(null);
  search();
  get('/api/v1/histogram', { ...address.parameters(state), by: 'log.level', buckets: 90 }, 'histogram').then(showHistogram).catch(problem);
  get('/api/v1/terms', { ...address.parameters(state), field: FACETS, size: 8 }, 'terms').then(showFacets).catch(problem);
}

async function search() {
  cursor = '';
  selected = -1;
  $('results').scrollTop = 0;
  await load(true);
}

async function load(anew) {
  if (loading && !anew) return;
  loading = true;
  $('end').textContent = '…';
  try {
    const page = await get('/api/v1/search', { ...address.parameters(state), sort: state.sort, size: PAGE, cursor }, 'search');
    loading = false;
    // The live tail has been switched on meanwhile: its lines are not to be written over.
    if (stopLive) return;
    const made = page.hits.map((hit) => line(hit, actions));
    if (anew) $('lines').replaceChildren(...made);
    else $('lines').append(...made);
    cursor = page.cursor ?? '';
    if (anew) facts(page);
    $('end').textContent = cursor ? '' : $('lines').children.length ? 'No more lines.' : 'No line matches. Widen the time range or take away a filter.';
    if (page.timed_out || page.shards_failed) problem(new Error('The index did not answer in full: these are not all lines.'));
  } catch (e) {
    if (e.name === 'AbortError') return;
    loading = false;
    if (anew) $('lines').replaceChildren();
    $('end').textContent = '';
    problem(e);
  }
}

function facts(page) {
  $('facts').textContent = `· found in ${duration(page.took_ms)}`;
}

function problem(e) {
  if (e?.name === 'AbortError') return;
  $('q').classList.toggle('wrong', e instanceof ApiError && e.code === 'query_syntax');
  $('problem').hidden = !e;
  if (!e) return;
  $('problem').textContent = e.position === undefined || state.filters.length ? e.message : `${e.message}\n${state.q}\n${' '.repeat(e.position)}↑`;
}

function showHistogram(data) {
  $('total').textContent = `${count(data.total)} line${data.total === 1 ? '' : 's'}`;
  chart.draw(data);
}

function showFacets(answer) {
  $('facets').replaceChildren(...FACETS.map((path) => {
    const { values } = answer.fields[path];
    if (!values.length) return null;
    const most = values[0].count;
    return element('section', { class: 'facet' }, element('h2', {}, FACET_TITLES[path]), ...values.map(({ value, count: n }) => {
      const filter = `${path}:${address.quoted(value)}`;
      const on = state.filters.includes(filter);
      return element('button', {
        type: 'button', class: `value ${on ? 'on' : ''}`, title: on ? `Take away ${filter}` : `Only ${filter} (Shift: without)`,
        onclick: (event) => (on ? removeFilter(filter) : addFilter(path, value, event.shiftKey)),
      }, element('span', { class: 'name' }, value), element('span', { class: 'number' }, count(n)), element('i', { style: `width:${(n / most) * 92}%` }));
    }));
  }).filter(Boolean));
}

function addFilter(path, value, not) {
  const filter = `${not ? '-' : ''}${path}:${address.quoted(value)}`;
  if (!state.filters.includes(filter)) change({ filters: [...state.filters, filter] });
}

const removeFilter = (filter) => change({ filters: state.filters.filter((one) => one !== filter) });

const actions = {
  filter: addFilter,
  explain: async (hit) => {
    const answer = await get('/api/v1/explain', { ...address.parameters(state), index: hit.index, id: hit.id });
    const tree = (node) => element('li', {}, `${node.value.toFixed(3)}  ${node.description}`, element('ul', {}, ...(node.details ?? []).map(tree)));
    $('explain').replaceChildren(element('ul', {}, tree(answer.explanation)));
    $('explain').showModal();
  },
};

// --- controls ---

function showControls() {
  $('q').value = state.q;
  $('sort').value = state.sort;
  const known = [...$('range').options].some((option) => option.value === state.from) && !state.to;
  $('range').value = known ? state.from : 'custom';
  $('range').querySelector('[value="custom"]').textContent = known ? 'From … to …' : `${time(instant(state.from)).slice(0, 19)} – ${state.to ? time(instant(state.to)).slice(0, 19) : 'now'}`;
  $('custom').hidden = true;
  $('back').hidden = known;
  $('filters').replaceChildren(...state.filters.map((filter) => element('span', { class: `chip ${filter.startsWith('-') ? 'not' : ''}` }, filter,
    element('button', { type: 'button', class: 'quiet', title: 'Take away', onclick: () => removeFilter(filter) }, '×'))));
}

/** A relative time as a date. */
function instant(text) {
  const relative = /^now(?:-(\d+)([smhdw]))?$/.exec(text);
  if (!relative) return new Date(text);
  const unit = { s: 1e3, m: 6e4, h: 36e5, d: 864e5, w: 6048e5 }[relative[2]] ?? 0;
  return new Date(Date.now() - Number(relative[1] ?? 0) * unit);
}

$('form').addEventListener('submit', (event) => {
  event.preventDefault();
  change({ q: $('q').value.trim() });
});
$('sort').addEventListener('change', () => change({ sort: $('sort').value, q: $('q').value.trim() }));
$('range').addEventListener('change', () => {
  if ($('range').value !== 'custom') return change({ from: $('range').value, to: '', q: $('q').value.trim() });
  const local = (at) => new Date(at - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
  $('from').value = local(instant(state.from));
  $('to').value = local(instant(state.to || 'now'));
  $('custom').hidden = false;
  $('from').focus();
});
$('apply').addEventListener('click', () => {
  if ($('from').value && $('to').value) change({ from: new Date($('from').value).toISOString(), to: new Date($('to').value).toISOString() });
});
$('back').addEventListener('click', () => {
  const from = instant(state.from).getTime();
  const to = instant(state.to || 'now').getTime();
  const width = Math.max(to - from, 1_000);
  change({ from: new Date(from - width).toISOString(), to: new Date(Math.min(to + width, Date.now())).toISOString() });
});
addEventListener('popstate', () => {
  state = address.read();
  run();
});
new IntersectionObserver((entries) => {
  if (entries[0].isIntersecting && cursor && !stopLive) load(false);
}, { root: $('results'), rootMargin: '600px' }).observe($('end'));

// --- the menu ---

$('menu').addEventListener('click', async () => {
  if (!$('popup').hidden) return closeMenu();
  const saved = await get('/api/v1/saved-searches').then((answer) => answer.searches).catch(() => []);
  const item = (text, onclick, ...more) => element('button', { type: 'button', class: 'item', role: 'menuitem', onclick }, element('span', {}, text), ...more);
  $('popup').replaceChildren(
    item('Copy link to these lines', () => {
      const fixed = address.fixed(state, instant(state.from).toISOString(), instant(state.to || 'now').toISOString());
      navigator.clipboard.writeText(location.origin + address.address(fixed));
      closeMenu();
    }),
    item('Export as NDJSON', () => { closeMenu(); location.href = `/api/v1/export?${queryString(address.parameters(state))}`; }),
    item('Save this search …', async () => {
      closeMenu();
      const name = prompt('Name of the search', state.q || 'Everything');
      if (name) send('PUT', `/api/v1/saved-searches/${encodeURIComponent(name)}`, { q: state.q, filter: state.filters, from: state.from, to: state.to, sort: state.sort }).catch(problem);
    }),
    ...(saved.length ? [element('hr')] : []),
    ...saved.map((search) => item(search.name,
      () => { closeMenu(); change({ q: search.q ?? '', filters: search.filter ?? [], from: search.from ?? 'now-15m', to: search.to ?? '', sort: search.sort ?? 'newest' }); },
      element('a', { class: 'quiet', title: 'Remove', onclick: (event) => {
        event.stopPropagation();
        send('DELETE', `/api/v1/saved-searches/${encodeURIComponent(search.name)}`).then(closeMenu).catch(problem);
      } }, '×'))));
  const button = $('menu').getBoundingClientRect();
  $('popup').style.top = `${button.bottom + 4}px`;
  $('popup').hidden = false;
});

function closeMenu() {
  $('popup').hidden = true;
}

document.addEventListener('click', (event) => {
  if (!$('popup').contains(event.target) && event.target !== $('menu')) closeMenu();
});

// --- live ---

$('live').addEventListener('click', () => (stopLive ? run() : startLive()));

function startLive() {
  state = { ...state, q: $('q').value.trim() };
  address.write(state);
  problem(null);
  $('live').setAttribute('aria-pressed', 'true');
  $('lines').replaceChildren();
  $('end').textContent = 'Waiting for lines …';
  let shown = 0;
  const known = new Set();
  stopLive = events('/api/v1/tail', { q: state.q, filter: state.filters }, {
    lines: (lines) => {
      // A job that starts anew writes lines again that were not yet committed.
      const fresh = lines.filter((event) => !known.has(event.event?.id));
      fresh.forEach((event) => known.add(event.event?.id));
      if (known.size > 20_000) known.clear();
      shown += fresh.length;
      $('lines').prepend(...fresh.slice(-MOST_LIVE).map((event) => line({ id: event.event?.id ?? '', index: '', source: event }, actions)).reverse());
      while ($('lines').children.length > MOST_LIVE) $('lines').lastChild.remove();
    },
    status: (status) => {
      $('end').textContent = status.failure
        ? `No lines come: ${status.failure}`
        : `${count(shown)} matched of ${count(status.seen)} that came by${status.dropped ? `; ${count(status.dropped)} were too fast for this page` : ''}`;
    },
    error: () => {
      $('end').textContent = 'The connection broke off; it is tried again …';
    },
  });
}

function endLive() {
  stopLive?.();
  stopLive = null;
  $('live').setAttribute('aria-pressed', 'false');
}

// --- the keyboard ---

$('help').innerHTML = `<h3>Keys</h3><table>
<tr><td><kbd>/</kbd></td><td>to the query</td><td><kbd>j</kbd> <kbd>k</kbd></td><td>next, previous line</td></tr>
<tr><td><kbd>Enter</kbd></td><td>open or close the line</td><td><kbd>l</kbd></td><td>live tail</td></tr>
<tr><td><kbd>t</kbd></td><td>dark or light</td><td><kbd>Esc</kbd></td><td>leave</td></tr></table>
<h3>Queries</h3><table class="mono">
<tr><td>connection timeout</td><td>both words, anywhere</td></tr>
<tr><td>"connection timeout"</td><td>next to each other</td></tr>
<tr><td>level:error service:checkout</td><td>values of fields</td></tr>
<tr><td>status:&gt;=500 OR level:(error OR fatal)</td><td>ranges, alternatives</td></tr>
<tr><td>-path:/health NOT host:web-*</td><td>without</td></tr>
<tr><td>source.ip:10.0.0.0/8</td><td>networks</td></tr>
<tr><td>trace:* json.order.id:4711</td><td>any value; fields of no schema</td></tr></table>`.replace('-path:/health', '-url.path:/health');

document.addEventListener('keydown', (event) => {
  const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName);
  if (event.key === 'Escape') {
    // A browser would empty the query.
    if (document.activeElement === $('q')) event.preventDefault();
    closeMenu();
    document.activeElement.blur();
  }
  if (typing || event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
  const rows = $('lines').children;
  const go = (to) => {
    rows[selected]?.classList.remove('at');
    selected = Math.max(0, Math.min(rows.length - 1, to));
    rows[selected]?.classList.add('at');
    rows[selected]?.scrollIntoView({ block: 'nearest' });
  };
  switch (event.key) {
    case '/': $('q').focus(); $('q').select(); break;
    case 'j': go(selected + 1); break;
    case 'k': go(selected - 1); break;
    case 'Enter': if (document.activeElement.tagName === 'BUTTON' || !rows[selected]) return; rows[selected].toggle(); break;
    case 'l': $('live').click(); break;
    case 't': toggleTheme(); break;
    case '?': $('help').showModal(); break;
    default: return;
  }
  event.preventDefault();
});

run();
