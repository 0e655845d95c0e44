// Evidence of an incident or an alert: the lines behind an id, inline, and the search that finds them.
import { get, query } from '/shell/api.js';
import { element } from '/shell/shell.js';
import { level, time } from '/shell/format.js';

const SHOWN = 30;

/** The query that finds what an evidence id stands for; an alert's is no line. */
export function found(id) {
  const trace = /^trace:([^/]+)/.exec(id);
  if (trace) return `trace.id:"${trace[1]}"`;
  return id.startsWith('alert:') ? null : `event.id:"${id}"`;
}

/** The search page at that query, around a time of the incident. */
export function link(q, from, to) {
  return `/search/?${query({ q, from, to, sort: 'oldest' })}`;
}

/** A list of evidence: a click opens the lines beneath. */
export function evidence(ids, from, to) {
  const rows = ids.map((id) => {
    const q = found(id);
    if (!q) return element('div', { class: 'mono muted' }, id);
    const lines = element('div', { class: 'lines', hidden: true });
    const open = element('button', { type: 'button', class: 'quiet mono', onclick: () => toggle(lines, q, from, to) }, id);
    return element('div', {}, open, element('a', { href: link(q, from, to) }, 'in the search'), lines);
  });
  return element('div', { class: 'evidence' }, ...rows);
}

async function toggle(lines, q, from, to) {
  lines.hidden = !lines.hidden;
  if (lines.hidden || lines.childElementCount) return;
  lines.append(element('span', { class: 'muted' }, '…'));
  try {
    const answer = await get('/api/v1/search', { q, from, to, sort: 'oldest', size: SHOWN });
    const rows = answer.hits.map(({ source }) => element('div', { class: `row ${level(source.log?.level)}`, title: source.message ?? '' },
      element('span', { class: 'muted' }, time(source['@timestamp'], false)),
      element('span', { class: 'level' }, source.log?.level ?? ''),
      element('span', {}, source.service?.name ?? ''),
      element('span', { class: 'text' }, source.message ?? source.event?.original ?? '')));
    lines.replaceChildren(...(rows.length ? rows : [element('span', { class: 'muted' }, 'No line of it is in the index (any more).')]));
  } catch (e) {
    lines.replaceChildren(element('span', { class: 'error' }, e.message));
  }
}
