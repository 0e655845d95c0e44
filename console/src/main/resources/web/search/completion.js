// Completes fields and their values at the caret of the query.
import { get } from '/shell/api.js';
import { element } from '/shell/shell.js';
import { short } from '/shell/format.js';
import { parameters, quoted } from '/search/state.js';

const MOST = 12;

export function completion(input, list, currentState) {
  let fields = [];
  let offers = [];
  let chosen = -1;
  let asked = 0;

  get('/api/v1/fields').then((answer) => {
    fields = [
      ...Object.entries(answer.short_names).map(([name, path]) => ({ name, hint: path })),
      ...answer.fields.filter((field) => field.type !== 'unsearchable').map((field) => ({ name: field.name, hint: field.type })),
    ];
    // Who typed sooner than this came was offered nothing.
    if (document.activeElement === input && input.value) offer();
  }).catch(() => {});

  /** The word that the caret stands in or behind. */
  function word() {
    const end = input.selectionStart;
    const before = input.value.slice(0, end);
    const start = before.search(/[^\s()"]*$/);
    return { start, end, text: before.slice(start).replace(/^-/, ''), minus: before[start] === '-' ? 1 : 0 };
  }

  async function offer() {
    const number = ++asked;
    const { text } = word();
    const colon = text.indexOf(':');
    let found;
    if (colon < 0) {
      const lower = text.toLowerCase();
      found = lower.length < 1 ? [] : [
        ...fields.filter((field) => field.name.startsWith(lower)),
        ...fields.filter((field) => !field.name.startsWith(lower) && field.name.includes(lower)),
      ].slice(0, MOST).map((field) => ({ text: `${field.name}:`, hint: field.hint }));
    } else {
      const name = text.slice(0, colon);
      const prefix = text.slice(colon + 1);
      if (!fields.some((field) => field.name === name) || /[[{<>*]/.test(prefix)) {
        found = [];
      } else {
        // What else is asked for narrows the values; the word being written does not.
        const state = currentState();
        found = await get('/api/v1/values', { ...parameters({ ...state, q: '' }), field: name, prefix, size: MOST }, 'values')
          .then((answer) => answer.values
            .filter((value) => String(value.value).toLowerCase().startsWith(prefix.toLowerCase()))
            .map((value) => ({ text: `${name}:${quoted(value.value)} `, hint: short(value.count) })))
          .catch(() => []);
      }
    }
    if (number === asked && document.activeElement === input) show(found);
  }

  function show(found) {
    offers = found;
    chosen = -1;
    list.replaceChildren(...offers.map((one, i) =>
      element('li', { role: 'option', 'aria-selected': 'false', onmousedown: (event) => { event.preventDefault(); take(i); } },
        one.text, element('span', { class: 'muted' }, one.hint ?? ''))));
    list.hidden = offers.length === 0;
    input.setAttribute('aria-expanded', String(!list.hidden));
  }

  function choose(i) {
    chosen = (i + offers.length) % offers.length;
    [...list.children].forEach((item, n) => item.setAttribute('aria-selected', String(n === chosen)));
    list.children[chosen].scrollIntoView({ block: 'nearest' });
  }

  function take(i) {
    const { start, end, minus } = word();
    const text = offers[i].text;
    input.setRangeText(text, start + minus, end, 'end');
    hide();
    if (text.endsWith(':')) offer();
  }

  function hide() {
    asked++;
    show([]);
  }

  input.addEventListener('input', offer);
  input.addEventListener('blur', hide);
  input.addEventListener('keydown', (event) => {
    if (list.hidden) {
      if (event.key === ' ' && event.ctrlKey) { offer(); event.preventDefault(); }
      return;
    }
    if (event.key === 'ArrowDown') choose(chosen + 1);
    else if (event.key === 'ArrowUp') choose(chosen - 1);
    else if (event.key === 'Tab') take(Math.max(chosen, 0));
    else if (event.key === 'Enter' && chosen >= 0) take(chosen);
    else if (event.key === 'Escape') hide();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  return { hide };
}
