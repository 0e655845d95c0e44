// The frame of a page: navigation and theme. A page imports it and calls shell() once.
import { get, send } from './api.js';
import { pages } from './pages.js';

const THEME = 'logstream.theme';
const listeners = new Set();

/** The theme in force: light or dark. */
export function theme() {
  return document.documentElement.dataset.theme === 'dark' ? 'dark' : 'light';
}

/** The value of a CSS variable, for what is drawn on a canvas. */
export function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** Calls back when the theme changes. */
export function onTheme(listener) {
  listeners.add(listener);
}

function setTheme(name) {
  document.documentElement.dataset.theme = name;
  localStorage.setItem(THEME, name);
  listeners.forEach((listener) => listener(name));
}

/** Changes between dark and light. */
export function toggleTheme() {
  setTheme(theme() === 'dark' ? 'light' : 'dark');
}

/** Makes an element: element('a', { class: 'page', href: '/' }, 'text', child…). */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) {
      made.addEventListener(key.slice(2), value);
    } else if (value === true) {
      made.setAttribute(key, '');
    } else if (value !== false && value !== undefined && value !== null) {
      made.setAttribute(key, value);
    }
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

const LOGO = `<svg viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="2.2" stroke-linecap="round"
  aria-hidden="true"><path d="M2 5h10M2 10h16M2 15h7"/></svg>`;

/** Shows who is logged in, and a way out; nothing where nobody has to log in. */
async function showUser(place) {
  const me = await get('/api/v1/me').catch(() => null);
  if (!me?.user) return;
  const out = async () => {
    await send('POST', '/api/v1/logout').catch(() => null);
    location.assign('/login/');
  };
  place.before(
    element('span', { class: 'muted', id: 'user-name', title: `May do what a role ${me.role} may` }, me.user),
    element('button', { class: 'quiet', id: 'logout', onclick: out }, 'Log out'));
}

/** Draws the bar at the top; bare: without the pages, for who is not logged in. */
export function shell({ bare = false } = {}) {
  const remembered = localStorage.getItem(THEME);
  const wished = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  document.documentElement.dataset.theme = remembered ?? wished;
  const brand = element('a', { class: 'brand', href: '/' });
  brand.innerHTML = LOGO;
  brand.append('LogStream');
  const links = bare ? [] : pages.map((page) =>
    element('a', { class: 'page', href: page.path, 'aria-current': location.pathname.startsWith(page.path) && 'page' }, page.title));
  const toggle = element('button', { class: 'quiet', id: 'theme', title: 'Dark or light (t)', onclick: toggleTheme }, '◐');
  document.body.prepend(element('header', { class: 'bar' }, brand, ...links, element('span', { class: 'space' }), toggle));
  if (!bare) showUser(toggle);
}
