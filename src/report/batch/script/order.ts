/** Filtering and sorting on columns: positions of rows, never rows. */
export const ORDER = String.raw`
  const filter = { status: null, recipe: null, engine: null, check: null, text: '' };
  const sort = { by: 'status', down: false };

  const wordsMatcher = (text) => {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    if (words.length === 0) return null;
    // each text and recipe is looked at once, however many rows have it
    const found = words.map((word) => ({
      texts: Uint8Array.from(rows.texts, (each) => (each.toLowerCase().includes(word) ? 1 : 0)),
      recipes: page.recipes.map(({ label }) => label.toLowerCase().includes(word)),
    }));
    return (row) =>
      found.every(
        ({ texts, recipes }) =>
          (rows.name[row] >= 0 && texts[rows.name[row]]) ||
          (rows.reason[row] >= 0 && texts[rows.reason[row]]) ||
          (rows.operation[row] >= 0 && texts[rows.operation[row]]) ||
          (rows.recipe[row] >= 0 && recipes[rows.recipe[row]]),
      );
  };

  const filtered = () => {
    const { status, recipe, engine, check } = filter;
    const matches = wordsMatcher(filter.text);
    const bit = check === null ? 0 : (1 << check) >>> 0;
    const engines = engine === null ? null : page.recipes.map(({ engines }) => engines.includes(engine));
    const kept = new Uint32Array(rows.count);
    let count = 0;
    for (let row = 0; row < rows.count; row += 1) {
      if (status !== null && rows.status[row] !== status) continue;
      if (recipe !== null && rows.recipe[row] !== recipe) continue;
      if (engines !== null && !engines[rows.recipe[row]]) continue;
      if (bit !== 0 && ((rows.failed[row] | rows.other[row]) & bit) === 0) continue;
      if (matches !== null && !matches(row)) continue;
      kept[count] = row;
      count += 1;
    }
    return kept.slice(0, count);
  };

  // where a text stands among all in the order of the language
  let ranks = null;
  const rankOf = (column) => {
    if (ranks === null) {
      const { compare } = new Intl.Collator('en', { numeric: true });
      ranks = new Float64Array(rows.texts.length);
      [...rows.texts.keys()].sort((a, b) => compare(rows.texts[a], rows.texts[b])).forEach((text, rank) => (ranks[text] = rank));
    }
    return Float64Array.from(column, (text) => (text < 0 ? NaN : ranks[text]));
  };
  const recipeRanks = () => {
    const { compare } = new Intl.Collator('en', { numeric: true });
    const labels = page.recipes.map(({ label }, index) => [label, index]).sort(([a], [b]) => compare(a, b));
    const rank = new Map(labels.map(([, index], at) => [index, at]));
    return Float64Array.from(rows.recipe, (index) => rank.get(index) ?? NaN);
  };
  const KEYS = {
    status: () => rows.status,
    name: () => rankOf(rows.name),
    recipe: recipeRanks,
    reason: () => rankOf(rows.reason),
    size: () => (page.lone === 'file' ? rows.inputBytes : rows.ratio),
    ssim: () => rows.ssimMin,
    delta: () => rows.deltaEMax,
    time: () => rows.compressMs,
  };
  const keys = new Map();

  const sorted = (kept) => {
    if (!keys.has(sort.by)) keys.set(sort.by, KEYS[sort.by]());
    const key = keys.get(sort.by);
    const turn = sort.down ? -1 : 1;
    // what was not measured is last either way; equal ones by urgency, then as the run had them
    return kept.sort((a, b) => {
      const [x, y] = [key[a], key[b]];
      if (x < y) return -turn;
      if (x > y) return turn;
      const gap = (x !== x) - (y !== y);
      return gap || rows.status[a] - rows.status[b] || rows.ordinal[a] - rows.ordinal[b];
    });
  };
`;
