import type { EndpointStatus } from '../../shapes/endpoint.ts';
import { invalid, Refusal } from '../refusal.ts';

const limitExceeded = (message: string): Refusal => new Refusal('ResourceLimitExceeded', message);

/** What is named in texts. */
type Noun = 'model' | 'endpoint configuration' | 'endpoint';

/**
 * The wording of refusals about models and endpoints. These operations declare no error for a name that is unknown
 * or in use: both are a ValidationException (observed, with these words).
 */
export const inferenceRefusals = {
  unknown: (noun: Noun, arn: string) => invalid(`Could not find ${noun} "${arn}".`),
  exists: (noun: Noun, arn: string) => invalid(`Cannot create already existing ${noun} "${arn}".`),
  tooMany: (noun: Noun, limit: number) =>
    limitExceeded(
      `There are ${limit} ${noun}s in this account and region, and ${limit} is the most. Delete one first.`,
    ),
};

/** Why a model cannot be created (our choice of words). */
export const modelRefusals = {
  noContainer: () => invalid('A model needs PrimaryContainer or Containers. Give one of them.'),
  bothContainers: () =>
    invalid('PrimaryContainer and Containers are both given. Give one of them: Containers is for several.'),
  noImage: (member: string) => invalid(`${member} has neither Image nor ModelPackageName. Give one of them.`),
};

/** Why an operation on an endpoint cannot begin. */
export const endpointRefusals = {
  /** Creating, Updating, Deleting (observed). */
  inProgress: (arn: string, status: EndpointStatus) =>
    invalid(`Cannot update in-progress endpoint "${arn}". It is ${status}: wait until that is over.`),
  /** Failed (documented: an endpoint that failed can only be deleted; our choice of words). */
  status: (arn: string, status: EndpointStatus) =>
    invalid(
      `Endpoint "${arn}" is ${status}, and only an endpoint that is InService can be updated. Delete it, and create it again.`,
    ),
  twoPolicies: () =>
    invalid(
      'DeploymentConfig gives BlueGreenUpdatePolicy and RollingUpdatePolicy. Give one of them: an update goes one way.',
    ),
  noStep: (type: string, member: string) =>
    invalid(
      `DeploymentConfig.BlueGreenUpdatePolicy.TrafficRoutingConfiguration: Type is ${type}, and ${member} is missing, which says how much moves at a time. Give it, or Type ALL_AT_ONCE.`,
    ),
  unknownVariant: (name: string, arn: string, known: readonly string[]) =>
    invalid(
      `Variant "${name}" does not exist within endpoint "${arn}". Its variants are ${known.join(', ')}.`,
    ),
  variantTwice: (name: string) =>
    invalid(`DesiredWeightsAndCapacities names variant "${name}" twice. Say it once.`),
  nothingDesired: (name: string) =>
    invalid(
      `DesiredWeightsAndCapacities asks nothing of variant "${name}". Give DesiredWeight, DesiredInstanceCount or ServerlessUpdateConfig.`,
    ),
  noInstances: (name: string) =>
    invalid(
      `DesiredInstanceCount of variant "${name}" is 0, and a variant with a model keeps one instance at least. Give 1 or more, or DesiredWeight 0 to send it no requests.`,
    ),
  isServerless: (name: string) =>
    invalid(`Variant "${name}" is serverless and has no instances. Give ServerlessUpdateConfig.`),
  isNotServerless: (name: string) =>
    invalid(`Variant "${name}" runs on instances and is not serverless. Give DesiredInstanceCount.`),
};
