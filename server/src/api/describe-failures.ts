/** The words for what validation finds: the only place that has them. They are AWS's own. */
import { cut } from './cut.ts';
import type { Constraint } from './rules.ts';
import type { Failure } from './validate.ts';

/** The most of an offending value that a message repeats. */
export const echoedValueLengthMax = 512;
/** The longest message, whatever was sent. */
export const messageLengthMax = 16 * 1024;
/** What is kept free at the end of a message to say how many failures it leaves out. */
export const remainderLengthMax = 32;

/** One message for all failures of a request; there must be one at least. */
export function describeFailures(failures: readonly Failure[]): string {
  const count = failures.length;
  let message = `${count} validation ${count === 1 ? 'error' : 'errors'} detected: `;
  for (const [index, failure] of failures.entries()) {
    const sentence = (index === 0 ? '' : '; ') + describe(failure);
    if (message.length + sentence.length > messageLengthMax - remainderLengthMax) {
      if (index === 0) message = cut(message + sentence, messageLengthMax - remainderLengthMax - 1);
      const left = count - Math.max(index, 1);
      return left === 0 ? message : `${message}; and ${left} more`;
    }
    message += sentence;
  }
  return message;
}

function describe({ value, path, constraint }: Failure): string {
  const echoed = value === null || value === undefined ? 'null' : `'${echo(value)}'`;
  return `Value ${echoed} at '${path}' failed to satisfy constraint: ${describeConstraint(constraint)}`;
}

function describeConstraint(constraint: Constraint): string {
  switch (constraint.type) {
    case 'required':
      return 'Member must not be null';
    case 'maxLength':
      return `Member must have length less than or equal to ${constraint.limit}`;
    case 'minLength':
      return `Member must have length greater than or equal to ${constraint.limit}`;
    case 'maxValue':
      return `Member must have value less than or equal to ${constraint.limit}`;
    case 'minValue':
      return `Member must have value greater than or equal to ${constraint.limit}`;
    case 'pattern':
      return `Member must satisfy regular expression pattern: ${constraint.pattern}`;
    case 'enum':
      return `Member must satisfy enum value set: [${constraint.values.join(', ')}]`;
    case 'members':
      return `Member must satisfy constraint: ${describeAll(constraint.constraints)}`;
    case 'keys':
      return `Map keys must satisfy constraint: ${describeAll(constraint.constraints)}`;
    case 'values':
      return `Map value must satisfy constraint: ${describeAll(constraint.constraints)}`;
  }
}

const describeAll = (constraints: readonly Constraint[]): string =>
  `[${constraints.map(describeConstraint).join(', ')}]`;

const echo = (value: unknown): string => cut(spell(value, echoedValueLengthMax), echoedValueLengthMax);

/** As Java prints it: `[a, b]`, `{key=value}`. Goes little further than `lengthMax`, however large the value. */
function spell(value: unknown, lengthMax: number): string {
  if (typeof value !== 'object' || value === null) return cut(String(value), lengthMax);
  if (Array.isArray(value)) return `[${join(value, (entry) => spell(entry, lengthMax), lengthMax)}]`;
  const spellMember = (key: string): string =>
    `${cut(key, lengthMax)}=${spell(value[key as keyof typeof value], lengthMax)}`;
  return `{${join(Object.keys(value), spellMember, lengthMax)}}`;
}

function join<E>(entries: readonly E[], spellEntry: (entry: E) => string, lengthMax: number): string {
  let text = '';
  for (const entry of entries) {
    if (text.length > lengthMax) break;
    text += (text === '' ? '' : ', ') + spellEntry(entry);
  }
  return text;
}
