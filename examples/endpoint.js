// The collector that a test runs, handed over in the page's query string. That never leaves a
// page, so it also shows that it does not.
export const endpoint = decodeURIComponent(location.search.slice(1));
