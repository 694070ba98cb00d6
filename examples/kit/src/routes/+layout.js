// A site without a server.
export const ssr = false;
