/** What an endpoint does with requests and answers besides serving them: capture, asynchronous inference, metrics. */
import { KmsKeyId } from './names.ts';
import { DestinationS3Uri } from './production-variant.ts';
import { boolean, enumeration, type Infer, integer, list, required, string, structure } from './shape.ts';

export const EnableCapture = boolean();
export const SamplingPercentage = integer({ min: 0, max: 100 });
const CaptureOption = structure({ CaptureMode: required(enumeration('Input', 'Output', 'InputAndOutput')) });
const CaptureContentTypeHeader = structure({
  CsvContentTypes: list(
    string({ min: 1, max: 256, pattern: '[a-zA-Z0-9](-*[a-zA-Z0-9])*\\/[a-zA-Z0-9](-*[a-zA-Z0-9.])*' }),
    { min: 1, max: 10 },
  ),
  JsonContentTypes: list(
    string({ min: 1, max: 256, pattern: '[a-zA-Z0-9](-*[a-zA-Z0-9])*\\/[a-zA-Z0-9](-*[a-zA-Z0-9.])*' }),
    { min: 1, max: 10 },
  ),
});
export const DataCaptureConfig = structure({
  EnableCapture,
  InitialSamplingPercentage: required(SamplingPercentage),
  DestinationS3Uri: required(DestinationS3Uri),
  KmsKeyId,
  CaptureOptions: required(list(CaptureOption, { min: 1, max: 32 })),
  CaptureContentTypeHeader,
});
export type DataCaptureConfig = Infer<typeof DataCaptureConfig>;
const AsyncInferenceClientConfig = structure({
  MaxConcurrentInvocationsPerInstance: integer({ min: 1, max: 1000 }),
});
const AsyncInferenceNotificationConfig = structure({
  SuccessTopic: string({
    min: 0,
    max: 2048,
    pattern: 'arn:aws[a-z\\-]*:sns:[a-z0-9\\-]*:[0-9]{12}:[a-zA-Z0-9_.-]+',
  }),
  ErrorTopic: string({
    min: 0,
    max: 2048,
    pattern: 'arn:aws[a-z\\-]*:sns:[a-z0-9\\-]*:[0-9]{12}:[a-zA-Z0-9_.-]+',
  }),
  IncludeInferenceResponseIn: list(enumeration('SUCCESS_NOTIFICATION_TOPIC', 'ERROR_NOTIFICATION_TOPIC'), {
    min: 0,
    max: 2,
  }),
});
const AsyncInferenceOutputConfig = structure({
  KmsKeyId,
  S3OutputPath: DestinationS3Uri,
  NotificationConfig: AsyncInferenceNotificationConfig,
  S3FailurePath: DestinationS3Uri,
});
export const AsyncInferenceConfig = structure({
  ClientConfig: AsyncInferenceClientConfig,
  OutputConfig: required(AsyncInferenceOutputConfig),
});
export const MetricsConfig = structure({
  EnableEnhancedMetrics: boolean(),
  EnableDetailedObservability: boolean(),
  MetricPublishFrequencyInSeconds: integer(),
});
