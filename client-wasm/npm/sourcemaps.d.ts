/** What `npx corncrake sourcemaps` does, for plug-ins of bundlers. */

/** A mistake of the call; its message is one line. */
export class UsageError extends Error {}

/** Where to upload to: checked, and where a token may be sent. */
export function target(
  endpoint: string | undefined,
  token: string | undefined,
  allowHttp: boolean | undefined,
): { token: string; base: string; isAdmin: boolean };

/** Writes debug ids into the scripts of a folder and their maps, and uploads the maps. */
export function uploadMaps(task: {
  folder: string;
  release: string;
  base?: string;
  token?: string;
  /** Changes and uploads nothing. */
  dry?: boolean;
  /** Deletes each map once it is uploaded. */
  drop?: boolean;
  /** Writes no debug id. */
  keep?: boolean;
  /** Names of scripts below the folder; all others are left alone. */
  only?: Set<string>;
}): Promise<{
  rows: { build: { name: string; debugId?: string; bytes?: number }; sent?: number; outcome: string; isFailed: boolean }[];
  failed: number;
  empty: number;
  without: number;
}>;
