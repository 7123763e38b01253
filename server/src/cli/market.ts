import type { Json } from './client.ts';
import { marketQuota, marketRate, marketSupply } from './market-change.ts';
import { marketWorldOf } from './market-path.ts';
import { printJson, printLines, printTable } from './print.ts';
import type { Column } from './table.ts';
import type { Verb } from './verb.ts';

/** One zone of one type. */
interface Row {
  readonly type: Json;
  readonly zone: Json;
  readonly isFirst: boolean;
}

const ofType = (text: (type: Json) => string) => (row: Row) => (row.isFirst ? text(row.type) : '');

/** `12` where it is the same all week, else `4-12`. */
const rangeText = (least: number, most: number): string =>
  least === most ? String(most) : `${least}-${most}`;

const weekColumns = (reply: Json): readonly Column<Row>[] =>
  (reply.types[0]?.zones[0]?.weeks ?? []).map((week: Json, i: number) => ({
    title: week.from.slice(5, 10),
    of: ({ zone }: Row) => rangeText(zone.weeks[i].freeLeast, zone.weeks[i].freeMost),
    colour: ({ zone }: Row) => (zone.weeks[i].freeMost === 0 ? ('gray' as const) : undefined),
  }));

const columnsOf = (reply: Json): readonly Column<Row>[] => [
  { title: 'TYPE', of: ofType(({ instanceType }) => instanceType) },
  { title: 'USD/H', of: ofType(priceText) },
  { title: 'QUOTA', of: ofType(({ quota, used }) => `${used} of ${quota}`) },
  { title: 'ZONE', of: ({ zone }) => zone.zone },
  ...weekColumns(reply),
];

function priceText({ usdPerHour, ultraServers }: Json): string {
  if (usdPerHour !== null) return String(usdPerHour);
  return ultraServers.map((kind: Json) => `${kind.usdPerHour} per ${kind.instances}`).join(', ');
}

const showMarket: Verb = {
  name: 'show',
  summary: "what a region's market has that is not sold, by instance type, zone and week",
  about:
    'A week runs from 11:30 UTC to 11:30 UTC. 4-12 are free: at some time of the week 4, at another 12; who wants\nthe whole week gets the smaller number.',
  options: {
    type: { value: 'TYPE', help: 'only this instance type' },
    zone: { value: 'ZONE', help: 'only this zone' },
    weeks: { value: 'N', help: 'so many weeks instead of 8' },
  },
  examples: [
    ['quartermaster market', 'every type that is sold in us-east-1, or in $AWS_REGION'],
    ['quartermaster market --region us-west-2 --type ml.p5.48xlarge --weeks 12', ''],
    ["quartermaster market --json | jq '.types[] | {instanceType, usdPerHour}'", ''],
  ],
  async run(call) {
    const { type: instanceType, zone, weeks } = call.options;
    const query = { ...marketWorldOf(call), instanceType, zone, weeks };
    const reply = await call.client.request('GET', '/market', { query });
    if (call.json) return printJson(call, reply);
    const rows = reply.types.flatMap((of: Json) =>
      of.zones.map((each: Json, i: number) => ({ type: of, zone: each, isFirst: i === 0 })),
    );
    printTable(call, columnsOf(reply), rows, `Nothing of that is sold in ${reply.region}.`);
    const { quota, used } = reply.plans;
    printLines(
      call,
      '',
      `Account ${reply.account} in ${reply.region} has ${used} of ${quota} training plans.`,
    );
  },
};

export const market: Verb = {
  name: 'market',
  summary: 'the capacity that training plans are made of: what is free, what it costs, and changes of it',
  about: 'quartermaster market shows what is free. What is changed stays changed until a reset.',
  examples: [
    ['quartermaster market --type ml.p5.48xlarge', 'what is free of it, week by week'],
    ['quartermaster market supply us-east-1a ml.p5.48xlarge 0', 'a drought begins'],
  ],
  standard: 'show',
  verbs: [showMarket, marketSupply, marketRate, marketQuota],
};
