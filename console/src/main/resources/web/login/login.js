// The log-in: name and password for a session's cookie, then on to the page that was asked for.
import { send } from '/shell/api.js';
import { shell } from '/shell/shell.js';

shell({ bare: true });

const form = document.getElementById('form');
const problem = document.getElementById('problem');
const go = document.getElementById('go');

/** The page that was asked for: a path of this console, or the first page. */
function target() {
  const to = new URLSearchParams(location.search).get('to') ?? '/';
  // "//other" and "/\other" would be other hosts.
  return /^\/[^/\\]/.test(to) ? to : '/';
}

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  go.disabled = true;
  problem.hidden = true;
  try {
    await send('POST', '/api/v1/login', {
      user: document.getElementById('user').value,
      password: document.getElementById('password').value,
    });
    location.replace(target());
  } catch (e) {
    problem.textContent = e.message;
    problem.hidden = false;
    document.getElementById('password').select();
    go.disabled = false;
  }
});
