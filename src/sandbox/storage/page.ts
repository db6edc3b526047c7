import type { ObjectResource } from './objects.ts';

/** Cloud Storage gives no more in one answer. */
const MOST = 1_000;

interface PageQuery {
  prefix?: string;
  delimiter?: string;
  maxResults?: string;
  pageToken?: string;
}

/**
 * A page of `objects`, which are those of `prefix` in the order of their names. What has `delimiter` beyond the prefix is
 * not listed; `prefixes` tells its folders. A token is the name of the last one listed.
 */
export function pageOf(
  objects: readonly ObjectResource[],
  { prefix = '', delimiter, maxResults, pageToken = '' }: PageQuery,
): { items: ObjectResource[]; prefixes?: string[]; nextPageToken?: string } {
  const folderOf = ({ name }: ObjectResource) => {
    const end = delimiter ? name.indexOf(delimiter, prefix.length) : -1;
    return end < 0 ? undefined : name.slice(0, end + 1);
  };
  const folders = new Set(objects.map(folderOf).filter((folder) => folder !== undefined));
  const left = objects.filter((object) => folderOf(object) === undefined && object.name > pageToken);
  const items = left.slice(0, Math.min(Number(maxResults) || MOST, MOST));
  const last = items.at(-1)?.name;
  return {
    items,
    ...(folders.size > 0 && { prefixes: [...folders] }),
    ...(items.length < left.length && last !== undefined && { nextPageToken: last }),
  };
}
