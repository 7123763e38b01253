import { isColoured } from './io.ts';
import { type Column, tableLines } from './table.ts';
import type { Invocation } from './verb.ts';

/** Writes lines to standard output. */
export const printLines = ({ io }: Invocation, ...lines: readonly string[]): void => {
  io.stdout.write(lines.map((line) => `${line}\n`).join(''));
};

/** Writes a reply for programs. */
export const printJson = (call: Invocation, value: unknown): void =>
  printLines(call, JSON.stringify(value, null, 2));

/** Writes a table, or, where there are no rows, a sentence. */
export function printTable<Row>(
  call: Invocation,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  none: string,
): void {
  if (rows.length === 0) printLines(call, none);
  else printLines(call, ...tableLines(columns, rows, { coloured: isColoured(call.io) }));
}
