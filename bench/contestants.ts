import type { Subject } from './processes.ts';
import type { Contestant } from './requests.ts';
import type { Auth } from './run.ts';

/** Quartermaster, as one of the servers that are compared. */
export const ours = (subject: Subject, auth: Auth = 'off'): Contestant => ({
  name: 'quartermaster',
  subject,
  path: '/',
  signed: auth === 'on',
});

/** The bare server, answering as many bytes to the same request. */
export const bareFor = (subject: Subject, bytes: number, auth: Auth = 'off'): Contestant => ({
  name: 'bare',
  subject,
  path: `/${bytes}`,
  signed: auth === 'on',
});
