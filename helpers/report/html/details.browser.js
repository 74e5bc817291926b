/** What is done with the details of a behaviour: copying a command, and finding a request in the drawing. */
async function copy(button) {
  const text = button.parentElement.querySelector('pre').textContent;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = 'Copied';
  } catch {
    getSelection().selectAllChildren(button.parentElement.querySelector('pre'));
    button.textContent = 'Selected';
  }
  setTimeout(() => {
    button.textContent = 'Copy';
  }, 2000);
}

/** Highlights the path of the hovered probe in the drawing. */
function highlight(event) {
  const probe = event.target.closest?.('[data-probe]');
  for (const lit of document.querySelectorAll('.lit, .dim')) lit.classList.remove('lit', 'dim');
  const body = probe?.closest('.body');
  const paths = [...(body?.querySelectorAll('.topology [data-probes]') ?? [])];
  const mine = paths.filter((path) => path.dataset.probes.split(' ').includes(probe.dataset.probe));
  if (mine.length === 0) return;
  body.querySelector('.topology').classList.add('dim');
  for (const element of [probe, ...mine]) element.classList.add('lit');
}

document.addEventListener('click', ({ target }) => target.matches('[data-action="copy"]') && copy(target));
document.addEventListener('mouseover', highlight);
document.addEventListener('focusin', highlight);
