import type { EndpointStatus } from '../../shapes/endpoint.ts';

/** What InvokeEndpoint answers where nobody serves (our choice of words unless it says otherwise). */
export const invocationTexts = {
  /** Observed. */
  unknown: (name: string, account: string) => `Endpoint ${name} of account ${account} not found.`,
  /** Observed. */
  noAnswer: (name: string) =>
    `Received server error (0) from model with message "Amazon SageMaker could not get a response from the ${name} endpoint. This can occur when CPU or memory utilization is high. To check your utilization, see Amazon CloudWatch. To fix this problem, use an instance type with more CPU capacity or memory."`,
  notInService: (name: string, account: string, status: EndpointStatus) =>
    `Endpoint ${name} of account ${account} is ${status}, and takes requests only while it is InService or Updating. DescribeEndpoint shows how it is.`,
  isAsync: (name: string) =>
    `Endpoint ${name} is for asynchronous inference, and is not invoked here: InvokeEndpointAsync, which reads from Amazon S3, is not served. Deploy a configuration without AsyncInferenceConfig.`,
  unknownVariant: (variant: string, name: string, known: readonly string[]) =>
    `Endpoint ${name} has no variant ${variant}. Its variants are ${known.join(', ')}.`,
  noModel: (variant: string) =>
    `Variant ${variant} has no model but inference components, which are not served here. Deploy a configuration with ModelName.`,
  noComponents: (component: string) =>
    `InferenceComponentName is ${component}, and inference components are not served here. Leave it out: variants with ModelName are served.`,
};
