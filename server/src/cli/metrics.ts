import { printJson } from './print.ts';
import type { Verb } from './verb.ts';

export const metrics: Verb = {
  name: 'metrics',
  summary: "the server's metrics, as Prometheus reads them",
  examples: [['quartermaster metrics | grep requests_total', 'how often each operation was called']],
  async run(call) {
    const text: string = await call.client.request('GET', '/metrics', { isText: true });
    if (call.json) printJson(call, samplesOf(text));
    else call.io.stdout.write(text);
  },
};

/** One measured value. */
interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number | string;
}

/** The samples of a Prometheus text. Values that JSON has no number for stay texts. */
export function samplesOf(text: string): Sample[] {
  const samples: Sample[] = [];
  for (const line of text.split('\n')) {
    const match = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)/.exec(line);
    if (match === null) continue;
    const [, name, labelText = '', value] = match;
    const labels = Object.fromEntries(
      [...labelText.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, label, content]) => [
        label!,
        content!.replace(/\\(.)/g, '$1'),
      ]),
    );
    const number = Number(value);
    samples.push({ name: name!, labels, value: Number.isFinite(number) ? number : value! });
  }
  return samples;
}
