//! The code that wasm-bindgen makes to go with our module, less what no page of ours needs:
//! caches of views, slow and fast ways beside each other, the end of what lives as long as
//! the page. What is left calls the module by names of one letter.
//!
//! It is text, so it is cut as text. The version that makes it is pinned, a name that is not
//! the module's is an error here, and the sizes are on record: what changes will be seen.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

/// How a rule changes the glue.
enum Edit {
    /// The function of this name gets another parameter list and body.
    Function(&'static str, &'static str),
    /// A text is replaced wherever it stands.
    Text(&'static str, &'static str),
    /// All from one text to the end of the next other one is left out, as often as it is there.
    LeftOut(&'static str, &'static str),
    /// A text is replaced, and a function that the new one calls is added.
    Shared(&'static str, &'static str, &'static str),
}

/// What is changed, in order, each with its name. A rule that matches nothing is an error. Each
/// saves 30 bytes of brotli or more (`cargo xtask size --glue`), or says why it is there.
const RULES: [(&str, Edit); 10] = [
    ("one way to pass a string", Edit::Text(", wasm.__wbindgen_realloc)", ")")),
    // For safety, not for its size: a page may have replaced methods of arrays.
    (
        "places of values without methods of arrays",
        Edit::Text(
            "let heap = new Array(1024).fill(undefined);\nheap.push(undefined, null, true, false);\n",
            "let heap = [];\n[heap[1025], heap[1026], heap[1027]] = [null, true, false];\n",
        ),
    ),
    // A closure lives as long as the page: nobody counts who still needs it.
    (
        "closures live as long as the page",
        Edit::Function("makeClosure", "(arg0, arg1, f) { return (...args) => f(arg0, arg1, ...args); }"),
    ),
    // A view is made when it is needed: memory may have grown since.
    (
        "no cached view of bytes",
        Edit::Function("getUint8ArrayMemory0", "() { return new Uint8Array(wasm.memory.buffer); }"),
    ),
    // Safari's decoder must be renewed after two gigabytes. No page of ours gets there.
    (
        "the decoder is never renewed",
        Edit::Function("decodeText", "(bytes) { return cachedTextDecoder.decode(bytes); }"),
    ),
    // Without a second way for ASCII. It saves 10 bytes, and 42 more by a rule below.
    (
        "strings are encoded at once",
        Edit::Function(
            "passStringToWasm0",
            "(text, malloc) {
            const bytes = cachedTextEncoder.encode(text);
            const start = malloc(WASM_VECTOR_LEN = bytes.length, 1) >>> 0;
            getUint8ArrayMemory0().set(bytes, start);
            return start;
        }",
        ),
    ),
    // For safety as well: without `push`. A free place holds the next free one.
    (
        "a value takes the first free place",
        Edit::Function(
            "addHeapObject",
            "(value) {
            const at = heap_next;
            heap_next = heap[at] ?? at + 1;
            heap[at] = value;
            return at;
        }",
        ),
    ),
    // A closure goes when it is told to; ours live as long as their page.
    ("no registry of closures", Edit::LeftOut("const CLOSURE_DTORS", ";\n")),
    // Only the way that was replaced above needed it.
    ("no encoder for old engines", Edit::LeftOut("if (!('encodeInto' in cachedTextEncoder)) {\n", "\n}\n")),
    // One function gives a text to the module, instead of four lines in each that does.
    (
        "one function gives texts",
        Edit::Shared(
            "    var ptr1 = isLikeNone(ret) ? 0 : passStringToWasm0(ret, wasm.__wbindgen_malloc);\n    \
             var len1 = WASM_VECTOR_LEN;\n    \
             getDataViewMemory0().setInt32((arg0 >>> 0) + 4 * 1, len1, true);\n    \
             getDataViewMemory0().setInt32((arg0 >>> 0) + 4 * 0, ptr1, true);\n",
            "    giveText(arg0, ret);\n",
            "function giveText(to, text) {
    const start = isLikeNone(text) ? 0 : passStringToWasm0(text, wasm.__wbindgen_malloc);
    new Uint32Array(wasm.memory.buffer).set([start, WASM_VECTOR_LEN], to >>> 2);
}
",
        ),
    ),
];

impl Edit {
    fn apply(&self, glue: &str) -> Result<String> {
        Ok(match *self {
            Self::Function(name, by) => {
                let begin = format!("function {name}(");
                let mut glue = glue.to_owned();
                if let Some(at) = glue.find(&begin) {
                    glue.replace_range(at..end(&glue, at, "\n}\n")?, &format!("function {name}{by}\n"));
                }
                glue
            }
            Self::Text(from, to) => glue.replace(from, to),
            Self::LeftOut(from, to) => {
                let mut glue = glue.to_owned();
                while let Some(at) = glue.find(from) {
                    glue.replace_range(at..end(&glue, at, to)?, "");
                }
                glue
            }
            Self::Shared(from, to, function) if glue.contains(from) => glue.replace(from, to) + function,
            Self::Shared(..) => glue.to_owned(),
        })
    }
}

/// The names of the rules.
pub(crate) fn rules() -> impl Iterator<Item = &'static str> {
    RULES.iter().map(|(name, _)| *name)
}

/// The glue without what nobody needs.
pub(crate) fn slim(glue: &str) -> Result<String> {
    RULES.iter().try_fold(glue.to_owned(), |glue, (name, edit)| changed(&glue, name, edit))
}

/// The same without one rule, and without those that need it.
pub(crate) fn slim_without(glue: &str, rule: &str) -> Result<String> {
    let rules = RULES.iter().filter(|(name, _)| *name != rule);
    rules.map(|(_, edit)| edit).try_fold(glue.to_owned(), |glue, edit| edit.apply(&glue))
}

fn changed(glue: &str, name: &str, edit: &Edit) -> Result<String> {
    let slim = edit.apply(glue).with_context(|| format!("the glue's rule: {name}"))?;
    ensure!(slim != glue, "a rule of the glue matches nothing any more: {name}. Adapt it, or drop it");
    Ok(slim)
}

fn end(glue: &str, from: usize, mark: &str) -> Result<usize> {
    let rest = glue.get(from..).unwrap_or_default();
    let length = rest.find(mark).with_context(|| format!("the glue is not as it was at {rest:.80}"))?;
    Ok(from + length + mark.len())
}

/// What the glue uses of the module.
pub(crate) fn used(glue: &str) -> BTreeSet<&str> {
    glue.split("wasm.").skip(1).map(|rest| rest.split(|c| !is_name(c)).next().unwrap_or_default()).collect()
}

/// The short names that wasm-opt gave: of what the module exports, and of what it imports.
pub(crate) struct Names {
    exports: BTreeMap<String, String>,
    imports: Vec<[String; 3]>,
}

impl Names {
    /// Reads them as wasm-opt prints them.
    pub(crate) fn read(printed: &str) -> Result<Self> {
        let all: Value = serde_json::from_str(printed).context("wasm-opt did not print names")?;
        Ok(Self {
            exports: serde_json::from_value(all["exports"].clone())
                .map(|pairs: Vec<(String, String)>| pairs.into_iter().collect())?,
            imports: serde_json::from_value(all["imports"].clone())?,
        })
    }

    /// The glue, which calls the module by them.
    pub(crate) fn in_glue(&self, glue: &str) -> Result<String> {
        let mut parts = glue.split("wasm.");
        let mut out = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let end = part.find(|c| !is_name(c)).unwrap_or(part.len());
            let (name, rest) = part.split_at(end);
            let short = self.exports.get(name).with_context(|| format!("the module has no {name}"))?;
            out += &format!("wasm.{short}{rest}");
        }
        Ok(out)
    }

    /// The glue of a page that instantiates the module itself: what it hands to it, too, has
    /// its short name.
    pub(crate) fn in_web_glue(&self, glue: &str, file: &str) -> Result<String> {
        let mut glue = self.in_glue(glue)?;
        let mut replace = |from: String, to: String| {
            ensure!(glue.matches(&from).count() == 1, "the glue has no single {from}");
            glue = glue.replace(&from, &to);
            Ok(())
        };
        replace(format!("\"{file}\": "), "\"a\": ".to_owned())?;
        for [_, name, short] in &self.imports {
            replace(format!("\n        {name}: "), format!("\n        {short}: "))?;
        }
        Ok(glue)
    }

    /// A module of JavaScript with all that ours imports, from the glue and from the files
    /// beside it. Without functions that nothing calls any more, which thus stay behind.
    pub(crate) fn imports(&self) -> String {
        let files: BTreeSet<&str> = self.imports.iter().map(|[file, ..]| file.as_str()).collect();
        let mut out = String::new();
        for (number, file) in files.iter().enumerate() {
            out += &format!("import * as from{number} from '{file}';\n");
        }
        out += "export const imports = { a: {\n";
        for [file, name, short] in &self.imports {
            let number = files.iter().take_while(|other| *other != file).count();
            out += &format!("  {short}: from{number}.{name},\n");
        }
        out + "} };\n"
    }
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '$')
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRINTED: &str = r#"{"imports": [["./glue.js", "f", "a"], ["./read.js", "g", "b"]],
        "exports": [["memory", "c"], ["client_new", "d"]]}"#;

    #[test]
    fn what_nobody_needs_is_gone_and_the_rest_stands() -> Result<()> {
        let glue = "const CLOSURE_DTORS = new FinalizationRegistry(state => wasm.__wbindgen_destroy_closure(state));\n\
            function getUint8ArrayMemory0() {\n    return cached;\n}\nfunction after() {\n}\n";
        let mut slim = glue.to_owned();
        for rule in ["no registry of closures", "no cached view of bytes"] {
            let (name, edit) = RULES.iter().find(|(name, _)| *name == rule).context("no such rule")?;
            slim = changed(&slim, name, edit)?;
            assert!(changed(&slim, name, edit).is_err() || name.contains("view"), "{name} matches twice");
        }
        assert!(slim.contains("function after()") && slim.contains("new Uint8Array"));
        assert_eq!(used(&slim).into_iter().collect::<Vec<_>>(), ["memory"]);
        Ok(())
    }

    #[test]
    fn a_rule_that_matches_nothing_is_an_error() {
        for (name, edit) in &RULES {
            let error = changed("function other() {\n}\n", name, edit).unwrap_err().to_string();
            assert!(error.contains(name), "{error}");
        }
    }

    #[test]
    fn names_are_the_same_on_both_sides() -> Result<()> {
        let names = Names::read(PRINTED)?;
        assert_eq!(names.in_glue("wasm.client_new(wasm.memory.buffer)")?, "wasm.d(wasm.c.buffer)");
        assert!(names.in_glue("wasm.gone()").is_err(), "a name that the module does not have");
        let imports = names.imports();
        assert!(imports.contains("from0 from './glue.js'") && imports.contains("b: from1.g,"), "{imports}");
        Ok(())
    }
}
