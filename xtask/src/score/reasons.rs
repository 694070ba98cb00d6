//! Why a bug is more than one issue, or several are one: what an engine leaves out, or words
//! otherwise. A pair that is wrong for no known reason is a defect.

const NAMELESS: &str =
    "WebKit names no function that has its name from a class's field, a computed key or an assignment";
const FORGOTTEN: &str = "Node, and WebKit by chance, do not remember who asked the network";
const EVALUATED: &str = "V8 tells of evaluated code where it was made, Gecko without a column";
const TAIL: &str = "strict code has proper tail calls in WebKit: the caller is not on the stack any more";
const MADE_UP: &str = "V8 names a function after a property that it met";
const LESS: &str = "V8 says which property, the others do not";
const BEHIND: &str = "WebKit points behind the place, where another function begins";
const TWINS: &str = "nothing that any engine tells of a minified build differs";

const REASONS: &[(&str, &str)] = &[
    ("assigned later", NAMELESS),
    ("computed name", NAMELESS),
    ("destructuring", LESS),
    ("eval", EVALUATED),
    ("eval named", EVALUATED),
    ("executor & sort", TWINS),
    ("fetch", FORGOTTEN),
    ("fetch page", FORGOTTEN),
    ("fetch page & json", TWINS),
    ("fetch url", FORGOTTEN),
    ("field arrow", NAMELESS),
    ("for each & map", TWINS),
    ("listed", MADE_UP),
    ("namespaced function", NAMELESS),
    ("new function", EVALUATED),
    ("old method", NAMELESS),
    ("prototype", NAMELESS),
    ("static block", NAMELESS),
    ("tail call", TAIL),
    ("too early", BEHIND),
    ("wrapped", MADE_UP),
];

/// The reason, where it is known.
pub(super) fn of(bug: &str) -> &'static str {
    REASONS.iter().find(|(known, _)| *known == bug).map_or("UNKNOWN", |(_, reason)| reason)
}
