/** Filters, expands and copies on the report of one run. The filters are stored in the address, so that it can be shared. */
const form = document.querySelector('.filters');
const [search, chapter, shown] = [form.elements.text, form.elements.chapter, form.querySelector('output')];
const verdicts = [...form.querySelectorAll('[name="verdict"]')];
const rows = [...document.querySelectorAll('.behaviour')];
const texts = new Map();

/** The text of a row, including details that are still in its template. */
function textOf(row) {
  if (!texts.has(row)) {
    const later = row.querySelector(':scope > template');
    texts.set(row, `${row.textContent} ${later?.content.textContent ?? ''}`.toLowerCase());
  }
  return texts.get(row);
}

/** Moves the details of a row out of its template, and fills in the shared texts. */
function showDetails(row) {
  const later = row.querySelector(':scope > template');
  if (later) later.replaceWith(later.content);
  for (const place of row.querySelectorAll('[data-text]')) {
    const text = document.querySelector(`#text-${place.dataset.text}`);
    place.replaceWith(text.content.cloneNode(true));
  }
}

/** Hides the rows that do not match the filters. */
function applyFilters() {
  const wanted = new Set(verdicts.filter((box) => box.checked).map((box) => box.value));
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  let count = 0;
  for (const row of rows) {
    const fits =
      (wanted.size === 0 || wanted.has(row.dataset.verdict)) &&
      (chapter.value === '' || row.closest('.chapter').dataset.chapter === chapter.value) &&
      words.every((word) => textOf(row).includes(word));
    row.hidden = !fits;
    if (fits) count += 1;
  }
  for (const group of document.querySelectorAll('.scenario, .chapter'))
    group.hidden = !group.querySelector('.behaviour:not([hidden])');
  document.querySelector('.nothing').hidden = count > 0;
  shown.value = count === rows.length ? `${count} behaviour${count === 1 ? '' : 's'}` : `${count} of ${rows.length}`;
}

function storeFilters() {
  const stored = new URLSearchParams();
  const wanted = verdicts.filter((box) => box.checked).map((box) => box.value);
  if (wanted.length > 0) stored.set('verdict', wanted.join(','));
  if (chapter.value) stored.set('chapter', chapter.value);
  if (search.value) stored.set('text', search.value);
  history.replaceState(undefined, '', `#${stored}`);
}

/** `#verdict=failed&text=grafana` filters, `#bridge.alias-resolves` opens. */
function readAddress() {
  const hash = decodeURIComponent(location.hash.slice(1));
  const row = rows.find(({ id }) => id === hash);
  if (row) {
    row.open = true;
    row.scrollIntoView();
  } else if (!hash.startsWith('chapter-')) {
    const stored = new URLSearchParams(location.hash.slice(1));
    const wanted = (stored.get('verdict') ?? '').split(',');
    for (const box of verdicts) box.checked = wanted.includes(box.value);
    chapter.value = stored.get('chapter') ?? '';
    search.value = stored.get('text') ?? '';
  }
  applyFilters();
}

// `toggle` does not bubble
document.addEventListener(
  'toggle',
  ({ target }) => target.matches('.behaviour') && target.open && showDetails(target),
  true,
);
form.addEventListener('submit', (event) => event.preventDefault());
form.addEventListener('input', () => {
  applyFilters();
  storeFilters();
});
addEventListener('hashchange', readAddress);
addEventListener('beforeprint', () => rows.filter(({ open }) => open).forEach(showDetails));

const wrong = rows.filter((row) => row.matches('.failed, .error, .unexpected-pass'));
if (wrong.length <= 3) for (const row of wrong) row.open = true;
readAddress();
