/** Reads the page's islands. Plain JavaScript, inlined: see html/script.ts. */
export const UNPACK = String.raw`
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const bytesOf = (base64) => Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  const unpack = async (base64) => {
    const stream = new Blob([bytesOf(base64)]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
    return JSON.parse(await new Response(stream).text());
  };
  const page = JSON.parse(document.getElementById('page').textContent);

  // one array a column; a number that does not exist is NaN, a text that does not exist is -1
  const WHOLE = ['ordinal', 'status', 'failed', 'other'];
  const TEXTS = ['name', 'operation', 'reason'];
  const FIGURES = ['inputBytes', 'outputBytes', 'inputFrames', 'outputFrames', 'ssimMin', 'ssimMean', 'deltaEMax', 'compressMs'];
  const rows = { count: page.rows, texts: [], recipe: new Int32Array(page.rows) };
  for (const name of WHOLE) rows[name] = new Uint32Array(page.rows);
  for (const name of TEXTS) rows[name] = new Int32Array(page.rows);
  for (const name of FIGURES) rows[name] = new Float64Array(page.rows);
  const textAt = (column, row) => (column[row] < 0 ? null : rows.texts[column[row]]);

  const unpackRows = async () => {
    let at = 0;
    // the same text in several chunks is one text: sorting ranks texts
    const known = new Map();
    for (const island of all('script.rows')) {
      const chunk = await unpack(island.textContent);
      const place = chunk.texts.map((text) => {
        if (!known.has(text)) known.set(text, rows.texts.push(text) - 1);
        return known.get(text);
      });
      for (const name of WHOLE) rows[name].set(chunk[name], at);
      for (const name of TEXTS) rows[name].set(chunk[name].map((index) => (index === null ? -1 : place[index])), at);
      for (const name of FIGURES) rows[name].set(chunk[name].map((value) => (value === null ? NaN : value)), at);
      rows.recipe.set(chunk.recipe.map((index) => (index === null ? -1 : index)), at);
      at += chunk.ordinal.length;
      island.remove();
    }
    rows.ratio = rows.outputBytes.map((bytes, row) => bytes / rows.inputBytes[row]);
  };
`;
