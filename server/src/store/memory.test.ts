import { MemoryStore } from './memory.ts';
import { storeContract } from './store.contract.ts';

storeContract('memory', () => ({ open: () => new MemoryStore(), dispose: () => {} }), { durable: false });
