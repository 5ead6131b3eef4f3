/**
 * What the page does by itself: filter, search, compare pictures. Plain JavaScript for browsers of the last five years;
 * kept as text because it is inlined, and the library's own build has no browser in it.
 */
export const PAGE_SCRIPT = String.raw`(() => {
  'use strict';
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const subjects = all('.subject');

  const filter = document.querySelector('.filter');
  if (filter) {
    const buttons = all('button[data-filter]', filter);
    const search = filter.querySelector('input[type=search]');
    const shown = filter.querySelector('.shown');
    const nothing = document.querySelector('.nothing');
    const apply = () => {
      const verdict = buttons.find((button) => button.getAttribute('aria-pressed') === 'true').dataset.filter;
      const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
      let count = 0;
      for (const subject of subjects) {
        const { verdict: own, search: text } = subject.dataset;
        subject.hidden = !((verdict === 'all' || own === verdict) && words.every((word) => text.includes(word)));
        if (!subject.hidden) count += 1;
      }
      shown.textContent = count === subjects.length ? '' : count + ' of ' + subjects.length + ' shown';
      nothing.hidden = count > 0;
    };
    const press = (pressed) => {
      for (const button of buttons) button.setAttribute('aria-pressed', String(button === pressed));
      apply();
    };
    for (const button of buttons) button.addEventListener('click', () => press(button));
    search.addEventListener('input', apply);
    filter.addEventListener('submit', (event) => event.preventDefault());
    nothing.querySelector('.reset').addEventListener('click', () => {
      search.value = '';
      press(buttons[0]);
      search.focus();
    });
    filter.classList.add('ready');
    // a reloaded page keeps what was typed
    apply();
  }

  // the picture is in the page once; moving thumbnails are not for people who asked for less motion
  if (!matchMedia('(prefers-reduced-motion: reduce)').matches) {
    for (const subject of subjects) {
      const picture = subject.querySelector('.output img') || subject.querySelector('.plate img');
      const thumb = subject.querySelector('.thumb');
      if (!picture || !thumb) continue;
      const image = document.createElement('img');
      image.alt = '';
      image.src = picture.src;
      thumb.append(image);
      document.querySelector('main').classList.add('illustrated');
    }
  }

  for (const figure of all('.compare')) {
    const images = all('img', figure);
    // small pictures are enlarged by whole steps, both by the same one, so that every pixel stays a square
    const fit = () => {
      const longest = Math.max(...images.flatMap((image) => [image.naturalWidth, image.naturalHeight]));
      if (!longest) return;
      // twice 476 and the gap are the 984 pixels of a full sheet, and 476 is half the height of a small screen
      const scale = Math.max(1, Math.min(8, Math.floor(476 / longest)));
      for (const image of images) {
        image.style.width = image.naturalWidth * scale + 'px';
        image.classList.toggle('enlarged', scale > 1);
      }
    };
    for (const image of images) {
      if (image.complete) fit();
      image.addEventListener('load', fit, { once: true });
    }

    const views = figure.querySelector('.views');
    if (!views) continue;
    const wipe = figure.querySelector('input.wipe');
    const stage = figure.querySelector('.stage');
    // a fresh fragment makes the browser start an animation again; both then show the same moment
    const replay = () => {
      const mark = '#' + performance.now();
      for (const image of images) image.src = image.src.replace(/#.*$/, '') + mark;
    };
    const look = () => {
      figure.dataset.view = views.querySelector('input:checked').value;
      wipe.hidden = figure.dataset.view !== 'wipe';
    };
    views.addEventListener('change', () => {
      look();
      if (figure.dataset.view !== 'side') replay();
    });
    wipe.addEventListener('input', () => stage.style.setProperty('--split', wipe.value + '%'));
    views.querySelector('.replay').addEventListener('click', replay);
    const subject = figure.closest('.subject');
    subject.addEventListener('toggle', () => subject.open && replay());
    views.hidden = false;
    look();
  }
})()`;

/**
 * Draws the charts below a root with uPlot when they have a width, which a folded figure has not. `drawCharts(root, onTime)`
 * tells which moment was clicked, and returns how to point at a moment and how to let go of all.
 */
export const CHART_SCRIPT = String.raw`const drawCharts = (root, onTime) => {
  'use strict';
  const NAMES = { ssim: 'SSIM', deltaE: 'ΔE' };
  const ink = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const plots = new Set();
  const observers = [];
  let pointed = null;

  // more rings than three say no longer where to look
  const worstOf = (metric, values) => {
    const known = [...values.keys()].filter((index) => values[index] !== null && values[index] !== (metric === 'ssim' ? 1 : 0));
    return known.sort((a, b) => (metric === 'ssim' ? values[a] - values[b] : values[b] - values[a])).slice(0, Math.min(3, Math.ceil(values.length / 6)));
  };
  const marks = (plot, metric, values, worst, seconds) => {
    const { ctx, bbox } = plot;
    const pixels = devicePixelRatio;
    ctx.save();
    ctx.setLineDash([]);
    ctx.strokeStyle = ink('--ink');
    ctx.lineWidth = 1.5 * pixels;
    for (const index of worst) {
      ctx.beginPath();
      ctx.arc(plot.valToPos(seconds[index], 'x', true), plot.valToPos(values[index], 'y', true), 5 * pixels, 0, 2 * Math.PI);
      ctx.stroke();
    }
    if (pointed !== null) {
      const x = Math.round(plot.valToPos(pointed / 1000, 'x', true));
      ctx.lineWidth = pixels;
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
    }
    ctx.restore();
  };

  const draw = (figure, holder, data) => {
    const metric = holder.dataset.metric;
    const values = data[metric];
    const limits = data.limits[metric];
    const seconds = data.timeMs.map((ms) => ms / 1000);
    const worst = worstOf(metric, values);
    const known = values.filter((value) => value !== null).concat(limits.map(({ value }) => value));
    const low = Math.min(...known);
    const high = Math.max(...known);
    // similarity hangs from 1, a difference stands on 0; a tenth of room keeps the worst point off the frame
    const range = metric === 'ssim' ? [low - (1 - low || 0.01) * 0.1, 1] : [0, (high || 1) * 1.1];
    const color = () => ink(metric === 'ssim' ? '--cyan' : '--magenta');
    const axis = { stroke: () => ink('--quiet'), grid: { stroke: () => ink('--rule'), width: 1 }, ticks: { show: false }, font: '12px ' + ink('--sans') };
    const series = [
      { label: 'time', value: (_, value, __, index) => (index === null ? '–' : value.toFixed(2) + ' s') },
      { label: NAMES[metric], stroke: color, width: 1.5, paths: uPlot.paths.stepped({ align: 1 }), points: { show: values.length < 80, size: 4, fill: color }, value: (_, value, __, index) => (index === null ? '–' : value === null ? 'not measured' : value.toFixed(metric === 'ssim' ? 4 : 2)) },
      ...limits.map(({ name, value }) => ({ label: 'limit ' + name, stroke: () => ink('--ink'), width: 1, dash: [5, 4], points: { show: false }, value: () => String(value) })),
    ];
    const plot = new uPlot(
      {
        width: holder.clientWidth,
        height: 150,
        cursor: { sync: { key: figure.dataset.sync }, drag: { x: true, y: false }, points: { size: 7 } },
        scales: { x: { time: false }, y: { range } },
        axes: [{ ...axis, size: 28, values: (_, ticks) => ticks.map((tick) => tick + ' s') }, { ...axis, size: 52 }],
        series,
        hooks: {
          draw: [(plot) => marks(plot, metric, values, worst, seconds)],
          ready: [(plot) => plot.over.addEventListener('click', () => onTime && plot.cursor.idx !== null && onTime(data.timeMs[plot.cursor.idx]))],
        },
      },
      [seconds, values, ...limits.map(({ value }) => seconds.map(() => value))],
      holder,
    );
    plots.add(plot);
    return plot;
  };

  root.querySelectorAll('.chart').forEach((figure, index) => {
    const data = JSON.parse(figure.querySelector('.frames').textContent);
    figure.dataset.sync = 'chart-' + index;
    for (const holder of figure.querySelectorAll('.plot')) {
      let plot = null;
      const observer = new ResizeObserver(() => {
        if (holder.clientWidth === 0) return;
        if (plot === null) plot = draw(figure, holder, data);
        else if (plot.width !== holder.clientWidth) plot.setSize({ width: holder.clientWidth, height: 150 });
      });
      observer.observe(holder);
      observers.push(observer);
    }
  });
  const redraw = () => {
    for (const plot of plots) plot.redraw(false);
  };
  const scheme = matchMedia('(prefers-color-scheme: dark)');
  scheme.addEventListener('change', redraw);
  return {
    point(timeMs) {
      pointed = timeMs;
      redraw();
    },
    close() {
      scheme.removeEventListener('change', redraw);
      for (const observer of observers) observer.disconnect();
      for (const plot of plots) plot.destroy();
    },
  };
};`;
