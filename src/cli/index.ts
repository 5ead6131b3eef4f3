#!/usr/bin/env node
import { preload } from '../core/preload.js';

preload('./main.js', import.meta.url);
const { main } = await import('./main.js');
// awaited at the top, so that work which never ends by itself is exit code 13 and not 0
await main();
