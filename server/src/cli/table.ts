import { styleText } from 'node:util';

/** A colour, as `styleText` names it. */
export type Colour = 'green' | 'yellow' | 'red' | 'gray' | 'bold';

/** One column of a table. */
export interface Column<Row> {
  readonly title: string;
  readonly of: (row: Row) => string;
  readonly colour?: (row: Row) => Colour | undefined;
  /** May be left out where there is no room; the lowest goes first. */
  readonly spare?: number;
}

export interface TableOptions {
  readonly coloured: boolean;
  /** Longer lines are cut; absent: none is. */
  readonly width?: number;
}

const GAP = '  ';

/** The columns that there is room for: spare ones go until the rest fits. */
export function fitting<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  width: number,
): readonly Column<Row>[] {
  const widthOf = (shown: readonly Column<Row>[]): number =>
    Math.max(...tableLines(shown, rows, { coloured: false }).map((line) => line.length));
  let shown = columns;
  const spare = columns.filter((column) => column.spare !== undefined).sort((a, b) => a.spare! - b.spare!);
  for (const column of spare) {
    if (widthOf(shown) <= width) break;
    shown = shown.filter((other) => other !== column);
  }
  return shown;
}

/** A table as lines: a header, and then a line for each row. */
export function tableLines<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  options: TableOptions,
): string[] {
  const cells = rows.map((row) => columns.map((column) => oneLine(column.of(row))));
  const widths = columns.map(({ title }, i) =>
    cells.reduce((width, row) => Math.max(width, row[i]!.length), title.length),
  );
  const header = lineOf(
    columns.map(({ title }) => ({ text: title, colour: 'bold' })),
    widths,
    options,
  );
  const body = rows.map((row, r) =>
    lineOf(
      columns.map(({ colour }, i) => ({ text: cells[r]![i]!, colour: colour?.(row) })),
      widths,
      options,
    ),
  );
  return [header, ...body];
}

interface Cell {
  readonly text: string;
  readonly colour: Colour | undefined;
}

/** Cells are cut and padded before they are coloured, for colours have no width. */
function lineOf(
  cells: readonly Cell[],
  widths: readonly number[],
  { coloured, width = Number.POSITIVE_INFINITY }: TableOptions,
): string {
  let line = '';
  let room = width;
  cells.forEach(({ text, colour }, i) => {
    const isLast = i === cells.length - 1;
    const padded = (isLast ? text : text.padEnd(widths[i]!) + GAP).slice(0, Math.max(0, room));
    room -= padded.length;
    line += paint(padded, colour, coloured);
  });
  return coloured ? line : line.trimEnd();
}

/** A text in its colour, where there are colours. */
export const paint = (text: string, colour: Colour | undefined, coloured: boolean): string =>
  coloured && colour !== undefined && text !== '' ? styleText(colour, text, { validateStream: false }) : text;

/** Names and values, one pair a line. */
export function pairLines(pairs: readonly (readonly [name: string, value: string])[]): string[] {
  const width = Math.max(...pairs.map(([name]) => name.length));
  return pairs.map(([name, value]) => `${name.padEnd(width)}${GAP}${oneLine(value)}`);
}

const oneLine = (text: string): string => text.replace(/[\r\n\t\x1b]+/g, ' ');

/** `1 node`, `3 nodes`. */
export const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;
