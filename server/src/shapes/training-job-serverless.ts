/** Jobs without instances of their own, MLflow, and model packages. */
import { enumeration, long, required, string, structure } from './shape.ts';
import { AcceptEula } from './training-job-data.ts';

export const ServerlessJobConfig = structure({
  BaseModelArn: required(
    string({
      min: 1,
      max: 2048,
      pattern:
        '(arn:[a-z0-9-\\.]{1,63}:sagemaker:\\w+(?:-\\w+)+:(\\d{12}|aws):hub-content\\/)[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}\\/Model\\/[a-zA-Z0-9](-*[a-zA-Z0-9]){0,63}(\\/\\d{1,4}.\\d{1,4}.\\d{1,4})?',
    }),
  ),
  AcceptEula,
  JobType: required(enumeration('FineTuning', 'Evaluation')),
  CustomizationTechnique: enumeration('SFT', 'DPO', 'RLVR', 'RLAIF'),
  Peft: enumeration('LORA'),
  EvaluationType: enumeration('LLMAJEvaluation', 'CustomScorerEvaluation', 'BenchmarkEvaluation'),
  EvaluatorArn: string({ pattern: '.*' }),
  SequenceLength: string({ min: 1, max: 50, pattern: '\\d+K' }),
});
export const MlflowConfig = structure({
  MlflowResourceArn: required(
    string({
      min: 0,
      max: 2048,
      pattern: 'arn:aws[a-z\\-]*:sagemaker:[a-z0-9\\-]*:[0-9]{12}:mlflow-[a-zA-Z-]*/.*',
    }),
  ),
  MlflowExperimentName: string({ min: 1, max: 256, pattern: '.*' }),
  MlflowRunName: string({ min: 1, max: 256, pattern: '.*' }),
});
export const ModelPackageArn = string({
  min: 1,
  max: 2048,
  pattern: 'arn:aws[a-z\\-]*:sagemaker:[a-z0-9\\-]{9,16}:[0-9]{12}:model-package/[\\S]{1,2048}',
});
export const ModelPackageConfig = structure({
  ModelPackageGroupArn: required(
    string({
      min: 1,
      max: 2048,
      pattern: 'arn:aws[a-z\\-]*:sagemaker:[a-z0-9\\-]{9,16}:[0-9]{12}:model-package-group/[\\S]{1,2048}',
    }),
  ),
  SourceModelPackageArn: ModelPackageArn,
});
export const MlflowDetails = structure({
  MlflowExperimentId: string({ min: 1, max: 256, pattern: '.*' }),
  MlflowRunId: string({ min: 1, max: 256, pattern: '.*' }),
});
export const TrainingProgressInfo = structure({
  TotalStepCountPerEpoch: long({ min: 0 }),
  CurrentStep: long({ min: 0 }),
  CurrentEpoch: long({ min: 0 }),
  MaxEpoch: long({ min: 0 }),
});
