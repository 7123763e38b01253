/** The Authorization header of AWS Signature Version 4, taken apart; messages are AWS's. */
import { ALGORITHM, TERMINATOR } from './signature.ts';

/** An Authorization header, taken apart. */
export interface Scope {
  readonly accessKeyId: string;
  /** YYYYMMDD */
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

/** The header's parts; undefined when there is none; what is wrong with it when it is malformed. */
export function parseAuthorization(header: string | undefined): Scope | { malformed: string } | undefined {
  const [algorithm, ...pieces] = (header ?? '').split(/[\s,]+/).filter((piece) => piece !== '');
  if (algorithm === undefined) return undefined;
  const wrong: string[] = [];
  if (algorithm !== ALGORITHM) wrong.push(`Authorization header requires the algorithm '${ALGORITHM}'.`);
  const parameter = (name: string): string => {
    const found = pieces.filter((piece) => piece.startsWith(`${name}=`));
    if (found.length === 0) wrong.push(`Authorization header requires '${name}' parameter.`);
    if (found.length > 1) wrong.push(`Authorization header has more than one '${name}' parameter.`);
    return found[0]?.slice(name.length + 1) ?? '';
  };
  const [credential, signature, signed] = [
    parameter('Credential'),
    parameter('Signature'),
    parameter('SignedHeaders'),
  ];
  if (wrong.length > 0) return { malformed: wrong.join(' ') };
  const elements = credential.split('/');
  if (elements.length !== 5 || elements.includes('')) {
    return {
      malformed:
        'Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term.',
    };
  }
  const [accessKeyId, date, region, service, terminator] = elements as [
    string,
    string,
    string,
    string,
    string,
  ];
  if (terminator !== TERMINATOR) {
    return { malformed: `Credential should be scoped with a valid terminator: '${TERMINATOR}'.` };
  }
  return { accessKeyId, date, region, service, signedHeaders: signed.split(';'), signature };
}
