/** The theme button of every page. The reader's choice is stored, where the browser allows that. */
const root = document.documentElement;
const button = document.querySelector('[data-action="theme"]');
const dark = matchMedia('(prefers-color-scheme: dark)');
function isDark() {
  return root.dataset.theme ? root.dataset.theme === 'dark' : dark.matches;
}
function label() {
  button.textContent = isDark() ? 'Light' : 'Dark';
}
try {
  const stored = localStorage.getItem('theme');
  if (stored === 'light' || stored === 'dark') root.dataset.theme = stored;
} catch {
  // a page from a file may have no storage
}
button.hidden = false;
button.addEventListener('click', () => {
  root.dataset.theme = isDark() ? 'light' : 'dark';
  label();
  try {
    localStorage.setItem('theme', root.dataset.theme);
  } catch {
    // the choice is lost with the page
  }
});
dark.addEventListener('change', label);
label();
