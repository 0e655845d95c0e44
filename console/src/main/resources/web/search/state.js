// What is searched for, kept in the address: a link is a search, and the browser's back button goes back.

const DEFAULTS = { q: '', filters: [], from: 'now-15m', to: '', sort: 'newest' };

/** The search that the address names. */
export function read() {
  const address = new URLSearchParams(location.search);
  return {
    q: address.get('q') ?? DEFAULTS.q,
    filters: address.getAll('filter'),
    from: address.get('from') ?? DEFAULTS.from,
    to: address.get('to') ?? DEFAULTS.to,
    sort: address.get('sort') ?? DEFAULTS.sort,
  };
}

/** The address of a search. */
export function address(state) {
  const search = new URLSearchParams();
  if (state.q) search.set('q', state.q);
  state.filters.forEach((filter) => search.append('filter', filter));
  if (state.from !== DEFAULTS.from) search.set('from', state.from);
  if (state.to) search.set('to', state.to);
  if (state.sort !== DEFAULTS.sort) search.set('sort', state.sort);
  const text = search.toString();
  return location.pathname + (text ? `?${text}` : '');
}

/** Makes it the address's. */
export function write(state) {
  const wanted = address(state);
  if (wanted !== location.pathname + location.search) history.pushState(null, '', wanted);
}

/** As the API takes it. */
export const parameters = (state) => ({ q: state.q, filter: state.filters, from: state.from, to: state.to });

/** With its times made absolute: the same lines for whoever opens the link later. */
export function fixed(state, from, to) {
  return { ...state, from, to };
}

/** A value as the query language writes it. */
export function quoted(value) {
  const text = String(value);
  return /^[\w.@/-]+$/.test(text) && !text.startsWith('-') && !/^(AND|OR|NOT|TO)$/.test(text)
    ? text
    : `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
