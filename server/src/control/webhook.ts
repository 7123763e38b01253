import type { Logger } from 'pino';
import type { Engine } from '../engine/engine.ts';

/** Minimal; widened later. */
export class Webhook {
  constructor(_url: string, _log: Logger) {}
  start(_engine: Engine): void {}
  wake(): void {}
  async stop(): Promise<void> {}
}
