import type { InstanceFamily } from './instance-family.ts';

/** Instance types with GPUs or Neuron devices. Trainium is counted in devices. */
export const acceleratedFamilies: readonly InstanceFamily[] = [
  {
    family: 'p4d',
    accelerator: { kind: 'gpu', name: 'a100', memoryGiB: 40 },
    gpuClass: 'A100-40GB',
    rows: [['24xlarge', 96, 1152, 400, 4, 8000, 8]],
  },
  {
    family: 'p4de',
    accelerator: { kind: 'gpu', name: 'a100', memoryGiB: 80 },
    gpuClass: 'A100-80GB',
    rows: [['24xlarge', 96, 1152, 400, 4, 8000, 8]],
  },
  {
    family: 'p5',
    accelerator: { kind: 'gpu', name: 'h100', memoryGiB: 80 },
    gpuClass: 'H100-80GB',
    rows: [
      ['48xlarge', 192, 2048, 3200, 32, 30400, 8],
      ['4xlarge', 16, 256, 100, 1, 3800, 1],
    ],
  },
  {
    family: 'p6e-gb200',
    architecture: 'arm64',
    accelerator: { kind: 'gpu', name: 'gb200', memoryGiB: undefined },
    gpuClass: 'GB200-186GB',
    rows: [['36xlarge', 144, 960, 1600, undefined, 22500, 4]],
  },
  {
    family: 'trn1',
    accelerator: { kind: 'neuron', name: 'trainium', memoryGiB: 32 },
    rows: [['32xlarge', 128, 512, 800, 8, 7600, 16]],
  },
  {
    family: 'trn1n',
    accelerator: { kind: 'neuron', name: 'trainium', memoryGiB: 32 },
    rows: [['32xlarge', 128, 512, 1600, 16, 7600, 16]],
  },
  {
    family: 'g5',
    accelerator: { kind: 'gpu', name: 'a10g', memoryGiB: 22.35 },
    rows: [
      ['xlarge', 4, 16, 2.5, 0, 250, 1],
      ['2xlarge', 8, 32, 5, 0, 450, 1],
      ['4xlarge', 16, 64, 10, 0, 600, 1],
      ['8xlarge', 32, 128, 25, 1, 900, 1],
      ['12xlarge', 48, 192, 40, 1, 3800, 4],
      ['16xlarge', 64, 256, 25, 1, 1900, 1],
      ['24xlarge', 96, 384, 50, 1, 3800, 4],
      ['48xlarge', 192, 768, 100, 1, 7600, 8],
    ],
  },
  {
    family: 'g6',
    accelerator: { kind: 'gpu', name: 'l4', memoryGiB: 22.35 },
    rows: [
      ['xlarge', 4, 16, 2.5, 0, 250, 1],
      ['2xlarge', 8, 32, 5, 0, 450, 1],
      ['4xlarge', 16, 64, 10, 0, 600, 1],
      ['8xlarge', 32, 128, 25, 1, 900, 1],
      ['16xlarge', 64, 256, 25, 1, 1880, 1],
      ['12xlarge', 48, 192, 40, 1, 3760, 4],
      ['24xlarge', 96, 384, 50, 1, 3760, 4],
      ['48xlarge', 192, 768, 100, 1, 7520, 8],
    ],
  },
  {
    family: 'gr6',
    accelerator: { kind: 'gpu', name: 'l4', memoryGiB: 22.35 },
    rows: [
      ['4xlarge', 16, 128, 10, 0, 600, 1],
      ['8xlarge', 32, 256, 25, 1, 900, 1],
    ],
  },
  {
    family: 'g6e',
    accelerator: { kind: 'gpu', name: 'l40s', memoryGiB: 44.7 },
    rows: [
      ['xlarge', 4, 32, 2.5, 0, 250, 1],
      ['2xlarge', 8, 64, 5, 0, 450, 1],
      ['4xlarge', 16, 128, 20, 0, 600, 1],
      ['8xlarge', 32, 256, 25, 1, 900, 1],
      ['16xlarge', 64, 512, 35, 1, 1900, 1],
      ['12xlarge', 48, 384, 100, 1, 3800, 4],
      ['24xlarge', 96, 768, 200, 2, 3800, 4],
      ['48xlarge', 192, 1536, 400, 4, 7600, 8],
    ],
  },
  {
    family: 'p5e',
    accelerator: { kind: 'gpu', name: 'h200', memoryGiB: 141 },
    gpuClass: 'H200-141GB',
    rows: [['48xlarge', 192, 2048, 3200, 32, 30400, 8]],
  },
  {
    family: 'p5en',
    accelerator: { kind: 'gpu', name: 'h200', memoryGiB: 141 },
    gpuClass: 'H200-141GB',
    rows: [['48xlarge', 192, 2048, 3200, 16, 30400, 8]],
  },
  {
    family: 'p6-b200',
    accelerator: { kind: 'gpu', name: 'b200', memoryGiB: 179.06 },
    gpuClass: 'B200-180GB',
    rows: [['48xlarge', 192, 2048, 3200, 8, 30400, 8]],
  },
  {
    family: 'trn2',
    accelerator: { kind: 'neuron', name: 'trainium2', memoryGiB: 96 },
    rows: [
      ['3xlarge', 12, 128, undefined, 1, undefined, 1],
      ['48xlarge', 192, 2048, 3200, 16, 7600, 16],
    ],
  },
  {
    family: 'g7e',
    accelerator: { kind: 'gpu', name: 'rtx-pro-server-6000', memoryGiB: 96 },
    rows: [
      ['2xlarge', 8, 64, 50, 0, 1900, 1],
      ['4xlarge', 16, 128, 50, 0, 1900, 1],
      ['8xlarge', 32, 256, 100, 1, 1900, 1],
      ['12xlarge', 48, 512, 400, 1, 3800, 2],
      ['24xlarge', 96, 1024, 800, 2, 7600, 4],
      ['48xlarge', 192, 2048, 1600, 4, 15200, 8],
    ],
  },
  {
    family: 'p6-b300',
    accelerator: { kind: 'gpu', name: 'b300', memoryGiB: 268.59 },
    gpuClass: 'B300-269GB',
    rows: [['48xlarge', 192, 4096, 6400, 16, 30400, 8]],
  },
  {
    family: 'g4dn',
    accelerator: { kind: 'gpu', name: 't4', memoryGiB: 16 },
    rows: [
      ['xlarge', 4, 16, 5, 0, 125, 1],
      ['2xlarge', 8, 32, 10, 0, 225, 1],
      ['4xlarge', 16, 64, 20, 0, 225, 1],
      ['8xlarge', 32, 128, 50, 1, 900, 1],
      ['12xlarge', 48, 192, 50, 1, 900, 4],
      ['16xlarge', 64, 256, 50, 1, 900, 1],
    ],
  },
];
