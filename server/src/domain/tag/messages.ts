import { invalid, notFound } from '../refusal.ts';

/** The wording of refusals about tags (our choice). */
export const tagRefusals = {
  noSuchResource: (arn: string) =>
    notFound(`Resource '${arn}' does not exist in this account and region, or cannot be tagged.`),
  duplicateKey: (key: string) =>
    invalid(`Tags give Key '${key}' more than once. Keys are unique, upper and lower case being different.`),
  reservedKey: (key: string) =>
    invalid(
      `Key '${key}' of Tags begins with 'aws:', which is reserved in upper and lower case. Choose another key.`,
    ),
  tooMany: (limit: number, present: number, total: number) =>
    invalid(
      `A resource has at most ${limit} tags: it has ${present}, and would have ${total}. Delete some with DeleteTags first.`,
    ),
};
