/**
 * How `npm test` reports: a dot a test, then what was skipped and why, then what failed and where, and at the
 * end one line that people and scripts read: `N passed, N failed`. The exit code is Node's own.
 */
import { relative } from 'node:path';
import { inspect } from 'node:util';

/** What is read of the events of node:test; of its many kinds two matter here, the ends of tests. */
interface TestEvent {
  readonly type: string;
  readonly data: {
    readonly name?: string;
    readonly file?: string;
    readonly line?: number;
    readonly column?: number;
    readonly skip?: string | boolean;
    readonly todo?: string | boolean;
    readonly message?: string;
    readonly details?: { readonly type?: string; readonly error?: FailureOfTest };
  };
}

interface FailureOfTest extends Error {
  /** `subtestsFailed`: the test itself has nothing to report. */
  readonly failureType?: string;
}

const DOTS_PER_LINE = 100;

export default async function* closingLines(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const skipped: string[] = [];
  const failures: string[] = [];
  let passed = 0;
  let column = 0;
  for await (const { type, data } of source) {
    if (type === 'test:stderr') yield data.message ?? '';
    if ((type !== 'test:pass' && type !== 'test:fail') || data.details?.type === 'suite') continue;
    let mark = '.';
    if (isOn(data.skip)) {
      mark = 's';
      skipped.push(`skipped: ${data.name}: ${data.skip === true ? 'no reason given' : data.skip}`);
    } else if (type === 'test:pass' || isOn(data.todo)) passed += 1;
    else if (data.details?.error?.failureType === 'subtestsFailed') continue;
    else {
      mark = 'X';
      failures.push(describe(data));
    }
    column = (column + 1) % DOTS_PER_LINE;
    yield column === 0 ? `${mark}\n` : mark;
  }
  if (column !== 0) yield '\n';
  if (skipped.length > 0) yield `\n${skipped.join('\n')}\n`;
  if (failures.length > 0) yield `\n${failures.join('\n\n')}\n`;
  yield `\n${passed} passed, ${failures.length} failed\n`;
}

/** Skip and todo come as a reason, or as true. */
const isOn = (value: string | boolean | undefined): boolean => value !== undefined && value !== false;

function describe({ file = 'unknown file', line, column, name, details }: TestEvent['data']): string {
  const error = details?.error;
  const cause = error?.cause ?? error;
  const text = cause instanceof Error ? (cause.stack ?? cause.message) : inspect(cause);
  const place = `${relative(process.cwd(), file)}${line === undefined ? '' : `:${line}:${column}`}`;
  return `✖ ${name}\n  at ${place}\n${indent(text)}`;
}

const indent = (text: string): string => text.replace(/^/gm, '    ');
