import type { Json } from './client.ts';

/** What a fault does, in words. */
export function faultText(fault: Json): string {
  return `${what(fault)}${where(fault)}${fault.account === undefined ? '' : ` for ${fault.account} in ${fault.region}`}`;
}

function what(fault: Json): string {
  switch (fault.type) {
    case 'node':
      return `node ${fault.node} fails and needs ${fault.needs}`;
    case 'capacity':
      return `no capacity for ${fault.instanceType ?? 'any instance type'}${fault.availabilityZone === undefined ? '' : ` in ${fault.availabilityZone}`}`;
    case 'slow':
      return `steps take ${fault.factor} times as long`;
    case 'internal-error':
      return `node ${fault.node} cannot be rebooted or replaced by a call`;
    case 'alarm':
      return `alarm ${fault.alarmName} is on`;
    case 'governance':
      return governanceText(fault);
    case 'training-plan':
      return planText(fault);
    case 'training-job':
      return jobText(fault);
    case 'endpoint':
      return endpointText(fault);
    case 'api':
      return apiText(fault);
    default:
      return `${fault.type.replaceAll('-', ' ')} fails`;
  }
}

function apiText({ operation, error, delaySeconds, probability }: Json): string {
  const late = delaySeconds === undefined ? [] : [`${delaySeconds} s late`];
  const failing = error === undefined ? [] : [`answered with ${error}`];
  const often = probability === undefined ? '' : ` in ${probability * 100} % of calls`;
  return `${operation === '*' ? 'every operation' : operation} is ${[...late, ...failing].join(' and ')}${often}`;
}

function governanceText({ resource, operation, name, rollback }: Json): string {
  const what = { 'compute-quota': 'compute quotas', 'scheduler-config': 'cluster scheduler configs' };
  const kinds = what[resource as keyof typeof what] ?? 'compute quotas and cluster scheduler configs';
  const of = name === undefined ? kinds : `${kinds} named ${name}`;
  return `${operation ?? 'every operation'}${rollback === undefined ? '' : ', with its rollback,'} of ${of} fails`;
}

function jobText({ job, failure }: Json): string {
  const what = {
    start: 'fails at its start',
    algorithm: 'fails while it trains',
    'internal-error': 'meets an internal error of the service',
    interruption: 'is interrupted, if it runs on spot instances',
    instance: 'loses an instance while it trains',
  };
  return `${job === undefined ? 'any training job' : `training job ${job}`} ${what[failure as keyof typeof what]}`;
}

function planText({ plan, operation, reason }: Json): string {
  const what = { create: 'purchase', extend: 'extension' }[operation as string] ?? 'purchase and extension';
  const of = plan === undefined ? 'any training plan' : `training plan ${plan}`;
  return `${what} of ${of} fails: ${reason === 'capacity' ? 'the capacity is gone' : 'the payment is declined'}`;
}

function endpointText({ endpoint, operation, reason }: Json): string {
  if (reason === 'instance')
    return `an instance of ${endpoint === undefined ? 'an endpoint' : `endpoint ${endpoint}`} on a training plan fails`;
  const what = { create: 'creation', update: 'update' }[operation as string] ?? 'creation and update';
  const of = endpoint === undefined ? 'any endpoint' : `endpoint ${endpoint}`;
  return `${what} of ${of} fails: its containers do not come up`;
}

/** Where it is confined to, besides what it names itself. */
function where({ type, cluster, instanceGroup, node }: Json): string {
  const isNamed = type === 'node' || type === 'internal-error';
  const parts = [
    node === undefined || isNamed ? '' : ` on ${node}`,
    instanceGroup === undefined ? '' : ` in group ${instanceGroup}`,
    cluster === undefined ? '' : ` ${type === 'governance' ? 'in' : 'of'} cluster ${cluster}`,
  ];
  return parts.join('');
}
