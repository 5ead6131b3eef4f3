import { readFileSync } from 'node:fs';
import { join } from 'node:path';

// two levels up from src/guard and from dist/guard alike
const manifest = join(import.meta.dirname, '..', '..', 'package.json');

/** Version of this package, as reports state it. */
export const VERSION: string = (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
