import { describe, expect, test } from 'vitest';
import { cli, fixture } from '../support/cli.js';

const pair = [fixture('held'), fixture('held')];

describe('wrong usage exits with 2, says what is wrong in one wording, and prints nothing to stdout', () => {
  test.each([
    [['validat'], "unknown command 'validat'\n(Did you mean validate?)\nTry: pressproof --help"],
    [['validate'], "missing required argument 'original'\nTry: pressproof validate --help"],
    [['validate', ...pair, '--colours', '3'], "unknown option '--colours'"],
    [
      ['validate', ...pair, '--operation', 'recompres'],
      'for --operation but received "recompres"; did you mean recompress?',
    ],
    [
      ['validate', ...pair, '--frame-ratio', '0'],
      'Expected a number over 0 and at most 1 for --frame-ratio but received "0"',
    ],
    [
      ['validate', ...pair, '--colors', '1.5'],
      'Expected an integer from 1 to 16777216 for --colors but received "1.5"',
    ],
    [['validate', ...pair, '--fps', 'NaN'], 'Expected a number over 0 and at most 1000 for --fps but received "NaN"'],
    [['validate', ...pair, '--set', 'limits.fpsTolerance=-1'], 'for limits.fpsTolerance but received -1'],
    [
      ['validate', ...pair, '--set', 'limits.fpsTolerence=1'],
      'Unknown field limits.fpsTolerence; did you mean limits.fpsTolerance?',
    ],
    [['validate', ...pair, '--set', 'limits.minFps=61'], 'received minFps 61 (flag --set), maxFps 60 (default)'],
    [['validate', ...pair, '--checks', 'fps,quality'], 'for --checks but received "quality"'],
    [['artifact', 'validate'], "missing required argument 'path'\nTry: pressproof artifact validate --help"],
    [['artifact', 'validat'], 'Try: pressproof artifact --help'],
    [
      ['validate', ...pair, '--report', 'a.html', '--report', 'b.xml'],
      'Expected one file, a.html was named before, for --report but received "b.xml"',
    ],
    [['validate', ...pair, '--report', 'proof.pdf'], 'for --report but received "proof.pdf"'],
    [
      ['validate', ...pair, '--mode', 'loud'],
      'Expected one of off, shadow, alert, enforce for --mode but received "loud"',
    ],
    [['validate', ...pair, '--cache', ''], 'Expected a folder for --cache but received ""'],
    [['scan', 'a.gif', '--timeout', '0'], 'Expected a time such as 500ms, 30s or 2m for --timeout but received "0"'],
    [
      ['validate', ...pair, '--json', '--format', 'html'],
      'Expected json, or a --report for the other format, beside --json for --format but received "html"',
    ],
    [['scan', 'a.gif', '--timeout', '1w'], 'Expected a time such as 500ms, 30s or 2m for --timeout but received "1w"'],
    [['compress', 'a.gif', '--engine', 'sharp'], "required option '-o, --output <file>' not specified"],
    [['compress', 'a.gif', '-o', 'b.gif', '--engine', 'gifsicl'], 'did you mean gifsicle?'],
    [
      ['config', 'check', '--config', '/nonexistent.yaml'],
      'Expected a readable file for --config but received "/nonexistent.yaml"',
    ],
  ])('%j', async (args, message) => {
    const { code, stdout, stderr } = await cli(args);
    expect(stderr).toContain(message);
    expect(stderr.startsWith('pressproof: ')).toBe(true);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  test('a wrong environment names the variable', async () => {
    const { code, stderr } = await cli(['validate', ...pair], { env: { PRESSPROOF_MODE: 'on' } });
    expect(stderr).toContain('for PRESSPROOF_MODE but received "on"');
    expect(code).toBe(2);
  });

  test.each([[[]], [['config']]])('%j shows the help on stderr', async (args) => {
    const { code, stdout, stderr } = await cli(args);
    expect(stderr).toContain('Usage: pressproof');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });
});

describe('help and version are results', () => {
  test.each(['probe', 'validate', 'scan', 'compress', 'engines', 'config'])(
    '%s --help has examples',
    async (command) => {
      const { code, stdout, stderr } = await cli([command, '--help']);
      expect(stdout).toContain(`Usage: pressproof ${command}`);
      expect(stdout).toContain('Examples:\n  pressproof');
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    },
  );

  test('--version', async () => {
    const { code, stdout } = await cli(['--version']);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(code).toBe(0);
  });
});
