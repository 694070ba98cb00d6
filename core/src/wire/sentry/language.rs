//! The rules of each language for the frames that its SDK parsed: a file that another machine or deploy
//! names the same, a function that a compiler did not make up, and whose code is nobody's of the site.

use alloc::{borrow::Cow, format, string::String, vec::Vec};

/// What a stack's code was written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    /// JavaScript, whose stacks are written as V8 writes them.
    Script,
    Python,
    Ruby,
    Go,
    Rust,
    Php,
    /// Java and what else runs on its machine.
    Java,
    DotNet,
    Other,
}

/// Parts of a module's path that are written before a file's name.
const MODULE_PARTS: usize = 2;
/// Folders behind which a path is the same on every machine.
const ROOTS: &[&str] = &[
    "/site-packages/",
    "/dist-packages/",
    "/gems/",
    "/pkg/mod/",
    "/.cargo/registry/src/",
    "/current/",
    "/public_html/",
    "/htdocs/",
    "/var/www/html/",
    "/var/task/",
    "/usr/src/app/",
    "/workspace/",
];
/// A folder with one below it for each deploy.
const RELEASES: &str = "/releases/";
/// Where images of containers have their application.
const CONTAINER: &str = "/app/";

/// Parts of paths that lead to code of others.
const LIBRARY_PATHS: &[(&str, Language)] = &[
    ("/site-packages/", Language::Python),
    ("/dist-packages/", Language::Python),
    ("/lib/python", Language::Python),
    ("<frozen ", Language::Python),
    ("<string>", Language::Python),
    ("/gems/", Language::Ruby),
    ("/lib/ruby/", Language::Ruby),
    ("<internal:", Language::Ruby),
    ("(eval", Language::Ruby),
    ("/pkg/mod/", Language::Go),
    ("/go/src/runtime/", Language::Go),
    ("/local/go/src/", Language::Go),
    ("/vendor/", Language::Go),
    ("/rustc/", Language::Rust),
    ("/.cargo/", Language::Rust),
    ("/library/std/src/", Language::Rust),
    ("/vendor/", Language::Php),
    ("[internal]", Language::Php),
];
/// How functions and modules of standard libraries and frameworks begin.
const LIBRARY_NAMES: &[(&str, Language)] = &[
    ("runtime.", Language::Go),
    ("net/http", Language::Go),
    ("github.com/getsentry/", Language::Go),
    ("std::", Language::Rust),
    ("core::", Language::Rust),
    ("alloc::", Language::Rust),
    ("tokio::", Language::Rust),
    ("sentry", Language::Rust),
    ("rust_begin_unwind", Language::Rust),
    ("__rust", Language::Rust),
    ("__libc", Language::Rust),
    ("_start", Language::Rust),
    ("java.", Language::Java),
    ("javax.", Language::Java),
    ("jakarta.", Language::Java),
    ("jdk.", Language::Java),
    ("sun.", Language::Java),
    ("com.sun.", Language::Java),
    ("kotlin.", Language::Java),
    ("kotlinx.", Language::Java),
    ("scala.", Language::Java),
    ("groovy.", Language::Java),
    ("android.", Language::Java),
    ("androidx.", Language::Java),
    ("com.android.", Language::Java),
    ("dalvik.", Language::Java),
    ("io.sentry.", Language::Java),
    ("org.springframework.", Language::Java),
    ("org.apache.", Language::Java),
    ("System.", Language::DotNet),
    ("Microsoft.", Language::DotNet),
    ("Sentry.", Language::DotNet),
];
/// Functions of the machinery of a panic: what they call is the panic's and the SDK's that saw it.
const PANIC: &[&str] = &[
    "rust_begin_unwind",
    "__rustc::rust_begin_unwind",
    "core::panicking::",
    "std::panicking::begin_panic",
    "std::panicking::rust_panic",
    "core::option::expect_failed",
    "core::option::unwrap_failed",
    "core::result::unwrap_failed",
    "core::str::slice_error_fail",
    "core::cell::panic_already",
    "alloc::raw_vec::capacity_overflow",
];

impl Language {
    /// The language of an event, by its platform and its SDK.
    pub(super) fn of(platform: &str, sdk: &str) -> Self {
        match platform {
            "javascript" | "node" => Self::Script,
            "python" => Self::Python,
            "ruby" => Self::Ruby,
            "go" => Self::Go,
            "php" => Self::Php,
            "java" | "kotlin" | "android" => Self::Java,
            "csharp" => Self::DotNet,
            "native" | "rust" if sdk.starts_with("sentry.rust") || platform == "rust" => Self::Rust,
            "" if sdk.contains("javascript") || sdk.contains("raven-js") => Self::Script,
            _ => Self::Other,
        }
    }

    /// Whether a frame is of the panic itself.
    pub(super) fn is_panic(self, function: &str) -> bool {
        self == Self::Rust && PANIC.iter().any(|begin| function.starts_with(begin))
    }

    /// Whether a frame is of a library, by its path, its module and its function.
    pub(super) fn is_library(self, path: &str, module: &str, function: &str) -> bool {
        let path: Cow<'_, str> =
            if path.contains('\\') { path.replace('\\', "/").into() } else { path.into() };
        let of = |(part, language): &(&'static str, Self)| (*language == self).then_some(*part);
        let name = function.trim_start_matches(['<', '&', '*', '(']);
        LIBRARY_PATHS.iter().filter_map(of).any(|part| path.contains(part))
            || LIBRARY_NAMES
                .iter()
                .filter_map(of)
                .any(|begin| module.starts_with(begin) || name.starts_with(begin))
    }

    /// The file of a frame: the same on every machine, and for classes the one that their name implies.
    pub(super) fn file(self, filename: &str, abs_path: &str, module: &str, root: &str) -> Option<String> {
        let path = match self {
            Self::Rust | Self::Go if !abs_path.is_empty() => abs_path,
            _ if filename.is_empty() || filename == "<unknown>" => abs_path,
            _ => filename,
        };
        let path = path.strip_prefix("file://").unwrap_or(path).replace('\\', "/");
        match self {
            Self::Java if !module.is_empty() => return Some(class_file(module, &path, ".java", '$')),
            Self::DotNet if path.is_empty() && !module.is_empty() => {
                return Some(class_file(module, "", ".cs", '+'));
            }
            Self::Go if module.contains('/') && !path.is_empty() => {
                let name = path.rsplit('/').next().unwrap_or(&path);
                let parts: Vec<&str> = module.split('/').collect();
                let from = parts.len().saturating_sub(MODULE_PARTS);
                return Some(format!("{}/{name}", parts.get(from..).unwrap_or_default().join("/")));
            }
            Self::Go if module == "main" => {
                return path.rsplit('/').next().filter(|name| !name.is_empty()).map(String::from);
            }
            _ => {}
        }
        if path.is_empty() {
            return None;
        }
        if !root.is_empty()
            && let Some(rest) = path.strip_prefix(root)
        {
            return Some(rest.trim_start_matches('/').into());
        }
        Some(below_root(&path).into())
    }

    /// The name of a function as somebody wrote it; nothing where nobody did.
    pub(super) fn function(self, function: &str, module: &str) -> Option<String> {
        let name = function.trim();
        let name = match self {
            Self::Script => {
                let is_one = !name.is_empty() && *name != *"?" && !name.ends_with(".?");
                return is_one.then(|| name.into());
            }
            Self::Ruby => ruby(name),
            Self::Go => return go(name),
            Self::Rust => rust(name),
            Self::Php => php(name),
            Self::Java => java(name),
            Self::DotNet => dot_net(name, module),
            Self::Python | Self::Other => name,
        };
        let is_made_up = name.is_empty()
            || name == "?"
            || name.starts_with('<') && name.ends_with('>') && !name.contains("::")
            || name.starts_with("{closure");
        (!is_made_up).then(|| name.into())
    }
}

/// `com/shop/Cart.java` of the class `com.shop.Cart$Line` and the file `Cart.java`.
fn class_file(module: &str, file: &str, ending: &str, inner: char) -> String {
    let class = module.split(inner).next().unwrap_or(module);
    let (package, name) = class.rsplit_once('.').unwrap_or(("", class));
    let mut path = package.replace('.', "/");
    if !path.is_empty() {
        path.push('/');
    }
    match file.rsplit('/').next().filter(|file| !file.is_empty() && *file != "Unknown Source") {
        Some(file) => path.push_str(file),
        None => {
            path.push_str(name);
            path.push_str(ending);
        }
    }
    path
}

/// A path below the folder of its deploy, where that is known.
fn below_root(path: &str) -> &str {
    if !path.starts_with('/') && path.as_bytes().get(1) != Some(&b':') {
        return path;
    }
    if let Some((_, below)) = path.split_once(RELEASES)
        && let Some((_, below)) = below.split_once('/')
    {
        return below;
    }
    let rooted = ROOTS.iter().filter_map(|root| path.rsplit_once(root).map(|(_, below)| below));
    rooted.min_by_key(|below| below.len()).or_else(|| path.strip_prefix(CONTAINER)).unwrap_or(path)
}

/// `total` of `block (2 levels) in Cart#total`, of `Cart#total` and of `total`, as versions write it.
fn ruby(name: &str) -> &str {
    let mut name = name;
    for lead in ["rescue in ", "ensure in ", "block in "] {
        name = name.strip_prefix(lead).unwrap_or(name);
    }
    if name.starts_with("block (") {
        name = name.split_once(") in ").map_or(name, |(_, inner)| inner);
    }
    match name.rsplit_once(['#', '.']) {
        Some((_, method)) if !method.is_empty() => method,
        _ => name,
    }
}

/// `Cart.Total` of `(*Cart).Total.func1.2`.
fn go(name: &str) -> Option<String> {
    let name = name.rsplit('/').next().unwrap_or(name);
    let name = name.replace("(*", "").replace([')', '('], "").replace("[...]", "");
    let mut name = name.strip_suffix("-fm").unwrap_or(&name);
    while let Some((head, tail)) = name.rsplit_once('.') {
        let digits = tail.strip_prefix("func").or_else(|| tail.strip_prefix("gowrap")).unwrap_or(tail);
        if head.is_empty() || tail.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            break;
        }
        name = head;
    }
    let digits = name.strip_prefix("func").unwrap_or(name);
    (!digits.bytes().all(|b| b.is_ascii_digit())).then(|| name.into())
}

/// A name of Rust without the hash of its build and the closures in it.
fn rust(name: &str) -> &str {
    /// `h` and the digits of a hash.
    const HASH: usize = 17;
    let mut name = name;
    while let Some((head, tail)) = name.rsplit_once("::") {
        let is_hash = tail.len() == HASH
            && tail.starts_with('h')
            && tail.bytes().skip(1).all(|b| b.is_ascii_hexdigit());
        if !is_hash && !tail.starts_with('{') {
            break;
        }
        name = head;
    }
    name
}

/// `App\Cart::total` without the closures in it, and without the place of an anonymous class.
fn php(name: &str) -> &str {
    let name = name.split("@anonymous").next().unwrap_or(name);
    let name = name.split('\0').next().unwrap_or(name);
    // PHP 8.4: `{closure:App\Cart::total():12}`.
    if let Some(inside) = name.strip_prefix("{closure:") {
        return inside.split("()").next().filter(|name| name.contains("::")).unwrap_or_default();
    }
    let name = name.strip_suffix("{closure}").unwrap_or(name);
    let name = name.trim_end_matches('\\');
    match name.rsplit_once("::") {
        // `App\Cart::App\{closure}`.
        Some((class, method)) if class.starts_with(method) => class,
        _ => name,
    }
}

/// `total` of `lambda$total$0`; an accessor that the compiler made is nobody's.
fn java(name: &str) -> &str {
    if let Some(rest) = name.strip_prefix("lambda$") {
        return rest
            .split('$')
            .next()
            .filter(|name| !name.is_empty() && *name != "static")
            .unwrap_or_default();
    }
    if name.starts_with("access$") || name.starts_with("lambda-") {
        return "";
    }
    name.split('$').next().unwrap_or(name)
}

/// `Total` of `<Total>b__0_1` and of `MoveNext` in `Cart+<Total>d__5`.
fn dot_net<'a>(name: &'a str, module: &'a str) -> &'a str {
    let name = name.split('(').next().unwrap_or(name).trim();
    let written = |text: &'a str| {
        let (_, rest) = text.rsplit_once('<').filter(|(_, rest)| rest.contains(['>', '_']))?;
        let (inside, _) = rest.split_once('>')?;
        (!inside.is_empty()).then_some(inside)
    };
    if name == "MoveNext" {
        return written(module).or_else(|| written(name)).unwrap_or(name);
    }
    if name.starts_with("lambda_method") {
        return "";
    }
    written(name).unwrap_or(name)
}
