// The endpoint, from the page's query string. That never leaves a page: the tests compare the
// address that arrives.
export const endpoint = decodeURIComponent(location.search.slice(1));
