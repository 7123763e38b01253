/** How lists are cut into pages and sorted. */
import { enumeration, type Infer, integer, string } from './shape.ts';

export const NextToken = string({ min: 0, max: 8192, pattern: '.*' });
export const MaxResults = integer({ min: 1, max: 100 });
export const SortOrder = enumeration('Ascending', 'Descending');
export type SortOrder = Infer<typeof SortOrder>;

/** The keys by which clusters and their nodes are listed. */
export const ClusterSortBy = enumeration('CREATION_TIME', 'NAME');
export type ClusterSortBy = Infer<typeof ClusterSortBy>;
