//! The wordings of Chromium (V8), Firefox (Gecko), Safari (JavaScriptCore) and, where they
//! are still met, of their older versions and of old Edge, taken from the browsers
//! themselves. Each row is one error; the first that matches counts.
//!
//! `{e}` is source code, of which `{p}` is the last name; `{p}` alone a name, `{v}` a value,
//! `{_}` anything that does not count.

use super::wording::Place;

/// One error and how engines word it, without the full stop at the end.
pub(super) struct Wording {
    /// The class that all engines' classes are made, where they differ.
    pub(super) class: Option<&'static str>,
    /// What it says in fingerprint v1.
    pub(super) says: &'static str,
    /// The engines' wordings.
    pub(super) wordings: &'static [&'static str],
    /// Where its calls are told apart.
    pub(super) place: Place,
}

const fn row(says: &'static str, wordings: &'static [&'static str]) -> Wording {
    Wording { class: None, says, wordings, place: Place::Innermost }
}

/// The wordings of a class; only these are compared, so that a site's own errors keep
/// their own words.
pub(super) const BY_CLASS: &[(&[&str], &[Wording])] = &[
    (&["TypeError"], TYPE_ERRORS),
    (&["ReferenceError"], REFERENCE_ERRORS),
    (&["RangeError", "InternalError"], RANGE_ERRORS),
    (&["SyntaxError"], SYNTAX_ERRORS),
    (&["RuntimeError"], WASM_ERRORS),
];

/// Classes whose errors engines word so differently, or so vaguely, that only the class
/// is the same: the DOM's exceptions (WebIDL, "Error names") and some of ECMAScript's.
pub(super) const CLASS_SAYS_IT: &[&str] = &[
    "AbortError",
    "AggregateError",
    "CompileError",
    "ConstraintError",
    "DataCloneError",
    "DataError",
    "EncodingError",
    "EvalError",
    "HierarchyRequestError",
    "InUseAttributeError",
    "IndexSizeError",
    "InvalidAccessError",
    "InvalidCharacterError",
    "InvalidModificationError",
    "InvalidNodeTypeError",
    "InvalidStateError",
    "LinkError",
    "NamespaceError",
    "NetworkError",
    "NoModificationAllowedError",
    "NotAllowedError",
    "NotFoundError",
    "NotReadableError",
    "NotSupportedError",
    "OperationError",
    "QuotaExceededError",
    "ReadOnlyError",
    "SecurityError",
    "TimeoutError",
    "TransactionInactiveError",
    "URIError",
    "VersionError",
    "WrongDocumentError",
];

/// Errors that come in any class: those of bundlers, and messages without an error.
pub(super) const ANY_CLASS: &[Wording] = &[
    CHUNK,
    row("minified react error #{n}", &["Minified React error #{n}; {_}", "Minified React error #{n}{_}"]),
    row("resizeobserver loop", &["ResizeObserver loop {_}"]),
    row("script error", &["Script error"]),
    row("request failed with status code {n}", &["Request failed with status code {n}"]),
    row("network failure", &["Network Error", "Network request failed"]),
];

const CHUNK: Wording = Wording {
    class: Some("ChunkLoadError"),
    says: "a chunk did not load",
    wordings: &[
        "Loading chunk {_} failed{_}",
        "Loading CSS chunk {_} failed{_}",
        "Failed to load chunk {_}",
        "Failed to fetch dynamically imported module: {_}",
        "error loading dynamically imported module: {_}",
        "error loading dynamically imported module",
        "Importing a module script failed",
        "Unable to preload CSS for {_}",
        "'text/html' is not a valid JavaScript MIME type",
    ],
    // The cause is a deploy or the network, not the code that asked for the chunk.
    place: Place::Anywhere,
};

const TYPE_ERRORS: &[Wording] = &[
    row(
        "network failure",
        &[
            "Failed to fetch",
            "Failed to fetch ({_})",
            "NetworkError when attempting to fetch resource",
            "Load failed",
            "Load failed ({_})",
            "network error",
            "Error in input stream",
            "cancelled",
            "The network connection was lost",
            "The Internet connection appears to be offline",
            "The request timed out",
            "Could not connect to the server",
            "A server with the specified hostname could not be found",
            "Network request failed",
        ],
    ),
    row(
        "not iterable",
        &[
            "{_} is not iterable",
            "{_} is not iterable (cannot read property {_})",
            "{_} is not a function or its return value is not iterable",
            "can't access property Symbol.iterator, {_}",
            "can't access property Symbol.iterator of {_}",
            "undefined is not a function (near '...{_}...')",
            "{_} is not an object (evaluating '{_} of {_}')",
            "Spread syntax requires ...iterable{_}",
            "Spread syntax requires iterable{_}",
            "Object is not iterable",
        ],
    ),
    row(
        "cannot convert to object",
        &[
            "Cannot convert undefined or null to object",
            "can't convert {_} to object",
            "{_} is not an object (evaluating 'Object.{_}({_})')",
            "Object.{_} requires that input parameter not be null or undefined",
        ],
    ),
    row(
        "property {p} of {v}",
        &[
            "Cannot read properties of {v} (reading '{p}')",
            "Cannot set properties of {v} (setting '{p}')",
            "Cannot read property '{p}' of {v}",
            "Cannot set property '{p}' of {v}",
            "can't access property {p}, {_} is {v}",
            "can't access property {p} of {v}",
            "'{v}' is not an object (evaluating '{e}')",
            "{v} is not an object (evaluating '{e}')",
            "{_} is {v}; can't access its {p} property",
            "{_} is {v}, can't access property {p} of it",
            "Unable to get property '{p}' of {v} or null reference",
            "Unable to set property '{p}' of {v} or null reference",
        ],
    ),
    row(
        "cannot destructure",
        &[
            "Cannot destructure property '{_}' of '{_}' as it is {_}",
            "Cannot destructure property {_}",
            "Cannot destructure '{_}' as it is {_}",
            "Right side of assignment cannot be destructured",
            "{_} has no properties",
            "(destructured parameter) is {_}",
            "{_} is undefined",
            "{_} is null",
        ],
    ),
    row(
        "{p} is not a function",
        &[
            "{e} is not a function",
            "{e} is not a function. (In '{_}', '{_}' is {_})",
            "'{e}' is not a function (evaluating '{_}')",
            "{e} is not a function (evaluating '{_}')",
            "Object doesn't support property or method '{p}'",
        ],
    ),
    row(
        "extends no constructor",
        &[
            "Class extends value {_} is not a constructor or null",
            "class heritage {_} is not a constructor",
            "class heritage {_} is not an object or null",
            "The superclass is not a constructor",
        ],
    ),
    row(
        "{p} is not a constructor",
        &["{_} is not a constructor (evaluating '{e}')", "{e} is not a constructor"],
    ),
    row(
        "class constructor called without new",
        &[
            "Class constructor {_} cannot be invoked without 'new'",
            "class constructors must be invoked with 'new'",
            "Cannot call a class constructor {_}",
        ],
    ),
    row(
        "assignment to a read-only value",
        &[
            "Assignment to constant variable",
            "invalid assignment to const {_}",
            "Attempted to assign to readonly property",
            "Cannot assign to read only property {_}",
            "{_} is read-only",
            "Cannot set property {_} of {_} which has only a getter",
            "setting getter-only property {_}",
        ],
    ),
    row(
        "object is not extensible",
        &[
            "Cannot add property {_}, object is not extensible",
            "Cannot define property {_}, object is not extensible",
            "can't define property {_}: Object is not extensible",
            "Attempting to define property on object that is not extensible",
        ],
    ),
    row(
        "cannot delete a property",
        &[
            "Cannot delete property {_}",
            "property {_} is non-configurable and can't be deleted",
            "Unable to delete property",
        ],
    ),
    row(
        "cannot redefine a property",
        &[
            "Cannot redefine property: {_}",
            "can't redefine non-configurable property {_}",
            "Attempting to change value of a readonly property",
            "Attempting to change {_} of unconfigurable property",
        ],
    ),
    row(
        "'in' needs an object",
        &[
            "Cannot use 'in' operator to search for {_}",
            "right-hand side of 'in' should be an object, got {_}",
            "{_} is not an Object. (evaluating '{_} in {_}')",
        ],
    ),
    row(
        "'instanceof' needs a function",
        &[
            "Right-hand side of 'instanceof' is not {_}",
            "invalid 'instanceof' operand {_}",
            "Right hand side of instanceof is not {_}",
        ],
    ),
    row(
        "not a prototype",
        &["Object prototype may only be an Object or null{_}", "{_} is not an object or null"],
    ),
    row(
        "cyclic prototype",
        &["Cyclic __proto__ value", "can't set prototype: it would cause a prototype chain cycle"],
    ),
    row(
        "circular structure in json",
        &[
            "Converting circular structure to JSON{_}",
            "cyclic object value",
            "JSON.stringify cannot serialize cyclic structures",
        ],
    ),
    row(
        "bigint in json",
        &[
            "Do not know how to serialize a BigInt",
            "BigInt value can't be serialized in JSON",
            "JSON.stringify cannot serialize BigInt",
        ],
    ),
    row(
        "bigint mixed with other types",
        &[
            "Cannot mix BigInt and other types, use explicit conversions",
            "can't convert BigInt to number",
            "Invalid mix of BigInt and other type in {_}",
        ],
    ),
    row(
        "symbol to string",
        &[
            "Cannot convert a symbol {_}to a string",
            "Cannot convert a symbol to a string",
            "can't convert symbol to string",
        ],
    ),
    row(
        "symbol to number",
        &[
            "Cannot convert a symbol {_}to a number",
            "Cannot convert a symbol to a number",
            "can't convert symbol to number",
        ],
    ),
    row(
        "object to primitive",
        &[
            "Cannot convert object to primitive value",
            "can't convert {_} to primitive type",
            "No default value",
        ],
    ),
    row(
        "private member of another class",
        &[
            "Cannot read private member {_}",
            "Cannot write private member {_}",
            "Receiver must be {_}class {_}",
            "can't access private field or method: object is not the right class",
            "Cannot access invalid private field{_}",
            "Cannot access private method{_}",
        ],
    ),
    row(
        "generator is running",
        &["Generator is already running", "already executing generator", "Generator is executing"],
    ),
    row(
        "illegal invocation",
        &[
            "Illegal invocation",
            "Method {_} called on incompatible receiver {_}",
            "{_} called on incompatible {_}",
            "{_} operation called on non-{_} object",
            "{_} called on null or undefined",
            "'{_}' called on an object that does not implement interface {_}",
            "Can only call {_} on instances of {_}",
        ],
    ),
    row(
        "argument {n} has the wrong type",
        &[
            "parameter {n} is not of type {_}",
            "Argument {n} is not an object",
            "Argument {n} does not implement interface {_}",
            "Argument {n} ({_}) to {_} must be an instance of {_}",
        ],
    ),
    row(
        "not enough arguments",
        &[
            "{_} argument required, but only {_} present",
            "{_} arguments required, but only {_} present",
            "At least {_} required, but only {_} passed",
            "Not enough arguments",
        ],
    ),
    row(
        "invalid url",
        &[
            "Invalid URL",
            "Invalid base URL",
            "Failed to parse URL from {_}",
            "{_} is not a valid URL",
            "{_} cannot be parsed as a URL",
            "{_} cannot be parsed as a URL against {_}",
            "URL is not valid or contains user credentials",
        ],
    ),
    row(
        "body already read",
        &[
            "body stream already read",
            "body stream is locked",
            "Body has already been consumed",
            "Body is disturbed or locked",
        ],
    ),
    row(
        "get request with a body",
        &[
            "Request with GET/HEAD method cannot have body",
            "HEAD or GET Request cannot have a body",
            "Request has method '{_}' and cannot have a body",
        ],
    ),
    row(
        "module name does not resolve",
        &[
            "Failed to resolve module specifier {_}",
            "The specifier {_} was a bare specifier, but was not remapped to anything{_}",
            "Module name, {_} does not resolve to a valid URL",
        ],
    ),
    row(
        "wasm with the wrong mime type",
        &[
            "Incorrect response MIME type. Expected 'application/wasm'",
            "WebAssembly: Response has unsupported MIME type {_}",
            "Unexpected response MIME type. Expected 'application/wasm'",
        ],
    ),
    row(
        "invalid weakmap key",
        &["Invalid value used as weak map key", "WeakMap key {_} must be {_}", "WeakMap keys must be {_}"],
    ),
    row(
        "illegal constructor",
        &["Illegal constructor", "new.target is not a valid custom element constructor"],
    ),
    row(
        "invalid header name",
        &["Invalid name", "{_} is an invalid header name", "Invalid header name: {_}"],
    ),
    row(
        "not an object",
        &[
            "Cannot create proxy with a non-object as target or handler",
            "A Proxy's {_} should be an Object",
            "{_} argument of {_} must be an object, got {_}",
            "{_} called on non-object",
            "{_} requires the first argument be an object",
        ],
    ),
    row(
        "http method not allowed",
        &["{_} HTTP method is unsupported", "Invalid request method {_}", "Method is forbidden"],
    ),
    row(
        "service worker not registered",
        &["Failed to register a ServiceWorker{_}", "ServiceWorker script at {_}", "Script {_} load failed"],
    ),
    row(
        "wasm import is missing",
        &["WebAssembly.{_}: Import {_}", "import object field {_}", "import {_} must be an object"],
    ),
    row(
        "fullscreen denied",
        &[
            "Permissions check failed",
            "Fullscreen request denied",
            "Cannot request fullscreen without transient activation",
        ],
    ),
];

const REFERENCE_ERRORS: &[Wording] = &[
    row(
        "{p} is not defined",
        &[
            "{p} is not defined",
            "assignment to undeclared variable {p}",
            "Can't find variable: {p}",
            "'{p}' is undefined",
        ],
    ),
    row(
        "used before its declaration",
        &[
            "Cannot access '{_}' before initialization",
            "can't access lexical declaration {_} before initialization",
            "Cannot access uninitialized variable",
        ],
    ),
    row(
        "super() must be called",
        &[
            "Must call super constructor in derived class before accessing 'this' or returning from derived constructor",
            "must call super constructor before using 'this' in derived class constructor",
            "'super()' must be called in derived constructor before accessing |this| or returning non-object",
        ],
    ),
    row(
        "super() called twice",
        &[
            "Super constructor may only be called once",
            "super() called twice in derived class constructor",
            "'super()' can't be called more than once in a constructor",
        ],
    ),
];

const RANGE_ERRORS: &[Wording] = &[
    Wording {
        class: Some("RangeError"),
        says: "the stack is full",
        wordings: &["Maximum call stack size exceeded", "too much recursion", "Out of stack space"],
        place: Place::Cycle,
    },
    row(
        "invalid array length",
        &[
            "Invalid array length",
            "Array length must be a positive integer of safe magnitude",
            "Invalid typed array length: {_}",
            "Invalid array buffer length",
            "invalid or out-of-range index",
            "length cannot be negative",
            "Array buffer allocation failed",
        ],
    ),
    row(
        "invalid string length or count",
        &[
            "Invalid string length",
            "Invalid count value: {_}",
            "String.prototype.repeat argument must be {_}",
            "repeat count must be {_}",
            "allocation size overflow",
            "Out of memory",
        ],
    ),
    row(
        "precision out of range",
        &["{_} argument must be between {_} and 100", "precision {_} out of range"],
    ),
    row(
        "radix out of range",
        &[
            "toString() radix argument must be between 2 and 36",
            "radix must be an integer at least 2 and no greater than 36",
        ],
    ),
    row("invalid date", &["Invalid time value", "invalid date"]),
    row(
        "invalid normalization form",
        &[
            "The normalization form should be one of {_}",
            "form must be one of {_}",
            "argument does not match any normalization form",
        ],
    ),
    row(
        "invalid code point",
        &[
            "Invalid code point {_}",
            "{_} is not a valid code point",
            "Arguments contain a value that is out of range of code points",
        ],
    ),
    row("outside of the dataview", &["Offset is outside the bounds of the DataView", "Out of bounds access"]),
    row("invalid language tag", &["Invalid language tag: {_}", "Incorrect locale information provided"]),
    row(
        "invalid time zone",
        &[
            "Invalid time zone specified: {_}",
            "invalid time zone: {_}",
            "invalid time zone in DateTimeFormat(): {_}",
        ],
    ),
    row(
        "division by zero",
        &["Division by zero", "BigInt division by zero", "0 is an invalid divisor value"],
    ),
    row(
        "no integer for a bigint",
        &[
            "The number {_} cannot be converted to a BigInt because it is not an integer",
            "{_} can't be converted to BigInt because it isn't an integer",
            "Not an integer",
        ],
    ),
];

const SYNTAX_ERRORS: &[Wording] = &[
    row(
        "invalid json",
        &[
            "JSON.parse: {_}",
            "JSON Parse error: {_}",
            "{_} is not valid JSON",
            "{_} in JSON at position {_}",
            "Unexpected non-whitespace character after JSON at position {_}",
            "Unexpected end of JSON input",
            // Safari's answer to `response.json()` of what is none.
            "The string did not match the expected pattern",
        ],
    ),
    row(
        "import outside of a module",
        &[
            "Cannot use import statement outside a module",
            "import declarations may only appear at top level of a module",
            "Unexpected {_}. import call expects {_}",
        ],
    ),
    row(
        "import.meta outside of a module",
        &[
            "Cannot use 'import.meta' outside a module",
            "import.meta may only appear in a module",
            "import.meta is only valid inside modules",
        ],
    ),
    row(
        "no export named {p}",
        &[
            "The requested module {_} does not provide an export named {p}",
            "The requested module {_} doesn't provide an export named: {p}",
            "Importing binding name {p} is not found",
        ],
    ),
    row(
        "{p} is declared twice",
        &[
            "Identifier {p} has already been declared",
            "redeclaration of {_} {p}",
            "Cannot declare a {_} twice: {p}",
            "Can't create duplicate variable: {p}",
        ],
    ),
    row(
        "unexpected end",
        &["Unexpected end of input", "Unexpected end of script", "Unexpected EOF", "missing } {_}"],
    ),
    row("unexpected token {p}", &["Unexpected token {p}", "expected expression, got {p}"]),
    row(
        "return outside of a function",
        &[
            "Illegal return statement",
            "return not in function",
            "Return statements are only valid inside functions",
        ],
    ),
    row("await outside of an async function", &["await is only valid in {_}"]),
    row(
        "assignment to no variable",
        &[
            "Invalid left-hand side in assignment",
            "invalid assignment left-hand side",
            "Left side of assignment is not a reference",
        ],
    ),
    row(
        "invalid regular expression flags",
        &["Invalid flags supplied to RegExp constructor{_}", "invalid regular expression flag {_}"],
    ),
    row(
        "invalid regular expression",
        &[
            "Invalid regular expression{_}",
            "unterminated parenthetical",
            "unmatched ) in regular expression",
            "nothing to repeat",
            "unterminated character class",
            "invalid regexp group",
            "invalid range in character class",
        ],
    ),
    row(
        "invalid bigint",
        &["Cannot convert {_} to a BigInt", "invalid BigInt syntax", "Failed to parse String to BigInt"],
    ),
    row(
        "invalid character",
        &[
            "Invalid or unexpected token",
            "illegal character {_}",
            "Invalid character: {_}",
            "Invalid character {_}",
        ],
    ),
];

const WASM_ERRORS: &[Wording] = &[
    row(
        "unreachable",
        &["unreachable", "unreachable executed", "Unreachable code should not be executed{_}"],
    ),
    row("division by zero", &["divide by zero", "integer divide by zero", "Division by zero{_}"]),
    row(
        "memory out of bounds",
        &["memory access out of bounds", "index out of bounds", "Out of bounds memory access{_}"],
    ),
    row(
        "indirect call to nothing",
        &[
            "null function or function signature{_}",
            "indirect call to null",
            "call_indirect to a null table entry{_}",
        ],
    ),
    row("indirect call out of bounds", &["table index is out of bounds", "Out of bounds call_indirect{_}"]),
];
