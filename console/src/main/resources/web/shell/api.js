// Talks to the console's API.

/** An answer that is an error; position is where in the query, or undefined. */
export class ApiError extends Error {
  constructor(status, error) {
    super(error?.message ?? `the console answered ${status}`);
    this.status = status;
    this.code = error?.code;
    this.position = error?.position;
  }
}

/** Parameters as a query string; an array is repeated, what is empty is left out. */
export function query(parameters) {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null && one !== '') search.append(name, one);
    }
  }
  return search.toString();
}

/**
 * GETs JSON. A call of the same session ends the one before it, in the browser and in the cluster: its promise is
 * rejected with an AbortError, which callers pass over.
 */
const sessions = new Map();
const browser = Math.random().toString(36).slice(2);

export async function get(path, parameters = {}, session = '') {
  const abort = new AbortController();
  if (session) {
    sessions.get(session)?.abort();
    sessions.set(session, abort);
  }
  const headers = session ? { 'X-Search-Session': `${browser}-${session}` } : {};
  const suffix = query(parameters);
  for (;;) {
    try {
      return await read(await fetch(suffix ? `${path}?${suffix}` : path, { headers, signal: abort.signal }));
    } catch (e) {
      // Requests may arrive in another order than they were made: then an older one took the place of this, the newest.
      if (e.name !== 'AbortError' || !session || sessions.get(session) !== abort) throw e;
    }
  }
}

/** PUTs, POSTs or DELETEs. */
export async function send(method, path, body) {
  const headers = { 'X-CSRF-Token': sessionSecret() };
  return read(await fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) }));
}

/** What shows that a change is asked for by a page of the console; empty where nobody logs in. */
export function sessionSecret() {
  return /(?:^|; )(?:__Host-)?logstream-csrf=([^;]*)/.exec(document.cookie)?.[1] ?? '';
}

async function read(response) {
  if (response.status === 401 && !location.pathname.startsWith('/login/')) {
    location.assign(`/login/?${query({ to: location.pathname + location.search })}`);
  }
  const body = await response.json().catch(() => null);
  if (!response.ok) {
    if (body?.error?.code === 'superseded') throw new DOMException('superseded', 'AbortError');
    throw new ApiError(response.status, body?.error);
  }
  return body;
}

/**
 * Makes a function that runs work, one run at a time with a pause between them, and once more if it was called meanwhile.
 * So news that come without end neither put a run off nor break one off. Work takes care of its own errors.
 */
export function paced(work, pauseMs = 200) {
  let running = false;
  let again = false;
  return async () => {
    again = true;
    if (running) return;
    running = true;
    while (again) {
      again = false;
      await work();
      await new Promise((resume) => { setTimeout(resume, pauseMs); });
    }
    running = false;
  };
}

/** Listens to server-sent events; handlers by event name. Returns what ends it. The browser connects again by itself. */
export function events(path, parameters, handlers) {
  const source = new EventSource(`${path}?${query(parameters)}`);
  for (const [name, handler] of Object.entries(handlers)) {
    if (name === 'open' || name === 'error') source[`on${name}`] = handler;
    else source.addEventListener(name, (event) => handler(JSON.parse(event.data)));
  }
  return () => source.close();
}

/** Listens to a WebSocket of the console, and connects again after a growing wait. Returns what ends it. */
export function socket(path, onMessage, onState = () => {}) {
  let open;
  let wait = 250;
  let ended = false;
  const connect = () => {
    open = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}${path}`);
    open.onopen = () => { wait = 250; onState('open'); };
    open.onmessage = (event) => onMessage(JSON.parse(event.data));
    open.onclose = () => {
      if (ended) return;
      onState('waiting');
      setTimeout(connect, wait);
      wait = Math.min(wait * 2, 10_000);
    };
  };
  connect();
  return () => { ended = true; open.close(); };
}
