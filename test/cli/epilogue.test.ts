import { Command } from 'commander';
import { expect, test } from 'vitest';
import { epilogue } from '../../src/cli/epilogue.js';
import { cli } from '../support/cli.js';

const TEXT = `
Prose that goes on for longer than
a line of it.
Its end.

Examples:
  pressproof validate in.gif out.gif    copied as it is`;

function helpIn(columns: number | undefined): string {
  let shown = '';
  const writeOut = (text: string) => void (shown += text);
  const command = new Command('x').exitOverride().addHelpText('after', epilogue(TEXT));
  // as for a pipe, where there is no terminal to ask
  command.configureOutput({ writeOut, getOutHelpWidth: () => columns as number });
  expect(() => command.parse(['--help'], { from: 'user' })).toThrow('outputHelp');
  return shown.slice(shown.indexOf('\n\n', shown.indexOf('Options')) + 1);
}

test.each([
  [40, '\nProse that goes on for longer than a\nline of it. Its end.\n'],
  [46, '\nProse that goes on for longer than a line of\nit. Its end.\n'],
  [undefined, '\nProse that goes on for longer than a line of it. Its end.\n'],
])('prose below the options is as wide as the terminal (%s columns), and examples stay whole', (columns, prose) => {
  expect(helpIn(columns)).toBe(`${prose}\nExamples:\n  pressproof validate in.gif out.gif    copied as it is\n`);
});

test.each([[[]], [['worker']], [['control', 'promote']]])(
  '%j has no prose over 80 columns in a pipe',
  async (command) => {
    const { stdout } = await cli([...command, '--help']);
    const prose = stdout.split('\n').filter((line) => /^\S/.test(line) || line.startsWith('       '));
    expect(prose.filter((line) => line.length > 80)).toEqual([]);
  },
);
