/** The button of every page that turns light into dark. What the reader chose is kept, where the browser lets it. */
const root = document.documentElement;
const button = document.querySelector('[data-action="theme"]');
const dark = matchMedia('(prefers-color-scheme: dark)');
function isDark() {
  return root.dataset.theme ? root.dataset.theme === 'dark' : dark.matches;
}
function name() {
  button.textContent = isDark() ? 'Light' : 'Dark';
}
try {
  const kept = localStorage.getItem('theme');
  if (kept === 'light' || kept === 'dark') root.dataset.theme = kept;
} catch {
  // a page from a file may have nowhere to keep it
}
button.hidden = false;
button.addEventListener('click', () => {
  root.dataset.theme = isDark() ? 'light' : 'dark';
  name();
  try {
    localStorage.setItem('theme', root.dataset.theme);
  } catch {
    // then it is for this once
  }
});
dark.addEventListener('change', name);
name();
