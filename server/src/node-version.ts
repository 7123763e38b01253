const NODE_MAJOR_MIN = 24;

/**
 * Whether this Node.js can run the server; says so where it cannot. Whoever asks must import the rest only
 * afterwards, for an older Node.js already stumbles over that.
 */
export function isNodeRecent(): boolean {
  if (Number(process.versions.node.split('.')[0]) >= NODE_MAJOR_MIN) return true;
  process.stderr.write(
    `quartermaster needs Node.js ${NODE_MAJOR_MIN} or newer, and this is ${process.versions.node}.\n`,
  );
  process.exitCode = 2;
  return false;
}
