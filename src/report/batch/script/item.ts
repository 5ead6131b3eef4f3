/** One result in a dialog of its own: #item-12 opens it, so that it can be linked to and the way back is the browser's. */
export const ITEM = String.raw`
  const dialog = document.querySelector('dialog.item');
  const inside = dialog.querySelector('.inside');
  const [before, after] = all('.step', dialog);
  let open = null;

  // reports lie some together in an island
  const reportOf = async (ordinal) => {
    for (const island of all('script.reports')) {
      const at = island.dataset.items.split(' ').indexOf(String(ordinal));
      if (at >= 0) return (await unpack(island.textContent))[at];
    }
    return null;
  };
  const picturesOf = (ordinal) => {
    const island = document.getElementById('pictures-' + ordinal);
    return island ? JSON.parse(island.textContent) : null;
  };

  const fact = (name, value) => (value === null || value === '' ? null : make('div', {}, make('dt', {}, name), make('dd', {}, ...[value].flat())));
  const numbers = (row) => {
    const [from, to, ratio] = [rows.inputBytes[row], rows.outputBytes[row], rows.ratio[row]];
    const frames = [rows.inputFrames[row], rows.outputFrames[row]];
    return make(
      'dl',
      { class: 'numbers' },
      fact('Size', exists(ratio) ? [make('b', {}, savedText(1 - ratio)), make('small', {}, bytesText(from) + ' → ' + bytesText(to))] : exists(from) ? [make('b', {}, bytesText(from))] : null),
      fact('SSIM, worst frame', exists(rows.ssimMin[row]) ? [make('b', {}, rows.ssimMin[row].toFixed(3)), make('small', {}, exists(rows.ssimMean[row]) ? 'mean ' + rows.ssimMean[row].toFixed(3) : '')] : null),
      fact('Colour difference ΔE, worst frame', exists(rows.deltaEMax[row]) ? [make('b', {}, rows.deltaEMax[row].toFixed(1))] : null),
      fact('Frames', exists(frames[0]) ? [make('b', {}, countText(exists(frames[1]) ? frames[1] : frames[0])), make('small', {}, exists(frames[1]) ? 'of ' + countText(frames[0]) : '')] : null),
      fact('Compression took', exists(rows.compressMs[row]) ? [make('b', {}, durationText(rows.compressMs[row]))] : null),
    );
  };
  const commandsOf = (commands) =>
    make(
      'section',
      { class: 'part commands' },
      make('h3', {}, 'Do it again'),
      ...commands.map(({ what, line }) => make('div', {}, make('p', {}, what), make('pre', { tabindex: 0 }, make('code', {}, visible(line))))),
    );
  const absentNote = (row, report, pictures) => {
    if (report !== null && pictures !== null) return null;
    const what = report === null ? (pictures === null ? 'Report and pictures' : 'The report') : 'The pictures';
    const text = what + ' of this result are not in the page: there are ' + countText(all('script[id^=pictures-]').length) + ' with pictures, failures first, within ' + bytesText(page.budget) + '. This makes the page with it:';
    return commandsOf([{ what: text.replace('The report of this result are', 'The report of this result is'), line: page.showItem + rows.ordinal[row] }]);
  };

  const fill = async (row) => {
    const ordinal = rows.ordinal[row];
    const status = page.statuses[rows.status[row]];
    const reason = textAt(rows.reason, row);
    const recipe = recipeAt(row)?.label ?? textAt(rows.operation, row);
    const pictures = picturesOf(ordinal);
    const head = make(
      'header',
      {},
      markOf(rows.status[row]),
      make('div', {}, make('h2', { id: 'item-title', tabindex: -1 }, ...nameOf(textAt(rows.name, row) ?? '')), make('p', { class: 'how' }, visible(recipe ?? ''))),
      make('p', { class: 'verdict ' + status.tone }, status.word),
    );
    const why = reason === null ? null : make('p', { class: 'reason' }, visible(reason));
    const parts = [head, why, numbers(row)];
    const viewer = pictures !== null && pictures.shown.length > 0 ? viewerOf(ordinal, pictures) : null;
    if (viewer) parts.push(make('section', { class: 'part' }, make('h3', {}, 'Frame by frame'), viewer.figure));
    if (pictures !== null && pictures.missing.length > 0) {
      parts.push(make('section', { class: 'part missing' }, ...pictures.missing.map((text) => make('p', {}, visible(text)))));
    }
    inside.replaceChildren(...parts.filter(Boolean));
    inside.scrollTop = 0;
    const report = await reportOf(ordinal);
    if (open === null || open.row !== row) return;
    const rest = make('div', { class: 'record' });
    // HTML that was made and escaped with the page; the policy lets nothing in it run
    if (report !== null) rest.innerHTML = report.html;
    // the chart belongs to the pictures, so it comes before all else of the report
    const chart = rest.querySelector('.chart')?.closest('.part');
    if (chart) inside.append(chart);
    inside.append(rest);
    const note = absentNote(row, report, pictures);
    if (note) inside.append(note);
    if (report !== null && report.commands.length > 0) inside.append(commandsOf(report.commands));
    const charts = chart && typeof drawCharts === 'function' ? drawCharts(chart, (timeMs) => viewer?.show(timeMs)) : null;
    if (charts && viewer) {
      viewer.figure.addEventListener('frame', (event) => charts.point(event.detail));
      charts.point(viewer.timeMs());
    }
    open.close = () => {
      viewer?.close();
      charts?.close();
    };
  };

  const leave = () => {
    open?.close?.();
    open = null;
  };
  // a link of another run, or of a result that was not there yet
  const showNone = (ordinal) => {
    const last = rows.ordinal.reduce((most, each) => Math.max(most, each), -1);
    const there = last < 0 ? 'It has no results yet' : 'Its results have the numbers 0 to ' + last;
    const text = 'This page has no result ' + ordinal + '. ' + there + ': look for yours in the list by its name, or make the page again if the batch has gone on.';
    before.disabled = after.disabled = true;
    dialog.querySelector('.place').textContent = '';
    inside.replaceChildren(make('h2', { id: 'item-title', tabindex: -1 }, 'No such result'), make('p', { class: 'reason' }, text));
    if (!dialog.open) dialog.showModal();
  };
  const showItem = (ordinal) => {
    const row = rows.ordinal.indexOf(ordinal);
    leave();
    if (row < 0) return showNone(ordinal);
    open = { row, place: order.indexOf(row), close: null };
    before.disabled = open.place <= 0;
    after.disabled = open.place < 0 || open.place >= order.length - 1;
    dialog.querySelector('.place').textContent = open.place < 0 ? '' : countText(open.place + 1) + ' of ' + countText(order.length);
    void fill(row);
    if (!dialog.open) dialog.showModal();
    inside.querySelector('h2').focus({ preventScroll: true });
  };
  const step = (by) => {
    const row = order[(open?.place ?? -2) + by];
    // one entry of the history for the dialog, however many results are paged through
    if (row !== undefined) location.replace('#item-' + rows.ordinal[row]);
  };
  before.addEventListener('click', () => step(-1));
  after.addEventListener('click', () => step(1));
  dialog.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest('input, pre')) return;
    if (event.key === 'ArrowLeft' || event.key === 'k') step(-1);
    else if (event.key === 'ArrowRight' || event.key === 'j') step(1);
  });
  dialog.addEventListener('click', (event) => {
    // beside the sheet
    if (event.target === dialog) dialog.close();
  });
  dialog.querySelector('.close').addEventListener('click', () => dialog.close());
  dialog.addEventListener('close', () => {
    const place = open?.place ?? -1;
    leave();
    inside.replaceChildren();
    if (location.hash.startsWith('#item-')) history.replaceState(null, '', location.pathname + location.search);
    if (place >= 0) focusRow(place);
  });

  const follow = () => {
    const found = /^#item-(\d+)$/.exec(location.hash);
    if (found) showItem(Number(found[1]));
    else if (dialog.open) dialog.close();
  };
  addEventListener('hashchange', follow);
`;
