import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { spawnSync, type ChildProcess } from 'node:child_process';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../src/store/store.js';
import { withoutPackages } from '../faults/installed.js';
import { cli, startCli } from '../support/cli.js';
import { copyingEngine, heldEngine, post, rootFolder } from '../support/server.js';
import { until } from '../support/until.js';

interface Served {
  readonly child: ChildProcess;
  readonly url: string;
  stderr(): string;
  ended(): Promise<number | null>;
}

async function serve(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Served> {
  const child = startCli(['serve', '--port', '0', ...args], { env: { PRESSPROOF_STORE: 'none', ...env } });
  const closed = once(child, 'close');
  onTestFinished(async () => {
    // it takes its temporary files with it
    child.kill('SIGTERM');
    await closed;
  });
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const address = () => /Listening at (http:\S+)\n(?:.*\n){4}/.exec(stderr)?.[1];
  await until(() => address() !== undefined || child.exitCode !== null);
  return {
    child,
    url: address() ?? '',
    stderr: () => stderr,
    ended: async () => ((await closed) as [number | null])[0],
  };
}

test('it says where it listens, in which mode, which files it reads, and whether a token is needed', async () => {
  const root = rootFolder();
  const open = await serve(['--root', root, '--mode', 'enforce']);
  expect(open.stderr()).toContain('mode   enforce (flag --mode)');
  expect(open.stderr()).toContain(`roots  ${root}`);
  expect(open.stderr()).toContain('token  none needed');
  const closed = await serve([], { PRESSPROOF_TOKEN: 'secret-token' });
  expect(closed.stderr()).toContain('token  needed, as in PRESSPROOF_TOKEN');
  expect(closed.stderr()).not.toContain('secret-token');
});

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s with a request at work: it is answered, recorded, and the process ends with 0',
  async (signal) => {
    const engine = heldEngine();
    const root = rootFolder();
    const store = join(root, 'results.db');
    const served = await serve(['--root', root], { PATH: engine.path, PRESSPROOF_STORE: store });
    const taken = post(`${served.url}/v1/compress`, { input: 'ball.gif', output: 'a.gif', engine: 'gifsicle' });
    await until(() => engine.started());
    served.child.kill(signal);
    await until(() => served.stderr().includes('Stopping'));
    await until(
      async () =>
        await fetch(`${served.url}/livez`).then(
          () => false,
          () => true,
        ),
    );
    engine.release();
    expect((await taken).status).toBe(200);
    expect(await served.ended()).toBe(0);
    expect(readFileSync(join(root, 'a.gif'))).toEqual(readFileSync(join(root, 'ball.gif')));
    const recorded = openStore(store);
    expect(recorded.stats().decisions).toBe(1);
    recorded.close();
  },
);

test('a switch of the control file holds for requests that come after it, and for none that is at work', async () => {
  const root = rootFolder();
  const control = join(root, 'control.json');
  const switched = async (...args: string[]) =>
    expect((await cli(['control', ...args], { env: { PRESSPROOF_CONTROL_FILE: control } })).code).toBe(0);
  await switched('mode', 'alert');
  // the first one waits, and those after it do not
  const engine = copyingEngine((at) => [
    `if mv ${at}/wait ${at}/waiting 2> /dev/null; then while [ -f ${at}/waiting ]; do sleep 0.05; done; fi`,
  ]);
  const served = await serve(['--root', root], { PATH: engine.path, PRESSPROOF_CONTROL_FILE: control });
  const asked = { input: 'ball.gif', engine: 'gifsicle', parameters: { colors: 2 } };
  const compressed = async (output: string) => {
    const response = await post(`${served.url}/v1/compress`, { ...asked, output });
    const { validation, report } = (await response.json()) as Record<'validation' | 'report', Judged | undefined>;
    const { mode, verdict } = validation ?? report ?? { mode: 'unseen', verdict: 'unseen' };
    return `${response.status} ${mode} ${verdict} ${existsSync(join(root, output))}`;
  };
  const heldWhile = async (change: readonly string[], after: string) => {
    writeFileSync(join(engine.folder, 'wait'), '');
    const held = compressed(`held-${change.join('-')}.gif`);
    await until(() => existsSync(join(engine.folder, 'waiting')));
    await switched(...change);
    await until(async () => (await compressed(`after-${change[1]}-${(count += 1)}.gif`)) === after);
    rmSync(join(engine.folder, 'waiting'));
    return await held;
  };
  let count = 0;
  expect(await heldWhile(['mode', 'enforce'], '422 enforce fail false')).toBe('200 alert fail true');
  expect(await heldWhile(['disable', '--until', '1h', '--reason', 'fire'], '200 off skipped true')).toBe(
    '422 enforce fail false',
  );
  expect(await heldWhile(['enable', '--reason', 'out'], '422 enforce fail false')).toBe('200 off skipped true');
  expect(await heldWhile(['mode', 'off'], '200 unseen unseen true')).toBe('422 enforce fail false');
});

interface Judged {
  readonly mode: string;
  readonly verdict: string;
}

test('each request leaves one line in the log, without the token or a payload', async () => {
  const served = await serve(['--root', rootFolder()], {
    PRESSPROOF_LOG_LEVEL: 'info',
    PRESSPROOF_TOKEN: 'secret-token',
  });
  const headers = { Authorization: 'Bearer secret-token' };
  await (await post(`${served.url}/v1/validate`, { original: 'ball.gif', output: 'held.gif' }, headers)).text();
  await fetch(`${served.url}/v1/reports/none`);
  served.child.kill('SIGTERM');
  expect(await served.ended()).toBe(0);
  const lines = served
    .stderr()
    .split('\n')
    .filter((line) => line.startsWith('{'));
  const requests = lines
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ msg }) => msg === 'request');
  expect(requests).toMatchObject([
    {
      method: 'POST',
      route: '/v1/validate',
      status: 200,
      verdict: 'fail',
      ms: expect.any(Number),
      id: expect.any(String),
    },
    { method: 'GET', route: '/v1/reports/{id}', status: 401 },
  ]);
  expect(served.stderr()).not.toContain('secret-token');
});

test('an upload goes to disk as it comes: the process does not grow by what it takes', async () => {
  const served = await serve([]);
  const size = 120_000_000;
  const memory = async () =>
    ((await (await fetch(`${served.url}/healthz`)).json()) as { memoryBytes: number }).memoryBytes;
  const part = (name: string, file: string) => `--x\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\n`;
  async function* body() {
    yield `${part('request', '')}{}\r\n${part('output', '; filename="b.gif"')}GIF89a\r\n`;
    yield part('original', '; filename="a.gif"');
    for (let sent = 0; sent < size; sent += 100_000) yield Buffer.alloc(100_000);
    yield '\r\n--x--\r\n';
  }
  const before = await memory();
  const response = await fetch(`${served.url}/v1/validate`, {
    method: 'POST',
    headers: { 'Content-Type': 'multipart/form-data; boundary=x' },
    body: ReadableStream.from(body()),
    duplex: 'half',
  } as RequestInit);
  expect(await response.json()).toMatchObject({ subject: { original: { bytes: size } } });
  // what the garbage collector has not looked at yet is some MB; half of the file would be all of one of its copies
  expect((await memory()) - before).toBeLessThan(size / 2);
});

describe('what it cannot start with is wrong usage, said in one sentence', () => {
  test('a port that another process has', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    onTestFinished(() => void other.close());
    const { port } = other.address() as AddressInfo;
    const { code, stderr } = await cli(['serve', '--port', String(port)], { env: { PRESSPROOF_STORE: 'none' } });
    expect(code).toBe(2);
    expect(stderr).toMatch(
      new RegExp(`^pressproof: Cannot listen at 127.0.0.1, port ${port}: another process listens there`),
    );
  });

  test.each([
    ['an address that is none of this machine', ['--host', '192.0.2.1'], { PRESSPROOF_TOKEN: 'x' }, /192\.0\.2\.1/],
    ['a network without a token', ['--host', '0.0.0.0'], {}, /needs a token/],
    ['a root that is no folder', ['--root', '/none/at/all'], {}, /server\.roots but received "\/none\/at\/all"/],
    ['a port that is none', ['--port', '70000'], {}, /--port/],
    ['a setting that is none', ['--set', 'server.hots=x'], {}, /did you mean server\.host\?/],
  ])('%s', async (_, args, env, message) => {
    const { code, stderr } = await cli(['serve', '--port', '0', ...args], { env });
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(message) });
  });

  test('packages that are not installed, with how to get them', async () => {
    // a resolver that knows everything but hono
    const hook = `export async function resolve(name, context, next) {
      if (name === 'hono') throw Object.assign(new Error('Cannot find package hono'), { code: 'ERR_MODULE_NOT_FOUND' });
      return next(name, context);
    }`;
    const file = join(rootFolder(), 'without-hono.mjs');
    const module = JSON.stringify(`data:text/javascript,${encodeURIComponent(hook)}`);
    writeFileSync(file, `import { register } from 'node:module';\nregister(${module});\n`);
    const { code, stderr } = await cli(['serve', '--port', '0'], { env: { NODE_OPTIONS: `--import ${file}` } });
    expect(code).toBe(2);
    expect(stderr).toContain('npm install hono @hono/node-server @fastify/busboy');
  });
});

test('says which packages to install where they are not, and ends with 2', () => {
  const installed = withoutPackages(rootFolder(), ['hono']);
  const program = fileURLToPath(new URL('cli/index.js', installed));
  const { status, stderr } = spawnSync(process.execPath, [program, 'serve'], { encoding: 'utf8' });
  expect(status).toBe(2);
  expect(stderr).toContain('npm install hono @hono/node-server @fastify/busboy');
});
