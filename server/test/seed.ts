/**
 * Loaded before the tests (`--import`): QUARTERMASTER_SEED decides every property that does not name a seed of its
 * own. Without it each run draws anew and finds what the last did not; CI draws by the code that it tests, so
 * that what is green once stays green, and the next change is another draw.
 */
import fc from 'fast-check';

const seed = process.env.QUARTERMASTER_SEED;
if (seed !== undefined) fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(seed) });
