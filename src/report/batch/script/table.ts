/** The results, of which only those on the screen are elements. */
export const TABLE = String.raw`
  const table = document.querySelector('.results');
  const body = table.querySelector('.rows');
  const nothing = document.querySelector('.nothing');
  const shownCount = document.querySelector('.shown');
  // rows kept above and below the screen, so that quick scrolling shows no gap
  const SPARE = 8;
  let order = new Uint32Array(0);
  let height = 0;
  const drawn = new Map();

  const cell = (column, ...content) => make('span', { role: 'cell', class: column }, ...content);
  const thumbOf = (ordinal) => {
    const island = document.getElementById('thumb-' + ordinal);
    return island ? make('img', { src: 'data:image/webp;base64,' + island.textContent.trim(), alt: '', decoding: 'async' }) : '';
  };
  const figure = (value, digits) => (exists(value) ? value.toFixed(digits) : '–');
  // of a lone file nothing is compared
  const figuresOf = (row) =>
    page.lone === 'file'
      ? []
      : [
          cell('figure ssim', figure(rows.ssimMin[row], 3)),
          cell('figure delta', figure(rows.deltaEMax[row], 1)),
          cell('figure time', exists(rows.compressMs[row]) ? durationText(rows.compressMs[row]) : '–'),
        ];
  const sizeCell = (row) => {
    const [before, after, ratio] = [rows.inputBytes[row], rows.outputBytes[row], rows.ratio[row]];
    if (!exists(ratio)) return cell('size', make('span', { class: 'bytes' }, exists(before) ? bytesText(before) : ''));
    const bar = make('span', { class: 'bar', 'aria-hidden': 'true' });
    bar.style.setProperty('--share', Math.min(1, ratio));
    return cell('size', make('span', { class: 'saved' }, savedText(1 - ratio)), make('span', { class: 'bytes' }, bytesText(before) + ' → ' + bytesText(after)), bar);
  };
  const checksOf = (bits) => page.checks.filter((_, index) => (bits >>> index) & 1);
  const whyCell = (row) => {
    const checks = checksOf(rows.failed[row] || rows.other[row]);
    const reason = textAt(rows.reason, row) ?? '';
    // most reasons begin with the check that they tell of
    const told = checks.find((id) => reason.startsWith(id + ': '));
    const text = told === undefined ? reason : reason.slice(told.length + 2);
    return cell('why', make('span', { class: 'clamp' }, checks.length > 0 ? make('code', {}, [told ?? [], checks.filter((id) => id !== told)].flat().join(', ')) : '', ' ', visible(text)));
  };
  const recipeAt = (row) => page.recipes[rows.recipe[row]] ?? null;

  const rowElement = (index) => {
    const row = order[index];
    const status = page.statuses[rows.status[row]];
    const ordinal = rows.ordinal[row];
    const link = make('a', { href: '#item-' + ordinal, class: 'name' }, ...nameOf(textAt(rows.name, row) ?? ''));
    const element = make(
      'div',
      { role: 'row', class: 'row ' + status.tone, 'aria-rowindex': index + 2 },
      cell('state', markOf(rows.status[row]), make('span', { class: 'word' }, status.word)),
      cell('thumb', thumbOf(ordinal)),
      cell('who', link, make('span', { class: 'how' }, visible(recipeAt(row)?.label ?? textAt(rows.operation, row) ?? ''))),
      whyCell(row),
      sizeCell(row),
      ...figuresOf(row),
    );
    element.style.top = index * height + 'px';
    return element;
  };

  const draw = () => {
    const top = body.getBoundingClientRect().top;
    const first = Math.max(0, Math.floor(-top / height) - SPARE);
    const last = Math.min(order.length, Math.ceil((innerHeight - top) / height) + SPARE);
    for (const [index, element] of drawn) {
      // a row that has the focus stays, or the keyboard would lose its place
      if ((index >= first && index < last) || element.contains(document.activeElement)) continue;
      element.remove();
      drawn.delete(index);
    }
    for (let index = first; index < last; index += 1) {
      if (drawn.has(index)) continue;
      const element = rowElement(index);
      drawn.set(index, element);
      // in their order, which is the order of the Tab key
      let after = index + 1;
      while (after < last && !drawn.has(after)) after += 1;
      body.insertBefore(element, drawn.get(after) ?? null);
    }
  };

  const redraw = () => {
    for (const element of drawn.values()) element.remove();
    drawn.clear();
    height = parseFloat(getComputedStyle(table).getPropertyValue('--row'));
    body.style.height = order.length * height + 'px';
    table.setAttribute('aria-rowcount', order.length + 1);
    nothing.hidden = order.length > 0;
    shownCount.textContent = countText(order.length) + (order.length === rows.count ? ' results' : ' of ' + countText(rows.count) + ' shown');
    draw();
  };

  const arrange = () => {
    order = sorted(filtered());
    redraw();
  };

  let waiting = false;
  const drawSoon = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      draw();
    });
  };
  addEventListener('scroll', drawSoon, { passive: true });
  addEventListener('resize', () => (parseFloat(getComputedStyle(table).getPropertyValue('--row')) === height ? drawSoon() : redraw()));

  body.addEventListener('click', (event) => {
    const element = event.target.closest('.row');
    // text that was just marked is wanted as text
    if (element && !event.target.closest('a') && getSelection().isCollapsed) element.querySelector('a').click();
  });

  const STEPS = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity };
  body.addEventListener('keydown', (event) => {
    const step = STEPS[event.key];
    const element = event.target.closest('.row');
    if (step === undefined || !element || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    focusRow(Number(element.getAttribute('aria-rowindex')) - 2 + step);
  });
  const focusRow = (wanted) => {
    const index = Math.max(0, Math.min(order.length - 1, wanted));
    const top = body.getBoundingClientRect().top + index * height;
    const head = table.querySelector('.head').getBoundingClientRect().bottom;
    if (top < head) scrollBy(0, top - head);
    else if (top + height > innerHeight) scrollBy(0, top + height - innerHeight);
    draw();
    drawn.get(index)?.querySelector('a').focus({ preventScroll: true });
    draw();
  };

  for (const button of all('.head button', table)) {
    button.addEventListener('click', () => {
      const { by, down } = button.dataset;
      // first the end of a column that needs attention, then the other
      sort.down = sort.by === by ? !sort.down : down !== undefined;
      sort.by = by;
      markSort();
      arrange();
    });
  }
  const sortChoice = document.querySelector('.sort-choice');
  sortChoice.addEventListener('change', () => table.querySelector('.head button[data-by=' + sortChoice.value + ']').click());
  const markSort = () => {
    sortChoice.value = sort.by;
    for (const button of all('.head button', table)) {
      const mine = button.dataset.by === sort.by;
      button.parentElement.setAttribute('aria-sort', mine ? (sort.down ? 'descending' : 'ascending') : 'none');
    }
  };
`;
