// The newest breadcrumbs of a page, in memory only.
//
// An event has those that were there when it happened. The client reads `meta` when it makes the
// event, which at the first error of a page is once it is loaded: what happens in between would be
// told as if it had been before. So the ring is set aside at the first error, until it is read.

/** Breadcrumbs that are kept: what a person reads to the end. */
const MOST = 30;
/** Characters of all that one event takes along, a third of what `meta` has room for. */
const CHARS = 6_000;
/** Characters that a breadcrumb takes beside its texts, about. */
const OWN_CHARS = 60;
/** Milliseconds within which the client is loaded, or it does not come. */
const ASIDE_MS = 10_000;

export function ring() {
  const { addEventListener, performance, removeEventListener, setTimeout } = globalThis;
  const now = performance.now.bind(performance);
  let crumbs = [];
  let aside, isRead;

  const add = (crumb) => {
    const { kind, ...rest } = crumb;
    const text = JSON.stringify([kind, rest]);
    const last = crumbs[crumbs.length - 1];
    // What repeats itself would push out all else.
    if (last?.text === text) {
      crumbs[crumbs.length - 1] = { ...last, at: now(), times: last.times + 1 };
      return;
    }
    crumbs = [...crumbs.slice(1 - MOST), { at: now(), crumb, text, times: 1 }];
  };

  /** The newest that have room, as they are sent: with seconds before the event. */
  const read = () => {
    try {
      const isAside = aside && now() - aside.at < ASIDE_MS;
      const { at, crumbs: all } = isAside ? aside : { at: now(), crumbs };
      let left = CHARS;
      const fitting = all.filter((_, index) => {
        left -= all[all.length - 1 - index].text.length + OWN_CHARS;
        return left > 0;
      }).length;
      // The client is there. All errors that waited for it are read in one go.
      if (!isRead) {
        isRead = true;
        setTimeout(() => (aside = undefined));
      }
      const sent = all.slice(all.length - fitting).map((one) => {
        const ago = Math.max(0, Math.round((at - one.at) / 100) / 10);
        return one.times > 1 ? { ago, ...one.crumb, times: one.times } : { ago, ...one.crumb };
      });
      return sent.length ? sent : undefined;
    } catch {
      // The page's own arrays may be none any more.
    }
  };

  const onError = () => {
    if (isRead) return;
    if (!aside || now() - aside.at >= ASIDE_MS) aside = { at: now(), crumbs };
  };
  const watchErrors = () => {
    addEventListener('error', onError, true);
    addEventListener('unhandledrejection', onError, true);
    return () => {
      removeEventListener('error', onError, true);
      removeEventListener('unhandledrejection', onError, true);
    };
  };

  return { add, read, stop: () => {}, watchErrors };
}
