/** What a training job runs: a container image or an algorithm. */
import { boolean, enumeration, list, required, string, structure } from './shape.ts';

export const AlgorithmImage = string({ min: 0, max: 255, pattern: '.*' });
export const TrainingInputMode = enumeration('Pipe', 'File', 'FastFile');
export const MetricName = string({ min: 1, max: 255, pattern: '.+' });
const MetricDefinition = structure({
  Name: required(MetricName),
  Regex: required(string({ min: 1, max: 500, pattern: '.+' })),
});
const TrainingRepositoryAuthConfig = structure({
  TrainingRepositoryCredentialsProviderArn: required(
    string({
      min: 1,
      max: 2048,
      pattern: 'arn:[\\p{Alnum}\\-]+:lambda:[\\p{Alnum}\\-]+:[0-9]{12}:function:.*',
    }),
  ),
});
const TrainingImageConfig = structure({
  TrainingRepositoryAccessMode: required(enumeration('Platform', 'Vpc')),
  TrainingRepositoryAuthConfig,
});
export const AlgorithmSpecification = structure({
  TrainingImage: AlgorithmImage,
  AlgorithmName: string({
    min: 1,
    max: 170,
    pattern:
      '(arn:aws[a-z\\-]*:sagemaker:[a-z0-9\\-]*:[0-9]{12}:[a-z\\-]*\\/)?([a-zA-Z0-9]([a-zA-Z0-9-]){0,62})(?<!-)',
  }),
  TrainingInputMode: required(TrainingInputMode),
  MetricDefinitions: list(MetricDefinition, { min: 0, max: 40 }),
  EnableSageMakerMetricsTimeSeries: boolean(),
  ContainerEntrypoint: list(string({ min: 0, max: 256, pattern: '.*' }), { min: 1, max: 100 }),
  ContainerArguments: list(string({ min: 0, max: 256, pattern: '.*' }), { min: 1, max: 100 }),
  TrainingImageConfig,
});
