import assert from 'node:assert/strict';
import { planArn, planDue } from '../../src/domain/capacity/training-plan.ts';
import { latestRelease } from '../../src/domain/cluster/release.ts';
import type { Fault } from '../../src/domain/fleet/fault.ts';
import { Refusal } from '../../src/domain/refusal.ts';
import { Unavailable } from '../../src/engine/engine.ts';
import type { Input } from '../fleet.ts';
import { addNodes, workOnNodes } from './call-on-nodes.ts';
import { alone, type Call, clusterOf, groupAt, plansOf, together } from './choices.ts';
import { deploy, reserve } from './deploy.ts';
import { governPolicy, governQuota } from './govern.ts';
import { endJob, train } from './job-commands.ts';
import { clusterNames, createInput, deployment, faultSpec, updateInput, worlds } from './requests.ts';
import type { Simulation } from './simulation.ts';
import type { Command, Step } from './steps.ts';
import { endTask, submitTask } from './task-commands.ts';
import { buy, extend, search } from './trade.ts';

export async function perform(simulation: Simulation, step: Step): Promise<void> {
  const { fleet } = simulation;
  switch (step.do) {
    case 'together': {
      simulation.note(`together: ${JSON.stringify(step.commands)}`);
      await Promise.all(step.commands.map((command) => run(simulation, command, together)));
      return;
    }
    case 'fault':
      return makeFault(simulation, step);
    case 'end fault': {
      const id = simulation.faults[step.fault % Math.max(1, simulation.faults.length)];
      if (id === undefined || simulation.state.get('fault', id) === undefined) return;
      simulation.note(`end ${id}`);
      return tolerating(simulation, fleet.endFault(id));
    }
    case 'pass':
      return pass(simulation, step.ms);
    case 'appointment':
      return keepAppointment(simulation);
    case 'settle':
      if (simulation.state.standingFaults.size > 0) return pass(simulation, 24 * 3_600_000);
      simulation.note('settle');
      return tolerating(simulation, fleet.settle());
    case 'restart':
      simulation.note('restart');
      return fleet.restart();
    case 'break store':
      simulation.note(`the next ${step.commits} commits fail`);
      simulation.store.failing = step.commits;
      return;
    default:
      await run(simulation, step, alone);
  }
}

/** A failed commit leaves everything as it was, the clock included. */
async function tolerating(simulation: Simulation, work: Promise<unknown>): Promise<void> {
  const before = simulation.documents();
  const at = simulation.fleet.now;
  try {
    await work;
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    simulation.note('→ Unavailable');
    assert.equal(simulation.fleet.now, at, 'the clock moved although nothing could be stored');
    simulation.unchanged(before, simulation.documents(), 'a failed commit changed a document');
  }
}

function keepAppointment(simulation: Simulation): Promise<void> {
  const { state, fleet } = simulation;
  const times = [...state.all('trainingPlan').values()].map((plan) => planDue(plan)?.at ?? fleet.now);
  const at = Math.min(...times.filter((each) => each > fleet.now));
  if (at === Number.POSITIVE_INFINITY) return Promise.resolve();
  simulation.note(`until ${new Date(at).toISOString()}`);
  return tolerating(simulation, fleet.advance(at - fleet.now));
}

/** The ARNs of the plans that the cluster's world has. */
const trainingPlans = (simulation: Simulation, cluster: number): string[] =>
  plansOf(simulation, cluster).map(planArn);

/** Long times are as long as the pace makes everything else. */
function pass(simulation: Simulation, realMs: number): Promise<void> {
  const ms = simulation.story.pace === 'realistic' ? realMs : Math.ceil(realMs / 60);
  simulation.note(`pass ${ms} ms`);
  return tolerating(simulation, simulation.fleet.advance(ms));
}

async function makeFault(simulation: Simulation, step: Extract<Step, { do: 'fault' }>): Promise<void> {
  const { fault } = step;
  const cluster = clusterOf(simulation, step);
  const nodes = [...(simulation.entry(cluster)?.nodes.all() ?? [])];
  const spec = faultSpec(fault, clusterNames[cluster]!, nodes);
  if (spec === undefined) return;
  const durationMs =
    fault.minutes === undefined
      ? undefined
      : fault.minutes * (simulation.story.pace === 'realistic' ? 60_000 : 1_000);
  const before = simulation.documents();
  simulation.note(`fault ${JSON.stringify({ spec, count: fault.count, minutes: fault.minutes })}`);
  try {
    const request = { spec, count: spec.type === 'node' ? undefined : fault.count, durationMs };
    const made = (await simulation.fleet.engine.execute({ type: 'createFault', request })) as Fault;
    simulation.faults.push(made.id);
  } catch (error) {
    if (!(error instanceof Refusal || error instanceof Unavailable)) throw error;
    simulation.note(`→ ${error.message}`);
    simulation.unchanged(before, simulation.documents(), 'a refused fault changed a document');
  }
}

function run(simulation: Simulation, chosen: Command, call: Call): Promise<unknown> {
  const cluster = clusterOf(simulation, chosen);
  const command: Command = { ...chosen, cluster };
  const ClusterName = clusterNames[cluster]!;
  const entry = simulation.entry(cluster);
  const nodes = [...(entry?.nodes.all() ?? [])];
  switch (command.do) {
    case 'create':
      return call(
        simulation,
        'CreateCluster',
        createInput(command, trainingPlans(simulation, cluster)),
        cluster,
      );
    case 'update': {
      const names = entry?.cluster.groups.map(({ name }) => name) ?? [];
      const { Slurm, Eks } = entry?.cluster.orchestrator ?? {};
      const kind = Slurm === undefined ? Eks && 'eks' : 'slurm';
      return call(
        simulation,
        'UpdateCluster',
        updateInput(command, names, kind, trainingPlans(simulation, cluster)),
        cluster,
      );
    }
    case 'update software': {
      const release = command.release === undefined ? undefined : `1.${command.release}.0`;
      const names = entry?.cluster.groups.filter(({ image }) => image.release !== undefined) ?? [];
      const input: Input<'UpdateClusterSoftware'> = {
        ClusterName,
        DeploymentConfig: deployment(command.policy),
        InstanceGroups: names.map(({ name }) => ({
          InstanceGroupName: name,
          ImageReleaseVersion: release ?? latestRelease(simulation.fleet.now),
        })),
      };
      return call(simulation, 'UpdateClusterSoftware', input, cluster);
    }
    case 'delete cluster':
      return call(simulation, 'DeleteCluster', { ClusterName }, cluster);
    case 'add nodes':
      return addNodes(simulation, command, call);
    case 'delete nodes':
    case 'reboot':
    case 'replace':
      return workOnNodes(simulation, command, nodes, call);
    case 'check health': {
      const one = nodes.find(({ group }) => group === groupAt(entry, command.groups[0]!));
      const input: Input<'StartClusterHealthCheck'> = {
        ClusterName,
        DeepHealthCheckConfigurations: command.groups.map((group, i) => ({
          InstanceGroupName: groupAt(entry, group),
          InstanceIds: command.one && i === 0 && one?.instanceId !== undefined ? [one.instanceId] : undefined,
          DeepHealthChecks: i === 0 ? ['InstanceStress'] : ['InstanceConnectivity'],
        })),
      };
      return call(simulation, 'StartClusterHealthCheck', input, cluster);
    }
    case 'attach':
    case 'detach': {
      const node = nodes[command.node % Math.max(1, nodes.length)];
      const input = {
        ClusterArn: arn(simulation, cluster),
        NodeId: node?.instanceId ?? 'i-00000000000000000',
        VolumeId: `vol-0000000${command.volume}`,
      };
      const operation = command.do === 'attach' ? 'AttachClusterNodeVolume' : 'DetachClusterNodeVolume';
      return call(simulation, operation, input, cluster);
    }
    case 'quota':
      return governQuota(simulation, command, call);
    case 'policy':
      return governPolicy(simulation, command, call);
    case 'submit':
      return submitTask(simulation, command, call === alone);
    case 'cancel task':
    case 'complete task':
      return endTask(simulation, command, call === alone);
    case 'search':
      return search(simulation, command, call);
    case 'extend':
      return extend(simulation, command, call);
    case 'buy':
      return buy(simulation, command, call);
    case 'train':
      return train(simulation, command, call);
    case 'stop job':
    case 'delete job':
    case 'give up pool':
      return endJob(simulation, command, call);
    case 'reserve':
      return reserve(simulation, command, call);
    case 'deploy':
      return deploy(simulation, command, call);
    case 'tag': {
      const Tags = [{ Key: command.key, Value: 'x' }];
      return call(simulation, 'AddTags', { ResourceArn: arn(simulation, cluster), Tags }, cluster);
    }
    case 'untag': {
      const input = { ResourceArn: arn(simulation, cluster), TagKeys: [command.key] };
      return call(simulation, 'DeleteTags', input, cluster);
    }
  }
}

function arn(simulation: Simulation, cluster: number): string {
  const { account, region } = worlds[cluster]!;
  return `arn:aws:sagemaker:${region}:${account}:cluster/${simulation.entry(cluster)?.cluster.id ?? 'none'}`;
}
