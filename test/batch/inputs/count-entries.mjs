// Reads a manifest in a process of its own, whose memory can be bounded: prints what it found, as JSON.
import { entriesOf } from '../../../dist/batch/inputs/entries.js';

const [path, most] = process.argv.slice(2);
let count = 0;
let last = null;
for await (const entry of entriesOf([path], { job: 'scan' }, new AbortController().signal)) {
  count += 1;
  last = entry.name;
  if (count === Number(most)) break;
}
console.log(JSON.stringify({ count, last }));
