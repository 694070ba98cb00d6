import type { Options as SetupOptions } from 'corncrake';

/** Options of the plug-in. */
export interface Options {
  /** As in `setup()`, https://errors.example/v1/KEY; else CORNCRAKE_ENDPOINT. */
  endpoint?: string;
  /** Else CORNCRAKE_RELEASE, else the commit that git has checked out. */
  release?: string;
  /** A token with the scope "upload"; else CORNCRAKE_TOKEN. Without one nothing is uploaded. */
  token?: string;
  /** Whether maps are uploaded and deleted: by default where there is a token. */
  upload?: boolean;
  /** The endpoint at the dashboard's address, where that has a host name of its own; else CORNCRAKE_UPLOAD_ENDPOINT, else the endpoint. */
  uploadEndpoint?: string;
  /** Leaves the maps where they are, once they are uploaded. */
  keepMaps?: boolean;
  /** Sends token and maps over plain http to another machine. */
  allowHttp?: boolean;
  /** Further options of `setup()`, for `corncrake-bundler/setup`; without functions. */
  setup?: Omit<SetupOptions, 'release'>;
}
