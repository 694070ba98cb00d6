// The UTC day that was begun in all projects, and when to try again where that failed: what is left of
// past days is deleted without a visitor, and alarms are set.

/** The interval of looks whether another day began. */
const LOOK_EVERY_MS = 1_000;
/** The wait before a day that could not begin is tried again. */
const AGAIN_AFTER_MS = 60_000;
/** How long the day may take to begin in all projects; what is left then goes on all the same. */
const WITHIN_MS = 60_000;
const DAY_MS = 86_400_000;

/**
 * Begins the day at once, and each later one as it comes. A clock that is set back begins it again.
 * @param {import('./admin.js').AdminApi} api
 * @returns {Promise<() => void>} ends it
 */
export async function maintainDaily(api) {
  let begun = Number.NaN;
  let notBefore = 0;
  let isBusy = false;
  const look = async () => {
    const today = Math.floor(Date.now() / DAY_MS);
    if (isBusy || begun === today || performance.now() < notBefore) return;
    isBusy = true;
    try {
      const done = await api.post('/api/maintenance', {}, WITHIN_MS);
      if (done.failed !== 0) {
        throw new Error(`the day could not begin in every project: ${JSON.stringify(done)}; the log says why`);
      }
      begun = today;
    } catch (error) {
      console.error(`warning: ${error.message}`);
      notBefore = performance.now() + AGAIN_AFTER_MS;
    } finally {
      isBusy = false;
    }
  };
  await look();
  const timer = setInterval(look, LOOK_EVERY_MS);
  return () => clearInterval(timer);
}
