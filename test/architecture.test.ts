import { readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const src = fileURLToPath(new URL('../src', import.meta.url));
const oxlintrc = fileURLToPath(new URL('../.oxlintrc.json', import.meta.url));

/** Who may import whom; a room may always import itself. Files beside the rooms (index.ts) may import every room. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = (() => {
  const leaf = ['core'];
  // observe and store are the sinks that the configuration names; guard hands them its decisions
  const guard = ['core', 'image', 'artifact', 'pool', 'policy', 'engines', 'config', 'observe', 'store'];
  const batch = [...guard, 'guard', 'report'];
  return {
    core: [],
    image: leaf,
    artifact: leaf,
    policy: leaf,
    report: leaf,
    observe: leaf,
    store: leaf,
    engines: ['core', 'image'],
    config: ['core', 'image', 'artifact'],
    pool: ['core', 'image', 'artifact'],
    guard,
    batch,
    server: [...batch, 'batch'],
    cli: [...batch, 'batch', 'server'],
  };
})();

interface Import {
  readonly from: string;
  readonly to: string;
}

const files = (readdirSync(src, { recursive: true }) as string[]).filter(
  // the AssemblyScript sources are another language with its own rules
  (file) => file.endsWith('.ts') && !file.includes(`${sep}assembly${sep}`),
);
const imports: readonly Import[] = files.flatMap((file) => importsOf(file));

/** Relative imports and re-exports of a source file, static and dynamic, types included. */
function importsOf(file: string): Import[] {
  const text = readFileSync(join(src, file), 'utf8');
  const specifiers = text.matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*|new URL\(\s*)['"](\.{1,2}\/[^'"]+)['"]/g);
  return [...specifiers].map(([, specifier]) => ({
    from: file,
    to: relative(src, join(src, dirname(file), specifier as string)),
  }));
}

/** First folder below src; null for files that lie beside the rooms. */
function roomOf(file: string): string | null {
  const parts = file.split(sep);
  return parts.length > 1 ? (parts[0] as string) : null;
}

describe('the import graph', () => {
  test('is read from every source file, so that the assertions below are about something', () => {
    expect(files.length).toBeGreaterThan(10);
    expect(imports.length).toBeGreaterThan(files.length);
  });

  test('every room is one that DESIGN names', () => {
    const rooms = new Set(files.map(roomOf).filter((room) => room !== null));
    expect([...rooms].filter((room) => !(room in MAY_IMPORT))).toEqual([]);
  });

  test.each(Object.entries(MAY_IMPORT))('%s imports only: itself %j', (room, allowed) => {
    const broken = imports
      .filter(({ from }) => roomOf(from) === room)
      .filter(({ to }) => roomOf(to) !== room && !allowed.includes(roomOf(to) ?? '(src)'));
    expect(broken).toEqual([]);
  });

  test('every import points at a source file that exists', () => {
    const missing = imports.filter(({ to }) => to.endsWith('.js') && !files.includes(to.replace(/\.js$/, '.ts')));
    expect(missing).toEqual([]);
  });

  test('no file imports itself through others', () => {
    expect(findCycle()).toBeNull();
  });
});

describe('the linter', () => {
  const config = JSON.parse(readFileSync(oxlintrc, 'utf8')) as {
    overrides: {
      files: string[];
      rules: { 'no-restricted-imports'?: [string, { patterns: { regex: string }[] }] };
    }[];
  };

  test.each(Object.entries(MAY_IMPORT))('forbids in %s what this test forbids', (room, allowed) => {
    const rule = config.overrides.find((override) => override.files.includes(`src/${room}/**`));
    const patterns = rule?.rules['no-restricted-imports']?.[1].patterns ?? [];
    for (const other of Object.keys(MAY_IMPORT)) {
      const refused = patterns.some(({ regex }) => new RegExp(regex).test(`../../${other}/index.js`));
      expect({ other, refused }).toEqual({ other, refused: other !== room && !allowed.includes(other) });
    }
  });
});

test('core names no kind of subject: neither pictures nor models, not in code, not in comments', () => {
  const words =
    /\b(gifs?|images?|pixels?|frames?|animations?|png|webp|jpeg|avif|models?|artifacts?|tensors?|gguf|safetensors|onnx|pickles?|pytorch|numpy|sharp|gifsicle)\b/i;
  const found = files
    .filter((file) => roomOf(file) === 'core')
    .flatMap((file) =>
      readFileSync(join(src, file), 'utf8')
        .split('\n')
        .filter((line) => words.test(line))
        .map((line) => `${file}: ${line.trim()}`),
    );
  expect(found).toEqual([]);
});

test('no source file is longer than 300 lines', () => {
  const long = files.filter((file) => readFileSync(join(src, file), 'utf8').split('\n').length > 300);
  expect(long).toEqual([]);
});

test('files of one concept lie in rooms: only the public index lies beside them', () => {
  const beside = readdirSync(src).filter((name) => statSync(join(src, name)).isFile());
  expect(beside.filter((name) => name !== 'index.ts')).toEqual([]);
});

/** Some chain of imports that leads back to its start, types included, or null. */
function findCycle(): string[] | null {
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): string[] | null => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return null;
    for (const { to } of imports.filter(({ from }) => from === file)) {
      const cycle = visit(to.replace(/\.js$/, '.ts'), [...path, file]);
      if (cycle) return cycle;
    }
    done.add(file);
    return null;
  };
  for (const file of files) {
    const cycle = visit(file, []);
    if (cycle) return cycle;
  }
  return null;
}
