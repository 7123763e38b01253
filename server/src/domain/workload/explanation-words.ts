/** Why a task waits and what would let it run, in sentences: every one with its numbers, in the API's members. */
import type { ComputeQuotaConfig, ComputeQuotaResourceConfig } from '../../shapes/compute-quota.ts';
import { migConfigsFor } from '../catalog/partition-layout.ts';
import type { Amounts } from '../governance/quota-arithmetic.ts';
import { formatAmount } from '../scheduler/amount.ts';
import type { Explanation } from '../scheduler/explain.ts';
import type { HeldAt, Keeper, LackingFacts, PartitionFacts, TaskExplanation } from './explain-task.ts';
import { preemptionWords } from './run-pass.ts';
import type { Outcome, Preempted, TaskChange, TaskEdit } from './task-changes.ts';

const NAMED_MAX = 5;

/** Why it waits, in one or two sentences. */
export function explanationText(of: TaskExplanation): string {
  const { rule, held, explanation, keepers, partitions, team } = of;
  const { place, noRoom } = explanation;
  switch (rule) {
    case 'NextInTurn':
      return `It fits${byPreempting(of)}, and is number ${place.position} of ${place.waiting} that wait in the queue of team '${team}': it is tried in its turn.`;
    case 'Parked':
      return `It would fit by now${byPreempting(of)}${explanation.stalled ? ', and scheduling stands still where its team shares quota, for tasks would preempt one another without end' : ''}. It is tried again when a task, a node, a quota or the policy changes.`;
    case 'HeldBack':
      return `It fits by itself${byPreempting(of)}, but another task is placed first in every cycle, or has that quota held back for it.`;
    case 'VictimsLeaving':
      return `It waits until ${listOf(of.preempts.map(taskText))} ${of.preempts.length === 1 ? 'has' : 'have'} stopped.`;
    case 'BehindHead':
    case 'BehindPreemptor':
      return `Task ${place.behind} of the same team goes first: it has preempted others and waits until they have stopped.`;
    case 'QuotaDisabled':
      return `The compute quota of team '${team}' is Disabled: it keeps what runs, and admits nothing new. Set its ActivationState to Enabled.`;
    case 'NoInstanceType':
      return `No instance type of this cluster is right for its replicas: ${mismatches(explanation)}.`;
    case 'NoQuota':
      return `No team of this cluster has a quota of ${undeclared(explanation)}.`;
    case 'PartitionGeometry':
      return geometryText(partitions!);
    case 'NoNodeWithRoom':
      return roomText(noRoom!, of);
    default:
      return `${askedText(held!, team)} ${heldText(of, held!, keepers)}`;
  }
}

/** Whom it would have to preempt, where it fits by that alone. */
const byPreempting = ({ preempts }: TaskExplanation): string =>
  preempts.length === 0 ? '' : `, preempting ${listOf(preempts.map(taskText))}`;

function askedText({ podSet, instanceType, row }: HeldAt, team: string): string {
  const amount = (value: number): string => formatAmount(row.resource, value);
  const borrowed = row.borrowed > 0 ? `, ${amount(row.borrowed)} of it borrowed` : '';
  return (
    `Replicas of '${podSet}' ask for ${amount(row.requested)} ${row.resource} of ${instanceType}; ` +
    `team '${team}' has a quota of ${amount(row.nominal)} and uses ${amount(row.used)}${borrowed}, and ${amount(row.available)} more can be had.`
  );
}

function heldText({ rule, team }: TaskExplanation, { row }: HeldAt, keepers: readonly Keeper[]): string {
  const amount = (value: number): string => `${formatAmount(row.resource, value)} ${row.resource}`;
  switch (rule) {
    case 'BorrowLimit':
      return row.borrowingLimit === 0
        ? `It may not borrow, while others leave ${amount(row.free)} idle.`
        : `It may borrow at most ${amount(row.borrowingLimit)}, and ${amount(row.missing)} are missing.`;
    case 'NotLent':
      return `${amount(row.missing)} are missing, which ${listOf(keepers.map((one) => `team '${one.team}' (${amount(one.unused)})`))} ${keepers.length === 1 ? 'leaves' : 'leave'} idle and ${keepers.length === 1 ? 'does' : 'do'} not lend: strategy DontLend.`;
    case 'PriorityClass':
      return `${amount(row.missing)} are missing, and ${counted(row.holders!.byPriority.workloads, 'task')} with ${amount(row.holders!.byPriority.amount)} cannot be preempted: ${row.holders!.byPriority.workloads === 1 ? 'its' : 'their'} priority is not lower.`;
    case 'FairShareWeight':
      return `${amount(row.missing)} are missing, and those who borrow them keep them: by its FairShareWeight team '${team}' has no claim to a larger share than theirs.`;
    case 'ExceedsMaximum':
      return `The most that it could ever have is ${amount(row.potential)}, all borrowing included.`;
    default:
      return `${amount(row.missing)} are missing, and nobody who uses them may be preempted: ${protectedText(row)}.`;
  }
}

function protectedText({ resource, holders }: HeldAt['row']): string {
  const { byQuota, byRule, byPriority, candidates } = holders!;
  const parts = [
    [byQuota, 'of other teams within their quota'],
    [byPriority, 'of no lower priority'],
    [byRule, 'that PreemptTeamTasks protects'],
    [candidates, 'whose quota alone would not be enough'],
  ] as const;
  const said = parts
    .filter(([{ workloads }]) => workloads > 0)
    .map(
      ([{ workloads, amount }, what]) =>
        `${counted(workloads, 'task')} ${what} (${formatAmount(resource, amount)})`,
    );
  return said.length === 0 ? 'no task uses any' : listOf(said);
}

function geometryText({ profile, instanceType, nodes, perReplica }: PartitionFacts): string {
  if (nodes === 0)
    return `No node of ${instanceType} takes work now, so there is none with partition ${profile}.`;
  const configs = migConfigsFor(instanceType, profile);
  const way =
    configs.length === 0
      ? ''
      : ` Set the label nvidia.com/mig.config of an instance group to ${listOf(configs, 'or')}.`;
  return `A replica needs ${perReplica} ${profile}, and none of the ${counted(nodes, 'node')} of ${instanceType} has its GPUs split so.${way}`;
}

function roomText(
  noRoom: NonNullable<Explanation['noRoom']>,
  { partitions, lacking }: Pick<TaskExplanation, 'partitions' | 'lacking'>,
): string {
  const { podSet, count, fits, nodes, flavor, excluded } = noRoom;
  if (nodes === 0) return `There is quota, and no node of ${flavor} takes work now.`;
  const why = Object.entries(excluded).map(([what, number]) => `${counted(number, 'node')} by ${what}`);
  const slices =
    partitions === undefined
      ? ''
      : ` Of ${partitions.total} partitions ${partitions.profile} ${partitions.free} are free.`;
  const excludedText = why.length === 0 ? '' : ` Excluded: ${listOf(why)}.`;
  return `There is quota, and ${foundText(count, fits, podSet)} on the ${counted(nodes, 'node')} of ${flavor}.${excludedText}${lackingText(lacking)}${slices}`;
}

function foundText(count: number, fits: number, podSet: string): string {
  if (count === 1) return `the replica of '${podSet}' finds no place`;
  if (fits === 0) return `none of the ${count} replicas of '${podSet}' finds a place`;
  return `only ${fits} of the ${count} replicas of '${podSet}' ${fits === 1 ? 'finds' : 'find'} a place`;
}

function lackingText(lacking: LackingFacts | undefined): string {
  if (lacking === undefined) return '';
  const { resource, perReplica, mostFree, mostGiven } = lacking;
  const amount = (value: number): string => formatAmount(resource, value);
  const given =
    mostGiven < perReplica
      ? `, and no node gives more than ${amount(mostGiven)} to pods, even when it is empty`
      : ` of ${amount(mostGiven)} that it gives to pods`;
  return ` A replica asks for ${amount(perReplica)} ${resource}; the most that a node has free is ${amount(mostFree)}${given}.`;
}

function mismatches({ podSets }: Explanation): string {
  const texts = podSets.flatMap(({ flavors }) => flavors.flatMap(({ mismatch }) => mismatch ?? []));
  return texts.length > NAMED_MAX ? `${texts.slice(0, NAMED_MAX).join(', ')}, …` : texts.join(', ');
}

const undeclared = ({ podSets }: Explanation): string =>
  listOf(podSets.flatMap((podSet) => podSet.undeclared));

/** What to change, and what would come of it. */
export const changeText = ({ edit, outcome }: TaskChange): string =>
  `${editText(edit)}${outcomeText(outcome)}`;

function editText(edit: TaskEdit): string {
  switch (edit.kind) {
    case 'Quota': {
      const sizes = entriesChanged(edit.before.ComputeQuotaResources, edit.after.ComputeQuotaResources);
      return `Raise the quota of team '${edit.team}': ${sizes}`;
    }
    case 'BorrowLimit':
      return `Let team '${edit.team}' borrow more: ${borrowChanged(edit.before, edit.after)}`;
    case 'FairShareWeight':
      return `Raise the FairShareWeight of team '${edit.team}' from ${edit.from} to ${edit.to}`;
    case 'PriorityClass':
      return `Submit it with priority class '${edit.name}' (${edit.to}, not ${edit.from})`;
    case 'Nodes':
      return `Add ${counted(edit.count, 'node')} of ${edit.instanceType} to instance group '${edit.group}'`;
  }
}

const MEMBERS = ['Count', 'Accelerators', 'VCpu', 'MemoryInGiB'] as const;

function entriesChanged(
  before: readonly ComputeQuotaResourceConfig[] = [],
  after: readonly ComputeQuotaResourceConfig[] = [],
): string {
  const changes = after.flatMap((entry, i) => {
    const old = before[i];
    const members = MEMBERS.filter((name) => entry[name] !== old?.[name]).map(
      (name) => `${name} ${old?.[name] === undefined ? '' : `${old[name]} → `}${entry[name]}`,
    );
    const partition = entry.AcceleratorPartition;
    const had = old?.AcceleratorPartition?.Count;
    if (partition !== undefined && partition.Count !== had)
      members.push(`${partition.Type} ${had === undefined ? '' : `${had} → `}${partition.Count}`);
    return members.length === 0 ? [] : [`${entry.InstanceType} ${members.join(', ')}`];
  });
  return changes.join('; ');
}

function borrowChanged(
  { ResourceSharingConfig: before }: ComputeQuotaConfig,
  { ResourceSharingConfig: after }: ComputeQuotaConfig,
): string {
  const limits = entriesChanged(before?.AbsoluteBorrowLimits, after?.AbsoluteBorrowLimits);
  if (limits !== '') return `AbsoluteBorrowLimits ${limits}`;
  const strategy =
    before !== undefined && before.Strategy !== after!.Strategy
      ? `Strategy ${before.Strategy} → ${after!.Strategy}, `
      : '';
  const had = before?.BorrowLimit;
  return `${strategy}BorrowLimit ${had === undefined ? '' : `${had} → `}${after!.BorrowLimit} %`;
}

/** `, borrowing 4 nvidia.com/gpu of ml.p4d.24xlarge and preempting task-3 of team 'b' (…).` */
export function outcomeText({ borrows, preempts, others }: Outcome): string {
  const borrowing = [...borrows].map(([type, amounts]) => `${amountsText(amounts)} of ${type}`);
  const parts = [
    ...(borrowing.length === 0 ? [] : [`borrowing ${listOf(borrowing)}`]),
    ...(preempts.length === 0
      ? []
      : [
          `preempting ${listOf(preempts.map((one) => `${taskText(one)} by ${preemptionWords[one.reason]}`))}`,
        ]),
    ...(others.length === 0
      ? []
      : [`after which ${listOf(others.map(taskText))} would be preempted by others`]),
  ];
  return parts.length === 0 ? '.' : `, ${parts.join(', ')}.`;
}

const amountsText = (amounts: Amounts): string =>
  listOf(
    Object.entries(amounts).map(([resource, amount]) => `${formatAmount(resource, amount)} ${resource}`),
  );

const taskText = ({ task, team }: Pick<Preempted, 'task' | 'team'>): string =>
  team === undefined ? task : `${task} of team '${team}'`;

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

function listOf(items: readonly string[], word = 'and'): string {
  if (items.length > NAMED_MAX)
    return `${items.slice(0, NAMED_MAX).join(', ')} ${word} ${items.length - NAMED_MAX} more`;
  if (items.length < 2) return items[0] ?? 'nobody';
  return `${items.slice(0, -1).join(', ')} ${word} ${items.at(-1)}`;
}
