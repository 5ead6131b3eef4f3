import type { AddHelpTextContext } from 'commander';

/** Of pipes, as commander has it for the rest of the help. */
const WIDTH_OF_PIPES = 80;

/**
 * What stands below the options of a command, as wide as the rest of its help. Lines that begin with a space, such as
 * examples, stay as they are: they are copied.
 */
export function epilogue(text: string): (context: AddHelpTextContext) => string {
  return ({ error, command }) => {
    const output = command.configureOutput();
    const width = (error ? output.getErrHelpWidth?.() : output.getOutHelpWidth?.()) ?? WIDTH_OF_PIPES;
    const help = command.createHelp();
    // lines of prose, one after the other, are one paragraph
    return text.replaceAll(/^\S.*(?:\n\S.*)*/gm, (lines) => help.boxWrap(lines.replaceAll('\n', ' '), width));
  };
}
