/** Numbers and texts as people read them, the same as report/units.ts and core have them; a test holds them to it. */
export const WORDS = String.raw`
  const exists = (value) => Number.isFinite(value);
  const countText = (count) => count.toLocaleString('en');
  const bytesText = (bytes) => {
    let value = bytes;
    let unit = 0;
    while (Math.abs(value) >= 999.5 && unit < 4) {
      value /= 1000;
      unit += 1;
    }
    const digits = unit === 0 ? 0 : Math.abs(value) < 9.995 ? 2 : Math.abs(value) < 99.95 ? 1 : 0;
    return value.toFixed(digits) + '\u00a0' + ['B', 'kB', 'MB', 'GB', 'TB'][unit];
  };
  const savedText = (share) => {
    const percent = Math.abs(share * 100).toFixed(1) + '\u00a0%';
    return share < 0 ? percent + ' larger' : percent + ' saved';
  };
  const durationText = (ms) =>
    ms < 0.1 ? 'under 0.1\u00a0ms' : ms < 10 ? ms.toFixed(1) + '\u00a0ms' : ms < 1000 ? ms.toFixed(0) + '\u00a0ms' : (ms / 1000).toFixed(1) + '\u00a0s';

  // a name may hold anything: what turns text round or hides it is made visible
  const visible = (text) =>
    text.replace(/[\p{Cc}\p{Surrogate}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]/gu, (char) => '\\u' + char.charCodeAt(0).toString(16).padStart(4, '0'));

  // elements from text and attributes alone; nothing that a run says is ever read as HTML here
  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value === null || value === false) continue;
      if (name === 'class') element.className = value;
      else element.setAttribute(name, value === true ? '' : value);
    }
    element.append(...children.filter((child) => child !== null && child !== undefined && child !== ''));
    return element;
  };
  const nameOf = (path) => {
    // before it is made visible, which brings backslashes of its own
    const cut = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1;
    return [make('span', { class: 'folder' }, visible(path.slice(0, cut))), make('bdi', { class: 'file' }, visible(path.slice(cut)))];
  };
  const markOf = (status) =>
    make('span', { class: 'mark ' + page.statuses[status].tone, 'aria-hidden': 'true' }, page.statuses[status].symbol);
`;
