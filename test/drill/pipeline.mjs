// A pipeline as a user would write it, as a process of its own: compresses every GIF of a folder with an engine that
// leaves some outputs half written, and says of each, one JSON object a line, what its caller saw.
import { existsSync } from 'node:fs';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { close, gifenc, guard, liveState, scrape, ValidationError } from '../../dist/index.js';

const { from, to, bad = '', until = null } = JSON.parse(process.argv[2]);
const broken = bad.split(',');
const engine = gifenc();

/** As a full disk leaves it: the engine says that all is well. */
const unreliable = {
  ...engine,
  async compress(input, output, parameters, signal) {
    const done = await engine.compress(input, output, parameters, signal);
    if (broken.includes(basename(input, '.gif'))) {
      const bytes = await readFile(output);
      await writeFile(output, bytes.subarray(0, Math.floor(bytes.length * 0.6)));
    }
    return done;
  },
};
const shrink = guard(unreliable);
const say = (what) => process.stdout.write(`${JSON.stringify(what)}\n`);

const names = (await readdir(from)).filter((name) => name.endsWith('.gif')).sort();
// once, or until somebody makes the file that ends it
for (let round = 0; round === 0 || (until !== null && !existsSync(until)); round++) {
  for (const name of names) {
    const output = join(to, `${round}-${name}`);
    const started = Date.now();
    try {
      const result = await shrink(join(from, name), output, { colors: 64 });
      const { validation } = result;
      say({ name, output, started, saw: Object.keys(result), verdict: validation?.verdict, mode: validation?.mode });
    } catch (error) {
      if (!(error instanceof ValidationError)) throw error;
      say({ name, output, started, rejected: error.code, quarantined: error.quarantined });
    }
    if (until !== null) await pause(30);
  }
}
await close();
say({ state: liveState(), metrics: (await scrape()).text });
