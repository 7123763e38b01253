import { plansAdvise } from './plans-advise.ts';
import type { Verb } from './verb.ts';

export const plans: Verb = {
  name: 'plans',
  summary: 'training plans: which one to buy',
  examples: [['quartermaster plans advise --type ml.p5.48xlarge --count 4 --hours 48', '']],
  verbs: [plansAdvise],
};
