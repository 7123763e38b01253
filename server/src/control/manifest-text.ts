/**
 * From the text of a manifest to the documents in it. YAML can say much with little: how long the text may be,
 * how many words and documents it has, how deep it nests and how much its aliases unfold to are limited, each
 * before it costs.
 */
import {
  type Alias,
  Composer,
  type CST,
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  Lexer,
  LineCounter,
  type Node,
  Parser,
  visit,
} from 'yaml';
import {
  MANIFEST_ALIASES_MAX,
  MANIFEST_BYTES_MAX,
  MANIFEST_DEPTH_MAX,
  MANIFEST_DOCUMENTS_MAX,
  MANIFEST_TOKENS_MAX,
} from '../domain/limits.ts';
import { type ControlError, invalidRequest } from './control-error.ts';

/** The documents of a YAML (or JSON) text, as plain values. */
export function manifestDocuments(text: string): unknown[] {
  const bytes = Buffer.byteLength(text);
  if (bytes > MANIFEST_BYTES_MAX) throw tooMuch(`is larger than ${MANIFEST_BYTES_MAX} bytes`);
  const lines = new LineCounter();
  lines.addNewLine(0);
  const tokens = tokensOf(text, lines);
  const composer = new Composer({ merge: true, stringKeys: true, uniqueKeys: false, logLevel: 'silent' });
  const values: unknown[] = [];
  for (const document of composer.compose(tokens, false, text.length)) {
    const [error] = document.errors;
    if (error !== undefined) throw notYaml(error.message.slice(0, 200), error.pos[0], lines);
    checkNodes(document, lines);
    values.push(unfolded(document));
  }
  return values;
}

const tooMuch = (what: string): ControlError =>
  invalidRequest(`The manifest ${what}, which is more than is read. Split it.`);

const notYaml = (why: string, offset: number, lines: LineCounter): ControlError => {
  const { line, col } = lines.linePos(offset);
  return invalidRequest(`The manifest cannot be read at line ${line}, column ${col}: ${why}.`);
};

/** The concrete syntax, as far as the limits go. */
function tokensOf(text: string, lines: LineCounter): CST.Token[] {
  const parser = new Parser(lines.addNewLine);
  const tokens: CST.Token[] = [];
  let [words, documents] = [0, 0];
  const take = (token: CST.Token): void => {
    tokens.push(token);
    if (token.type === 'document') documents += 1;
    if (documents > MANIFEST_DOCUMENTS_MAX)
      throw tooMuch(`has more than ${MANIFEST_DOCUMENTS_MAX} documents`);
  };
  for (const word of new Lexer().lex(text)) {
    words += 1;
    if (words > MANIFEST_TOKENS_MAX) throw tooMuch(`has more than ${MANIFEST_TOKENS_MAX} words and signs`);
    for (const token of parser.next(word)) take(token);
    if (parser.stack.length > MANIFEST_DEPTH_MAX)
      throw notYaml(`it nests deeper than ${MANIFEST_DEPTH_MAX} levels`, parser.offset, lines);
  }
  for (const token of parser.end()) take(token);
  return tokens;
}

const plainTag = /^tag:yaml\.org,2002:(map|seq|str|int|float|bool|null)$/;

/** What YAML lets pass and a manifest has no use for: keys given twice, tags, and aliases of what they stand in. */
function checkNodes(document: Document, lines: LineCounter): void {
  const anchors = new Map<string, unknown>();
  visit(document, (_, node, path) => {
    if (!isNode(node)) return;
    const why = isAlias(node) ? aliasFault(anchors.get(node.source), node, path) : nodeFault(node);
    if (why !== undefined) throw notYaml(why, node.range?.[0] ?? 0, lines);
    if (!isAlias(node) && node.anchor !== undefined) anchors.set(node.anchor, node);
  });
}

function aliasFault(meant: unknown, { source }: Alias, path: readonly unknown[]): string | undefined {
  if (meant === undefined) return `nothing before it is called &${source.slice(0, 64)}`;
  return path.includes(meant) ? 'an alias cannot stand within what it means' : undefined;
}

function nodeFault(node: Exclude<Node, Alias>): string | undefined {
  if (node.tag !== undefined && !plainTag.test(node.tag))
    return `the tag ${node.tag.slice(0, 64)} means nothing here`;
  if (!isMap(node)) return undefined;
  const keys = new Set<unknown>();
  for (const { key } of node.items) {
    const name = isScalar(key) ? key.value : key;
    if (keys.has(name)) return `'${String(name).slice(0, 64)}' is there twice in one map`;
    keys.add(name);
  }
  return undefined;
}

function unfolded(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: MANIFEST_ALIASES_MAX });
  } catch (error) {
    throw invalidRequest(
      `The aliases of the manifest cannot be unfolded: ${(error as Error).message.slice(0, 200)}. Write out what they stand for; at most ${MANIFEST_ALIASES_MAX} values may stand behind them.`,
    );
  }
}
