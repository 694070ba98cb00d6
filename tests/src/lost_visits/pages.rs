//! The pages of the visits. A page fails and is left at the moments of its plan, by timers of its own; it
//! tells nobody that it failed but the client.

use crate::lost_visits::plan::PlannedVisit;

/// What the error of every visit says.
pub(crate) const MESSAGE: &str = "a visit that failed";

/// A new window's first page: a window is no visit before somebody sees it.
pub(crate) const OPEN: &str = "<!doctype html><title>open</title>
<script>
const go = () => document.hidden || location.replace('page');
addEventListener('visibilitychange', go);
go();
</script>";

/// The page to which a visitor goes, who stays there for a while before the window's next visit begins.
pub(crate) const ELSE: &str = "<!doctype html><title>else</title>
<script>setTimeout(() => location.replace('next'), 500)</script>";

/// The page that a window shows in the end.
pub(crate) const END: &str = "<!doctype html><title>end</title>";

/// A picture without which a page is not complete.
pub(crate) const PICTURE: &str = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>";

/// A visit's page. The client is at `front`, and its project has this key.
pub(crate) fn page(front: u16, way: &str, key: &str, visit: &PlannedVisit) -> String {
    let (class, number) = (visit.class(), visit.number);
    let leave = if visit.closes { "close()" } else { "location.href = `else?${performance.now() - began}`" };
    let PlannedVisit { error, leaves, .. } = visit;
    format!(
        "<!doctype html><title>visit</title>
<script src='http://127.0.0.1:{front}/{way}/{number}/client/script.js'
  data-endpoint='http://127.0.0.1:{front}/{way}/{number}/v1/{key}' data-load='{way}' data-ping></script>
<script>
function checkOut() {{
  const error = new Error('{MESSAGE}');
  error.name = '{class}';
  throw error;
}}
const began = performance.now();
const fails = setTimeout(() => checkOut(), {error});
setTimeout(() => {{
  clearTimeout(fails);
  {leave};
}}, {leaves});
</script>
<img src='picture.svg'>"
    )
}
