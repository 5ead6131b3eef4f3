/** Frame by frame: original, output and what differs, with a slider over frames and one that wipes between the two. */
export const VIEWER = String.raw`
  // the colours of the difference map: black is the same, then magenta, yellow, cream
  const HEAT = [[0, [11, 12, 13]], [0.35, [194, 0, 93]], [0.75, [255, 200, 40]], [1, [255, 246, 200]]];
  const heat = new Uint8ClampedArray(256 * 3);
  for (let grey = 0; grey < 256; grey += 1) {
    const at = Math.max(1, HEAT.findIndex(([end]) => grey / 255 <= end));
    const [[from, a], [to, b]] = [HEAT[at - 1], HEAT[at]];
    const share = (grey / 255 - from) / (to - from);
    for (let channel = 0; channel < 3; channel += 1) heat[grey * 3 + channel] = a[channel] + (b[channel] - a[channel]) * share;
  }
  const paintHeat = (context, width, height) => {
    const image = context.getImageData(0, 0, width, height);
    for (let at = 0; at < image.data.length; at += 4) {
      const grey = image.data[at] * 3;
      for (let channel = 0; channel < 3; channel += 1) image.data[at + channel] = heat[grey + channel];
    }
    context.putImageData(image, 0, 0);
  };

  const loadSprite = async (ordinal, role) => {
    const island = document.getElementById(role + '-' + ordinal);
    if (!island) return null;
    const image = new Image();
    image.src = 'data:image/webp;base64,' + island.textContent.trim();
    await image.decode();
    return image;
  };

  const VIEWS = [['side', 'Side by side'], ['wipe', 'Wipe'], ['map', 'Difference']];
  const CAPTIONS = { original: 'original', output: 'output', difference: 'difference, amplified' };

  /** A figure with the pictures of an item; null where the page has none. */
  const viewerOf = (ordinal, pictures) => {
    const { shown, places, sprites } = pictures;
    const roles = Object.keys(sprites);
    const captionOf = (role) => (roles.length === 1 ? page.lone : CAPTIONS[role]);
    const pair = roles.includes('original') && roles.includes('output');
    const figure = make('figure', { class: 'compare viewer', 'data-view': 'side' });
    const plates = roles.map((role) => {
      const { width, height } = sprites[role];
      const canvas = make('canvas', { width, height, role: 'img', 'aria-label': captionOf(role) });
      return make('div', { class: 'plate ' + role }, canvas, make('span', { class: 'caption' }, captionOf(role)));
    });
    const stage = make('div', { class: 'stage' }, ...plates);
    const said = make('p', { class: 'frame-said', role: 'status' });
    const range = make('input', { type: 'range', class: 'frame', min: 0, max: shown.length - 1, step: 1, value: 0, 'aria-label': 'Frame' });
    const play = make('button', { type: 'button', class: 'replay play', 'aria-pressed': 'false' }, 'Play');
    const wipe = make('input', { type: 'range', class: 'wipe', min: 0, max: 100, step: 0.5, value: 50, hidden: true, 'aria-label': 'Wipe between original (left) and output (right), per cent of the width' });
    const views = VIEWS.filter(([view]) => view === 'side' || (view === 'wipe' ? pair : roles.includes('difference')));
    const choices = views.map(([view, label]) =>
      make('label', {}, make('input', { type: 'radio', name: 'view', value: view, checked: view === 'side' }), make('span', {}, label)),
    );
    const bar = make('div', { class: 'views', role: 'group', 'aria-label': 'View of the pictures' }, ...(choices.length > 1 ? choices : []));
    stage.append(wipe, make('span', { class: 'wipe-line', 'aria-hidden': 'true' }));
    const steps = make('div', { class: 'steps', hidden: shown.length < 2 }, play, range);
    figure.append(bar, stage, steps, said);
    if (roles.includes('difference')) figure.append(legendOf());

    let images = null;
    let now = 0;
    const paint = () => {
      if (images === null) return;
      roles.forEach((role, index) => {
        const { width, height, columns } = sprites[role];
        const context = plates[index].firstChild.getContext('2d', { willReadFrequently: role === 'difference' });
        context.clearRect(0, 0, width, height);
        context.drawImage(images[index], -(now % columns) * width, -Math.floor(now / columns) * height);
        if (role === 'difference') paintHeat(context, width, height);
      });
    };
    const say = () => {
      const [original, output, timeMs, ssim, deltaE, largest, mean] = shown[now];
      const parts = ['Frame ' + original + (pair && output !== original ? ' beside ' + output + ' of the output' : '') + ' at ' + (timeMs / 1000).toFixed(2) + ' s'];
      if (ssim !== null) parts.push('SSIM ' + ssim.toFixed(3));
      if (deltaE !== null) parts.push('ΔE ' + deltaE.toFixed(1));
      if (largest !== null) parts.push(largest === 0 ? 'every pixel is the same' : 'differs by up to ' + largest + ' of 255, ' + mean.toFixed(1) + ' on average');
      said.textContent = parts.join(' · ');
      range.setAttribute('aria-valuetext', parts[0]);
      figure.dispatchEvent(new CustomEvent('frame', { detail: timeMs }));
    };
    const go = (index) => {
      now = Math.max(0, Math.min(shown.length - 1, index));
      range.value = now;
      paint();
      say();
    };
    range.addEventListener('input', () => {
      stop();
      go(Number(range.value));
    });
    bar.addEventListener('change', (event) => {
      figure.dataset.view = event.target.value;
      wipe.hidden = event.target.value !== 'wipe';
      fit();
    });
    wipe.addEventListener('input', () => stage.style.setProperty('--split', wipe.value + '%'));

    let timer = 0;
    const stop = () => {
      clearTimeout(timer);
      timer = 0;
      play.textContent = 'Play';
      play.setAttribute('aria-pressed', 'false');
    };
    const next = () => {
      const gap = shown[now + 1] ? shown[now + 1][2] - shown[now][2] : 600;
      // in the time of the animation, but slow enough to be seen and quick enough to be waited for
      timer = setTimeout(() => {
        go((now + 1) % shown.length);
        next();
      }, Math.max(80, Math.min(1000, gap)));
    };
    play.addEventListener('click', () => {
      if (timer !== 0) return stop();
      play.textContent = 'Pause';
      play.setAttribute('aria-pressed', 'true');
      next();
    });

    // whole steps of enlargement keep every pixel a square; what has no room for twice its size is shown as large as it can be
    const fit = () => {
      const room = stage.parentElement.clientWidth;
      if (room === 0) return;
      const beside = figure.dataset.view === 'side' && room >= 620 ? roles.length : 1;
      const most = Math.min(beside > 1 ? 476 : 720, (room - 20 * (beside - 1)) / beside);
      roles.forEach((role, index) => {
        const { width, height, canvas } = sprites[role];
        const exact = canvas === undefined || (canvas[0] === width && canvas[1] === height);
        const scale = Math.min(most / width, 520 / height, 8);
        const whole = exact && scale >= 2 ? Math.floor(scale) : scale;
        plates[index].firstChild.style.width = Math.floor(width * whole) + 'px';
        plates[index].firstChild.classList.toggle('enlarged', exact && scale >= 2);
      });
    };
    const observer = new ResizeObserver(fit);
    observer.observe(figure);

    const smaller = roles.map((role) => sprites[role]).find(({ canvas, width }) => canvas && canvas[0] !== width);
    const notes = [];
    if (shown.length < places) notes.push(shown.length + ' of ' + countText(places) + ' frames are in the page, the worst among them.');
    if (smaller) notes.push('Shown at ' + smaller.width + ' × ' + smaller.height + ' of ' + smaller.canvas.join(' × ') + ' pixels; differences are of the full size.');
    if (roles.some((role) => sprites[role].lossless === false)) notes.push('Pictures are slightly compressed here; figures and differences were taken before that.');
    if (notes.length > 0) figure.append(make('p', { class: 'note' }, notes.join(' ')));

    const ready = Promise.all(roles.map((role) => loadSprite(ordinal, role))).then((loaded) => {
      if (loaded.includes(null)) return said.replaceChildren('The page is not loaded whole yet: open this again.');
      images = loaded;
      go(now);
    });
    const nearest = (timeMs) => shown.reduce((best, [, , time], index) => (Math.abs(time - timeMs) < Math.abs(shown[best][2] - timeMs) ? index : best), 0);
    const worst = shown.reduce((best, [, , , , , , mean], index) => ((mean ?? 0) > (shown[best][6] ?? 0) ? index : best), 0);
    go(worst);
    return { figure, ready, timeMs: () => shown[now][2], show: (timeMs) => go(nearest(timeMs)), close: () => (stop(), observer.disconnect()) };
  };

  // where differences of so many grey levels lie on the map's scale, which is that of square roots: see page/difference.ts
  const legendOf = () => {
    const ramp = make('span', { class: 'ramp', 'aria-hidden': 'true' });
    ramp.style.background = 'linear-gradient(90deg,' + HEAT.map(([at, rgb]) => 'rgb(' + rgb + ') ' + at * 100 + '%') + ')';
    for (const level of [0, 4, 16, 64, 255]) {
      const tick = make('span', {}, String(level));
      tick.style.left = Math.sqrt(level / 255) * 100 + '%';
      ramp.append(tick);
    }
    return make('p', { class: 'legend' }, ramp, make('span', {}, 'largest difference of any channel, of 255; small ones are shown brighter: 4 as if it were 32, 16 as 64'));
  };
`;
