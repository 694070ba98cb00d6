// As `tests/package/endpoint.js`.
export const endpoint = decodeURIComponent(location.search.slice(1));
