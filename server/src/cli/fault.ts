import { endFault, listFaults, showFault } from './fault-look.ts';
import { makingVerbs } from './fault-verbs.ts';
import type { Verb } from './verb.ts';

export const fault: Verb = {
  name: 'fault',
  summary: 'make things go wrong, see what it hit, and end it',
  about: [
    'A fault stands until it has struck --count times, until --for is over, or until it is ended.',
    'Unconfined it strikes everywhere; --cluster, --group and --node narrow it, --account with --region too.',
  ].join('\n'),
  examples: [
    [
      'quartermaster fault node i-0123456789abcdef0 --needs replacement',
      'the hardware of one node fails for good',
    ],
    ['quartermaster fault capacity --type ml.p5.48xlarge --for 2h', 'no such machines for two hours'],
    [
      'quartermaster fault api CreateCluster --error ThrottlingException --count 3',
      'the next three calls are throttled',
    ],
    ['quartermaster fault end --all', 'everything works again'],
  ],
  verbs: [...makingVerbs, listFaults, showFault, endFault],
};
