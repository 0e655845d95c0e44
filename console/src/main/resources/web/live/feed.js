// The rows of the last minutes, kept up by the console's WebSocket. After a break it asks for what it missed.

const KEPT_SECONDS = 300;

/** A row's place: by metric, then label, then second. */
export class Feed {
  constructor() {
    this.series = new Map();
    this.epoch = '';
    this.version = 0;
    this.newest = 0;
    this.skew = 0;
    this.lastFrame = 0;
  }

  /** The values of a metric and label by second; an empty map where there are none. */
  of(metric, label = '') {
    return this.series.get(metric)?.get(label) ?? new Map();
  }

  /** The labels of a metric. */
  labels(metric) {
    return [...(this.series.get(metric)?.keys() ?? [])];
  }

  /** The sum of a metric over all labels in one second. */
  total(metric, second) {
    let sum = 0;
    for (const values of this.series.get(metric)?.values() ?? []) sum += values.get(second) ?? 0;
    return sum;
  }

  /** The sum of a label over the seconds from…to, both included. */
  sum(metric, label, from, to) {
    let sum = 0;
    for (const [second, value] of this.of(metric, label)) if (second >= from && second <= to) sum += value;
    return sum;
  }

  /** The console's clock, in milliseconds. */
  now() {
    return Date.now() + this.skew;
  }

  take(frame) {
    if (frame.full || frame.epoch !== this.epoch) this.series.clear();
    this.epoch = frame.epoch;
    this.version = frame.version;
    this.lastFrame = performance.now();
    // Smoothed: the way of one message must not make the clock jump.
    const skew = frame.now - Date.now();
    this.skew = Math.abs(skew - this.skew) > 2_000 ? skew : this.skew + (skew - this.skew) * 0.05;
    for (const [metric, label, second, value] of frame.rows) {
      let labels = this.series.get(metric);
      if (!labels) this.series.set(metric, (labels = new Map()));
      let values = labels.get(label);
      if (!values) labels.set(label, (values = new Map()));
      if (value === null) values.delete(second);
      else values.set(second, value);
      if (second > this.newest) this.newest = second;
    }
    this.forget();
  }

  forget() {
    const oldest = this.newest - KEPT_SECONDS;
    for (const labels of this.series.values()) {
      for (const [label, values] of labels) {
        for (const second of values.keys()) if (second < oldest) values.delete(second);
        if (values.size === 0) labels.delete(label);
      }
    }
  }
}

/** Connects, and again after each break, asking for what changed since. Returns what ends it. */
export function connect(feed, onFrame, onState) {
  const text = new TextDecoder();
  let socket;
  let wait = 250;
  let ended = false;
  const open = () => {
    const since = feed.epoch ? `?since=${encodeURIComponent(`${feed.epoch}:${feed.version}`)}` : '';
    socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/api/v1/live${since}`);
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => { wait = 250; onState('open'); };
    socket.onmessage = (event) => { feed.take(JSON.parse(text.decode(event.data))); onFrame(); };
    socket.onclose = () => {
      if (ended) return;
      onState('waiting');
      // Not all at the same moment after a restart of the console.
      setTimeout(open, wait * (0.75 + Math.random() / 2));
      wait = Math.min(wait * 2, 10_000);
    };
  };
  open();
  return () => { ended = true; socket.close(); };
}
