// How values are written for people.

const COUNT = new Intl.NumberFormat('en-GB');

/** 1234567 → 1,234,567 */
export const count = (n) => COUNT.format(n);

/** 1234567 → 1.2M */
export function short(n) {
  if (n < 1_000) return String(n);
  const [value, unit] = n < 1_000_000 ? [n / 1_000, 'k'] : n < 1e9 ? [n / 1_000_000, 'M'] : [n / 1e9, 'G'];
  return `${value < 10 ? value.toFixed(1) : Math.round(value)}${unit}`;
}

const two = (n) => String(n).padStart(2, '0');

/** An ISO time in the browser's zone, to the millisecond. */
export function time(iso, withDate = true) {
  const at = new Date(iso);
  const clock = `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${String(at.getMilliseconds()).padStart(3, '0')}`;
  return withDate ? `${date(at)} ${clock}` : clock;
}

/** Year, month and day in the browser's zone. */
export const date = (at) => `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;

/** 1534 → 1.5 s */
export function duration(ms) {
  if (ms < 1) return `${(ms * 1_000).toFixed(0)} µs`;
  if (ms < 1_000) return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(ms < 10_000 ? 1 : 0)} s`;
  if (ms < 3_600_000) return `${Math.round(ms / 60_000)} min`;
  return `${(ms / 3_600_000).toFixed(1)} h`;
}

/** The class of a level: fatal, error, warn, info, debug or other. */
export function level(name) {
  const known = {
    emergency: 'fatal', alert: 'fatal', critical: 'fatal', fatal: 'fatal', error: 'error', warning: 'warn', warn: 'warn',
    notice: 'info', info: 'info', debug: 'debug', trace: 'debug',
  };
  return known[name] ?? 'other';
}
