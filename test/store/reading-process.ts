// A program that may not write, reads a store and tries to write it all the same. Its stdout is one JSON document.
import { setgid, setuid } from 'node:process';
import { openStore } from '../../src/store/store.js';
import { sqlite } from '../../src/store/sqlite.js';
import { decision } from '../observe/decisions.js';

// loaded while everything may be read
sqlite();
// rights do not bind root; this is nobody
if (process.getuid?.() === 0) {
  setgid?.(65534);
  setuid?.(65534);
}
const store = openStore(process.argv[2] ?? '', { create: false });
let written: unknown = null;
try {
  store.record([decision()]);
} catch (error) {
  written = (error as { readonly code?: unknown }).code;
}
process.stdout.write(JSON.stringify({ read: store.stats().decisions, written }));
