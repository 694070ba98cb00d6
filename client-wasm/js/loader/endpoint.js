// The collector's address, as sites write it.

/** `https://collector/v1/KEY` of what may end as it likes: TrackX's documentation puts `/event`
 *  behind it, its code appends that. */
export const base = (endpoint) => `${endpoint}`.trim().replace(/\/+(event\/*)?$/, '');
