/** A button that copies, for each command and script. */
for (const text of document.querySelectorAll('.try pre')) {
  const copyable = document.createElement('div');
  copyable.className = 'copyable';
  const button = document.createElement('button');
  Object.assign(button, { type: 'button', textContent: 'Copy' });
  button.dataset.action = 'copy';
  text.replaceWith(copyable);
  copyable.append(text, button);
}

/** Filters the behaviours on the first page. The filters are stored in the address, so that they can be shared. */
const form = document.querySelector('.filters');
if (form) {
  const { text: search, differ } = form.elements;
  const shown = form.querySelector('output');
  const chapters = [...document.querySelectorAll('.verdicts tbody')].map((chapter) => ({
    chapter,
    link: document.querySelector(`nav a[href="#${CSS.escape(chapter.id)}"]`),
    rows: [...chapter.querySelectorAll('tr:not(.title)')].map((row) => ({
      row,
      differs: row.classList.contains('differs'),
      text: row.querySelector('th').textContent.toLowerCase(),
    })),
  }));
  const total = chapters.reduce((sum, { rows }) => sum + rows.length, 0);

  const applyFilters = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const { chapter, link, rows } of chapters) {
      let inside = 0;
      for (const { row, differs, text } of rows) {
        row.hidden = (differ.checked && !differs) || !words.every((word) => text.includes(word));
        if (!row.hidden) inside += 1;
      }
      chapter.hidden = inside === 0;
      if (link) {
        link.hidden = inside === 0;
        link.querySelector('.count').textContent = inside;
      }
      count += inside;
    }
    document.querySelector('.nothing').hidden = count > 0;
    shown.value = count === total ? `${total} behaviour${total === 1 ? '' : 's'}` : `${count} of ${total}`;
  };

  const storeFilters = () => {
    const stored = new URLSearchParams();
    if (search.value) stored.set('text', search.value);
    if (differ.checked) stored.set('differ', '1');
    history.replaceState(undefined, '', `#${stored}`);
  };

  /** `#text=alias&differ=1` filters, `#chapter-names` is a place on the page. */
  const readAddress = () => {
    const stored = new URLSearchParams(location.hash.slice(1));
    search.value = stored.get('text') ?? '';
    differ.checked = stored.has('differ');
    applyFilters();
  };

  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('input', () => {
    applyFilters();
    storeFilters();
  });
  addEventListener('hashchange', readAddress);
  readAddress();
}
